"""Small diamonds that can be taken hold of."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gdviz.plots.layer import Layer
from gdviz.plots.mapping import Floats, Mapping

SIZE, LARGE = 7.0, 9.5  # pixels from the middle to a tip; of the one below the pointer


class Handles(Layer):
    """Handles at places (n, 2); one of them may be hot: below the pointer, or held."""

    def __init__(self, z: float = 400.0) -> None:
        super().__init__(z)
        self._places: Floats = np.empty((0, 2))
        self._hot: int | None = None

    @property
    def places(self) -> Floats:
        """Where they are, in data."""
        return self._places

    def set_places(self, places: ArrayLike, hot: int | None = None) -> None:
        """Draw handles at `places` (n, 2)."""
        places = np.asarray(places, np.float64).reshape(-1, 2)
        if hot != self._hot or not np.array_equal(places, self._places):
            self._places, self._hot = places, hot
            self.redraw()

    def nearest(self, x: float, y: float, reach: float) -> int | None:
        """Return the handle that is nearest to a place of the data, at most `reach` pixels away; None without one."""
        if not len(self._places):
            return None
        across = self.mapping.x(self._places[:, 0]) - self.mapping.x([x])
        down = self.mapping.y(self._places[:, 1]) - self.mapping.y([y])
        away = np.hypot(across, down)
        place = int(np.argmin(away))
        return place if away[place] <= reach else None

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        theme = mapping.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, (x, y) in enumerate(self._places.tolist()):
            at = QPointF(*mapping.point(x, y))
            size = LARGE if place == self._hot else SIZE
            tips = [at + QPointF(*tip) for tip in ((0, -size), (size, 0), (0, size), (-size, 0))]
            painter.setPen(QPen(QColor(theme.card), 4.0))
            painter.drawPolygon(QPolygonF(tips))
            painter.setPen(QPen(QColor(theme.accent), 2.0))
            painter.setBrush(QColor(theme.accent if place == self._hot else theme.card))
            painter.drawPolygon(QPolygonF(tips))
