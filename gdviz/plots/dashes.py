"""Short level strokes, each by itself: values that stand for one place alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gdviz.plots.layer import Layer
from gdviz.plots.mapping import Floats, Mapping, data_range

LENGTH = 7.0  # pixels


class Dashes(Layer):
    """A dash of the same length at each place."""

    kept = True

    def __init__(self, z: float = 50.0) -> None:
        super().__init__(z)
        self._x: Floats = np.empty(0)
        self._y: Floats = np.empty(0)
        self._color = QColor()
        self._width = 1.0

    def set_places(self, x: ArrayLike, y: ArrayLike, color: QColor | str, width: float = 3.5) -> None:
        """Draw a dash at each (x, y), both (n,), in place of those that were there.

        Raises ValueError if the two differ in length.
        """
        x, y = np.asarray(x, np.float64).ravel(), np.asarray(y, np.float64).ravel()
        if len(x) != len(y):
            raise ValueError(f"x and y must be equally long; got {len(x)} and {len(y)}")
        self._x, self._y, self._color, self._width = x, y, QColor(color), width
        self.redraw()

    def clear(self) -> None:
        """Draw none."""
        if self.count:
            self._x = self._y = np.empty(0)
            self.redraw()

    @property
    def count(self) -> int:
        return len(self._x)

    def bounds(self) -> QRectF | None:
        x, y = data_range(self._x), data_range(self._y)
        return None if x is None or y is None else QRectF(x[0], y[0], x[1] - x[0], y[1] - y[0])

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        painter.setPen(QPen(self._color, self._width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        x, y = mapping.x(self._x), mapping.y(self._y)
        seen = np.isfinite(x) & np.isfinite(y) & (np.abs(x - mapping.width / 2) < mapping.width)
        ends = np.column_stack([x - LENGTH / 2, y, x + LENGTH / 2, y])[seen]
        painter.drawLines([QLineF(*end) for end in ends.tolist()])
