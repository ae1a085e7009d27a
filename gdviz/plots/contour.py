"""Lines of equal value, and borders between classes."""

from __future__ import annotations

from collections.abc import Sequence

import contourpy
import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gdviz.plots.layer import Layer
from gdviz.plots.mapping import Floats, Mapping
from gdviz.plots.strokes import Stroker

_PEN_UP = np.full((1, 2), np.nan)


class Contours(Layer):
    """Contour lines of a grid whose points lie evenly from edge to edge of a rectangle; row 0 is the bottom."""

    kept = True

    def __init__(self, z: float = -800.0) -> None:
        super().__init__(z)
        self._lines: list[Floats] = []
        self._pen = QPen()
        self._stroker = Stroker()

    def set_values(
        self,
        values: Floats,
        rect: QRectF,
        levels: Sequence[float] | Floats,
        color: QColor | str,
        width: float = 1.0,
        *,
        opacity: float = 1.0,
        dashed: bool = False,
    ) -> None:
        """Draw the lines of `levels` of values (rows, columns) over `rect`."""
        self._lines = _lines(values, rect, levels)
        self._style(color, width, opacity, dashed)

    def set_borders(self, answers: Floats, rect: QRectF, color: QColor | str, width: float = 2.0) -> None:
        """Draw where the greatest of answers (rows, columns, k) changes: the border of each class's own part."""
        self._lines = []
        for label in range(answers.shape[2]):
            others = np.delete(answers, label, axis=2).max(axis=2)
            self._lines += _lines(answers[:, :, label] - others, rect, [0.0])
        self._style(color, width, 1.0, False)

    def clear(self) -> None:
        """Draw no line."""
        if self._lines:
            self._lines = []
            self.redraw()

    @property
    def lines(self) -> list[Floats]:
        """The lines drawn, each (n, 2) in data."""
        return self._lines

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        if not self._lines:
            return
        # One path for all lines: a point that is not a number lifts the pen between two of them.
        points = np.concatenate([part for line in self._lines for part in (line, _PEN_UP)])
        x, y = mapping.x(points[:, 0]), mapping.y(points[:, 1])
        color, width = self._pen.color(), self._pen.widthF()
        if width > 1.0 and color.alpha() == 255:
            self._stroker.stroke(painter, mapping, x, y, color, width, self._pen.style() == Qt.PenStyle.DashLine)
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._pen)
        painter.drawPath(pg.arrayToQPath(x, y, connect="finite", finiteCheck=True))

    def _style(self, color: QColor | str, width: float, opacity: float, dashed: bool) -> None:
        shown = QColor(color)
        shown.setAlphaF(opacity)
        self._pen = QPen(shown, width, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
        self.redraw()


def log_levels(values: Floats, count: int) -> Floats:
    """Return levels that stand evenly on a logarithmic scale above the least value: dense in the pit, wide outside."""
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return np.empty(0)
    low, high = float(finite.min()), float(finite.max())
    if not high > low:
        return np.empty(0)
    rise = np.geomspace(1e-3 * (high - low), high - low, count + 1)[:-1]
    levels: Floats = low + rise
    return levels


def _lines(values: Floats, rect: QRectF, levels: Sequence[float] | Floats) -> list[Floats]:
    rows, columns = values.shape
    if rows < 2 or columns < 2:
        return []
    generator = contourpy.contour_generator(
        np.linspace(rect.left(), rect.right(), columns),
        np.linspace(rect.top(), rect.bottom(), rows),
        np.ma.masked_invalid(values),
    )
    return [np.asarray(line) for level in levels for line in generator.lines(float(level)) if len(line) > 1]
