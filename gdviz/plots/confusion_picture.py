"""How a matrix of counts looks: cells, figures and names, painted once for as long as they stay what they are."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap

from gdviz.plots.colormaps import BLUE, Lut, ramp
from gdviz.plots.layer import onto_screen
from gdviz.plots.theme import Theme, contrast

DARK_SHADES, LIGHT_SHADES = ("#4a3524", "#e58a3c"), ("#fdf1e7", "#dd7b2b")
WHITE, BLACK = "#ffffff", "#1b212d"

Counts = NDArray[np.int64]


def shade_of(counts: Counts, row: int, column: int) -> str | None:
    """Return the colour of a cell of counts (k, k), as the theme in use has it; None of an empty one."""
    return _shades(counts)[row][column]


class ConfusionPicture:
    """Paints counts over a ground; a pointer that moves over it, and a frame with nothing new, cost one copy."""

    def __init__(self) -> None:
        self._picture = QPixmap()
        self._of: tuple[object, ...] = ()

    def paint(
        self, painter: QPainter, size: QSize, frame: QRectF, counts: Counts | None, names: tuple[str, ...]
    ) -> None:
        """Paint what a widget of this size shows, its cells within `frame`."""
        if not onto_screen(painter):
            painter.save()
            _paint_all(painter, frame, counts, names)
            painter.restore()
            return
        ratio = painter.device().devicePixelRatioF()
        wanted = (size, ratio, frame, names, Theme.current())
        if wanted != self._of[1:] or counts is not self._of[0]:
            self._of = (counts, *wanted)
            self._picture = QPixmap(size * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            own = QPainter(self._picture)
            _paint_all(own, frame, counts, names)
            own.end()
        painter.drawPixmap(0, 0, self._picture)


def _paint_all(painter: QPainter, frame: QRectF, counts: Counts | None, names: tuple[str, ...]) -> None:
    theme, side = Theme.current(), frame.width() / max(1, len(names))
    _paint_cells(painter, theme, frame, side, counts, len(names))
    _paint_names(painter, theme, frame, side, names)


def _paint_cells(
    painter: QPainter, theme: Theme, frame: QRectF, side: float, counts: Counts | None, k: int
) -> None:  # fmt: skip
    places = [QRectF(frame.x() + side * at, frame.y() + side * at, side - 1, side - 1) for at in range(k)]
    if counts is None:
        for place in places:
            painter.fillRect(place.translated(0.5, 0.5), QColor(theme.segment))
        return
    font = theme.font(max(7.0, min(theme.axis_size, 0.36 * side / theme.text_scale)), tabular=True)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    baseline = (side + metrics.ascent() - metrics.descent()) / 2
    figures: list[tuple[QPointF, str, str]] = []
    shades = _shades(counts)
    for row, line in enumerate(counts.tolist()):
        y = frame.y() + row * side
        for column, n in enumerate(line):
            x, shade = frame.x() + column * side, shades[row][column]
            if shade is None:
                if row == column:
                    painter.fillRect(places[row].translated(0.5, 0.5), QColor(theme.segment))
                continue
            painter.fillRect(QRectF(x + 0.5, y + 0.5, side - 1, side - 1), QColor(shade))
            text = str(n)
            left = x + (side - metrics.horizontalAdvance(text)) / 2
            figures.append((QPointF(left, y + baseline), text, _ink_on(shade)))
    for ink in (WHITE, BLACK):
        painter.setPen(QColor(ink))
        for where, text, needed in figures:
            if needed == ink:
                painter.drawText(where, text)


def _paint_names(painter: QPainter, theme: Theme, frame: QRectF, side: float, names: tuple[str, ...]) -> None:
    painter.setFont(theme.font(theme.axis_size, tabular=True))
    painter.setPen(QColor(theme.axis_text))
    metrics = painter.fontMetrics()
    for index, name in enumerate(names):
        left = QRectF(0, frame.y() + index * side, frame.x() - theme.length(8), side)
        text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(left.width()))
        painter.drawText(left, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        below = QRectF(frame.x() + index * side, frame.bottom() + theme.length(2), side, metrics.height())
        text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(side))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)


def _shades(counts: Counts) -> list[list[str | None]]:
    """Return the colours of all cells: blue on the diagonal, else the more orange the larger a share of the errors."""
    errors = counts.copy()
    np.fill_diagonal(errors, 0)
    share = np.sqrt(errors / max(1, int(errors.max(initial=0))))  # else all but one would look alike
    names = _named(*(DARK_SHADES if Theme.current().is_dark else LIGHT_SHADES))
    found: list[list[str | None]] = [
        [names[place] if n else None for place, n in zip(places, line, strict=True)]
        for places, line in zip(np.rint(255 * share).astype(int).tolist(), errors.tolist(), strict=True)
    ]
    for at, n in enumerate(np.diagonal(counts).tolist()):
        found[at][at] = BLUE if n else None
    return found


@lru_cache(maxsize=4)
def _named(pale: str, strong: str) -> tuple[str, ...]:
    steps: Lut = ramp(pale, strong)
    return tuple(QColor(*step).name() for step in steps.tolist())


@lru_cache(maxsize=1024)
def _ink_on(shade: str) -> str:
    """Return in which colour a figure is read best on a shade."""
    return max((WHITE, BLACK), key=lambda ink: contrast(shade, ink))
