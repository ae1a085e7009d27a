"""Named polylines: losses over steps, a model's curve, residuals."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from gdviz.plots.layer import Layer
from gdviz.plots.mapping import Floats, Mapping, data_range
from gdviz.plots.strokes import Stroker, blended

FADED = 0.35  # share of its colour that is left of what lay ahead, or was another way
HALO = 3.0  # pixels that a halo is wider
BLOCK = 1.5  # pixels of which a long line is drawn by its least and greatest value
STRAIGHT = 0.05  # pixels that a point may lie beside a line that is drawn as straight
STRAIGHT_MOST = 1000  # points: a longer line is a run's, and never straight


@dataclass
class _Line:
    x: Floats
    y: Floats
    color: QColor
    width: float
    dashed: bool
    faded: bool
    halo: bool


class Curves(Layer):
    """Polylines by name, drawn in the order in which the names came; NaN leaves a gap.

    Where a line has many more points than the view has columns, a column is drawn from its least to its greatest
    value: nothing that could be seen is lost, and 100,000 points cost as much as a few thousand.
    """

    def __init__(self, z: float = 0.0) -> None:
        super().__init__(z)
        self._lines: dict[str, _Line] = {}
        self._stroker = Stroker()

    def set_curve(
        self,
        name: str,
        x: ArrayLike,
        y: ArrayLike,
        color: QColor | str,
        width: float = 2.0,
        *,
        dashed: bool = False,
        faded: bool = False,
        halo: bool = False,
    ) -> None:
        """Draw a line through (x, y), each (n,), in place of the one of this name.

        Raises ValueError if the two differ in length.
        """
        x, y = np.asarray(x, np.float64).ravel(), np.asarray(y, np.float64).ravel()
        if len(x) != len(y):
            raise ValueError(f"x and y must be equally long; got {len(x)} and {len(y)}")
        self._lines[name] = _Line(x, y, QColor(color), width, dashed, faded, halo)
        self.redraw()

    def remove(self, name: str) -> None:
        """Draw this line no more, if it is there."""
        if self._lines.pop(name, None) is not None:
            self.redraw()

    def clear(self) -> None:
        """Draw no line."""
        if self._lines:
            self._lines.clear()
            self.redraw()

    def names(self) -> tuple[str, ...]:
        """The names of all lines."""
        return tuple(self._lines)

    def values(self, name: str) -> tuple[Floats, Floats]:
        """Return x and y of a line; raises KeyError."""
        line = self._lines[name]
        return line.x, line.y

    def bounds(self) -> QRectF | None:
        xs: list[float] = []
        ys: list[float] = []
        for line in self._lines.values():
            x, y = data_range(line.x), data_range(line.y, log=self.mapping.log_y)
            if x is not None and y is not None:
                xs += x
                ys += y
        if not xs:
            return None
        return QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys)))

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        ground = QColor(mapping.theme.card)
        for line in self._lines.values():
            x, y = _thinned(mapping.x(line.x), mapping.y(line.y), mapping.width)
            color = blended(line.color, ground, FADED) if line.faded else line.color
            if x.size == 1:
                _draw_dot(painter, float(x[0]), float(y[0]), color, line.width)
                continue
            if line.halo:
                halo = QColor(mapping.theme.halo)
                self._stroker.stroke(painter, mapping, x, y, halo, line.width + HALO)
            self._stroker.stroke(painter, mapping, x, y, color, line.width, line.dashed)


def _draw_dot(painter: QPainter, x: float, y: float, color: QColor, width: float) -> None:
    """Draw a line that has only begun: nothing would say that there is one."""
    if math.isfinite(x) and math.isfinite(y):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(QPointF(x, y), 1.2 * width, 1.2 * width)


def _is_straight(x: Floats, y: Floats) -> bool:
    """Return whether all points lie on the line between the ends: it takes a hundredth of the time to draw."""
    along = x[-1] - x[0]
    if not along > 0.0:
        return False
    middle = len(x) // 2  # most lines are told by one point
    if abs(y[middle] - (y[0] + (x[middle] - x[0]) * ((y[-1] - y[0]) / along))) > STRAIGHT:
        return False
    with np.errstate(all="ignore"):
        beside = np.abs(y - (y[0] + (x - x[0]) * ((y[-1] - y[0]) / along))).max()
    return bool(beside <= STRAIGHT)


def _thinned(x: Floats, y: Floats, width: float) -> tuple[Floats, Floats]:
    """Return what can be seen of a line whose x (pixels) grows: its ends in view, and least and greatest by column."""
    if len(x) > 2 and (x[1:] >= x[:-1]).all():
        first = max(0, int(np.searchsorted(x, -1.0)) - 1)
        last = min(len(x), int(np.searchsorted(x, width + 1.0, side="right")) + 1)
        x, y = x[first:last], y[first:last]
    if 2 < len(x) <= STRAIGHT_MOST and _is_straight(x, y):
        return x[[0, -1]], y[[0, -1]]
    per_block = int(BLOCK * len(x) // max(1.0, width))
    if per_block < 2:
        return x, y
    blocks = len(x) // per_block
    used = blocks * per_block
    block_y = y[:used].reshape(blocks, per_block)
    gaps = np.isnan(block_y)
    low = np.where(gaps, np.inf, block_y).argmin(axis=1)
    high = np.where(gaps, -np.inf, block_y).argmax(axis=1)
    places = np.sort(np.column_stack([low, high]), axis=1) + np.arange(blocks)[:, None] * per_block
    keep = np.concatenate([[0], places.ravel(), np.arange(used, len(x)), [len(x) - 1]])
    return x[keep], y[keep]
