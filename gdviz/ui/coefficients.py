"""The coefficients of a polynomial in the units of the people who look at it, or the weights of several inputs."""

from __future__ import annotations

from collections.abc import Mapping
from math import comb

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdviz.core.operations import Array
from gdviz.plots.number import MINUS, padded
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.training.experiment import DataChoice
from gdviz.training.preparation import Preparation

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
COLUMNS = 2


def in_user_units(coefficients: Array, preparation: Preparation) -> Array:
    """Return the coefficients (p + 1,) with standardised columns multiplied out.

    A column minus a constant, or its logarithm, was the user's own wish: those stay and are named by `axis_names`.
    """
    choice, result = preparation.choice, np.asarray(coefficients, np.float64)
    if choice.transform_x.kind == "standardise":
        at0, at1 = preparation.view_X(np.array([[0.0], [1.0]]))[:, 0]
        result = _substituted(result, at0, at1 - at0)
    if choice.transform_y.kind == "standardise":
        at0, at1 = preparation.data_y(np.array([0.0, 1.0]))
        result = result * (at1 - at0)
        result[0] += at0
    return result


def axis_names(choice: DataChoice) -> tuple[str, str]:
    """Return what x and y are called in the units of `in_user_units`."""
    x, y = choice.transform_x, choice.transform_y
    return ("x" if x.kind == "standardise" else x.label("x"), "y" if y.kind == "standardise" else y.label("y"))


def _substituted(coefficients: Array, a: float, b: float) -> Array:
    """Return the coefficients of p(a + b v) in v."""
    result = np.zeros_like(coefficients)
    for k, c in enumerate(coefficients):
        for j in range(k + 1):
            result[j] += c * comb(k, j) * a ** (k - j) * b**j
    return result


class CoefficientTable(QWidget):
    """Names and numbers in two columns; it is drawn, so that thirty changes a second move no layout."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._names: tuple[str, ...] = ()
        self._texts: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        ThemeManager.instance().changed.connect(self._follow_theme)

    @property
    def texts(self) -> tuple[str, ...]:
        """The numbers as they are written, a polynomial's constant first, the bias of several inputs last."""
        return self._texts

    @property
    def title(self) -> str:
        """What the coefficients are of."""
        return self._title

    def show_coefficients(self, coefficients: Array, x: str, y: str) -> None:
        """Show coefficients (p + 1,) of y by powers of x."""
        self.setToolTip(self.tr("The fitted polynomial in your own units, whatever the model was trained on"))
        names = tuple(power_name(power) for power in range(len(coefficients)))
        self._show(names, coefficients, self.tr("{y} by powers of {x}").format(x=x, y=y))

    def show_weights(self, weights: Mapping[str, float], multiplied_out: bool) -> None:
        """Show weights and bias by name; `multiplied_out` where the model was trained on standardised columns."""
        own = self.tr("Each input's weight, and the bias, as they are at this step")
        user = self.tr("Each input's weight, and the bias, in your own units, whatever the model was trained on")
        title = self.tr("Weights and bias in your units") if multiplied_out else self.tr("Weights and bias")
        self.setToolTip(user if multiplied_out else own)
        self._show(tuple(weights), np.array(list(weights.values())), title)

    def _show(self, names: tuple[str, ...], values: Array, title: str) -> None:
        texts = tuple(padded(float(value), 4) for value in values)
        if (texts, names, title) == (self._texts, self._names, self._title):
            return
        grown = len(texts) != len(self._texts)
        self._texts, self._names, self._title = texts, names, title
        terms = [f"{name}: {text}" for name, text in zip(names, texts, strict=True)]
        self.setAccessibleName(f"{title}: {', '.join(terms)}")
        if grown:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = Theme.current()
        rows = -(-len(self._texts) // COLUMNS)
        return QSize(theme.length(200), self._row_height() * (rows + 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(Theme.current().length(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, height = Theme.current(), self._row_height()
        painter = QPainter(self)
        painter.setFont(theme.font(theme.small_size))
        painter.setPen(QColor(theme.quiet))
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRect(0, 0, self.width(), height), left, self._title)
        painter.setFont(self._figures())
        gap = theme.length(16)
        width = (self.width() - gap * (COLUMNS - 1)) // COLUMNS
        rows = -(-len(self._texts) // COLUMNS)
        for place, (name, text) in enumerate(zip(self._names, self._texts, strict=True)):
            cell = QRect((place // rows) * (width + gap), (place % rows + 1) * height, width, height)
            painter.setPen(QColor(theme.quiet))
            painter.drawText(cell, left, name)
            painter.setPen(QColor(theme.text))
            painter.drawText(cell, right, text.replace("-", MINUS))

    def _figures(self) -> QFont:
        theme = Theme.current()
        return theme.font(theme.heading_size, tabular=True)

    def _row_height(self) -> int:
        return QFontMetrics(self._figures()).height() + Theme.current().length(2)

    @Slot()
    def _follow_theme(self) -> None:
        self.updateGeometry()
        self.update()


def power_name(power: int) -> str:
    """Return "1", "x", "x²", ..."""
    return ("1", "x")[power] if power < 2 else f"x{str(power).translate(_SUPERSCRIPTS)}"
