"""Filled upright rectangles: a histogram, or shares that stand on each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from gdviz.plots.layer import Layer
from gdviz.plots.mapping import Floats, Mapping

GAP = 1.0  # pixel that stays free between two bars


class Bars(Layer):
    """Groups of bars by name, drawn in the order in which the names came; bars of no height are left out."""

    kept = True

    def __init__(self, z: float = -500.0) -> None:
        super().__init__(z)
        self._groups: dict[str, tuple[Floats, Floats, Floats, QColor]] = {}

    def set_bars(self, name: str, edges: ArrayLike, bottoms: ArrayLike, tops: ArrayLike, color: QColor) -> None:
        """Draw bars from `bottoms` to `tops` (m,) between `edges` (m + 1,), in place of the group of this name.

        Raises ValueError if the three do not fit each other.
        """
        edges, bottoms, tops = (np.asarray(values, np.float64).ravel() for values in (edges, bottoms, tops))
        if not len(edges) - 1 == len(bottoms) == len(tops):
            raise ValueError(
                f"edges must be one more than bottoms and tops; got {len(edges)}, {len(bottoms)} and {len(tops)}"
            )
        self._groups[name] = (edges, bottoms, tops, QColor(color))
        self.redraw()

    def clear(self) -> None:
        """Draw no bar."""
        if self._groups:
            self._groups.clear()
            self.redraw()

    def names(self) -> tuple[str, ...]:
        """The names of all groups."""
        return tuple(self._groups)

    def heights(self, name: str) -> Floats:
        """Return how high the bars of a group are; raises KeyError."""
        _, bottoms, tops, _ = self._groups[name]
        return tops - bottoms

    def bounds(self) -> QRectF | None:
        if not self._groups:
            return None
        groups = self._groups.values()
        left, right = min(float(g[0].min()) for g in groups), max(float(g[0].max()) for g in groups)
        low, high = min(float(g[1].min()) for g in groups), max(float(g[2].max()) for g in groups)
        return QRectF(QPointF(left, low), QPointF(right, high))

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        for edges, bottoms, tops, color in self._groups.values():
            painter.setBrush(color)
            x, low, high = mapping.x(edges), mapping.y(bottoms), mapping.y(tops)
            for place in np.flatnonzero(tops > bottoms).tolist():
                left, right = float(x[place]) + GAP / 2, float(x[place + 1]) - GAP / 2
                painter.drawRect(QRectF(QPointF(left, float(high[place])), QPointF(right, float(low[place]))))
