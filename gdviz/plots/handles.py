"""Small diamonds and discs that can be taken hold of."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gdviz.plots.layer import Layer
from gdviz.plots.mapping import Floats, Mapping

SIZE, LARGE = 7.0, 9.5  # pixels from the middle to a tip; of the one below the pointer
DISC = 0.72  # of that is the radius of a disc


class Handles(Layer):
    """Handles at places (n, 2), diamonds first, then discs; one may be hot: below the pointer, held, or chosen."""

    def __init__(self, z: float = 400.0) -> None:
        super().__init__(z)
        self._places: Floats = np.empty((0, 2))
        self._hot: int | None = None
        self._discs = 0

    @property
    def places(self) -> Floats:
        """Where they are, in data."""
        return self._places

    @property
    def hot(self) -> int | None:
        """Which one stands out."""
        return self._hot

    def set_places(self, places: ArrayLike, hot: int | None = None, discs: int = 0) -> None:
        """Draw handles at `places` (n, 2), the last `discs` of them as discs."""
        places = np.asarray(places, np.float64).reshape(-1, 2)
        if (hot, discs) != (self._hot, self._discs) or not np.array_equal(places, self._places):
            self._places, self._hot, self._discs = places, hot, discs
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
        theme, first_disc = mapping.theme, len(self._places) - self._discs
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in [*range(first_disc, len(self._places)), *range(first_disc)]:  # a corner lies over a disc
            at = QPointF(*mapping.point(*self._places[place].tolist()))
            hot = place == self._hot
            size = LARGE if hot else SIZE
            for color, width in ((theme.card, 4.0), (theme.accent, 2.0)):
                painter.setPen(QPen(QColor(color), width))
                painter.setBrush(QColor(theme.accent if hot else theme.card))
                if place >= first_disc:
                    painter.drawEllipse(at, DISC * size, DISC * size)
                else:
                    tips = [at + QPointF(*tip) for tip in ((0, -size), (size, 0), (0, size), (-size, 0))]
                    painter.drawPolygon(QPolygonF(tips))
