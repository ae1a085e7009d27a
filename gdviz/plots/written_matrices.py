"""Matrices with their numbers, side by side as in a formula, for a label."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TypeAlias

import numpy as np
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QFontMetrics

from gdviz.plots.mapping import Floats
from gdviz.plots.number import number
from gdviz.plots.theme import Theme

FORMS = (8, 6, 4)  # rows and columns of a matrix that is written out, where there is room; a larger one is told by size
SIGN_ROOM, CELL_ROOM, LINE_ROOM = 10, 8, 2  # pixels around a sign, beside a number and between two lines

Term: TypeAlias = str | tuple[str, Floats, tuple[int, int] | None]
"""A sign, or a matrix with its name and the cell that stands out."""


def equation(terms: Sequence[Term], most: int) -> str:
    """Return signs and named matrices side by side as HTML, those of more rows or columns than `most` by their size."""
    theme = Theme.current()
    cells = []
    for term in terms:
        if isinstance(term, str):
            cells.append(f"<td style='padding:0 5px'>{escape(term)}</td>")
        else:
            cells.append(f"<td align='center'>{_matrix(*term, most, theme)}</td>")
    return f"<table cellspacing='0' cellpadding='0'><tr valign='middle'>{''.join(cells)}</tr></table>"


def size_of(terms: Sequence[Term], most: int, metrics: QFontMetrics) -> QSizeF:
    """Return about how many pixels `equation` takes, without laying it out."""
    width, lines = 0.0, 1
    for term in terms:
        if isinstance(term, str):
            width += metrics.horizontalAdvance(term) + SIGN_ROOM
            continue
        name, values, _ = term
        columns = [[_size(values)]] if max(values.shape) > most else [[_cell(v) for v in each] for each in values.T]
        inner = sum(max(map(metrics.horizontalAdvance, column)) + CELL_ROOM for column in columns)
        width += max(inner, metrics.horizontalAdvance(name))
        lines = max(lines, 1 + len(columns[0]))
    return QSizeF(width, lines * (metrics.height() + LINE_ROOM))


def _matrix(name: str, values: Floats, marked: tuple[int, int] | None, most: int, theme: Theme) -> str:
    title = f"<span style='color:{theme.quiet}'>{escape(name)}</span>"
    if max(values.shape) > most:
        return f"{title}<br>{_size(values)}"
    lines = []
    for row, numbers in enumerate(values):
        cells = []
        for column, value in enumerate(numbers):
            style = f"color:{theme.accent};font-weight:bold" if (row, column) == marked else ""
            cells.append(f"<td align='right' style='padding:0 4px;{style}'>{escape(_cell(value))}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"{title}<table cellspacing='0' cellpadding='1' bgcolor='{theme.segment}'>{''.join(lines)}</table>"


def _cell(value: np.float64) -> str:
    return number(float(value), 4)


def _size(values: Floats) -> str:
    rows, columns = values.shape
    return f"[ {rows} × {columns} ]"
