"""One small picture put in many places at once."""

from __future__ import annotations

import numpy as np
from pyqtgraph.Qt import internals
from PySide6.QtGui import QPainter, QPixmap

from gdviz.plots.mapping import Floats


class Stamper:
    """Keeps the memory that QPainter reads the places from: filled by NumPy, ten thousand take two milliseconds."""

    def __init__(self) -> None:
        self._fragments = internals.PrimitiveArray(QPainter.PixmapFragment, 10)

    def stamp(self, painter: QPainter, picture: QPixmap, x: Floats, y: Floats, ratio: float) -> None:
        """Draw `picture`, made for `ratio` device pixels a pixel, around every x, y (n,) in pixels."""
        if x.size == 0:
            return
        self._fragments.resize(x.size)
        table = self._fragments.ndarray()
        # x, y of the centre; left, top, width, height in the picture; scale x, scale y; rotation; opacity
        # Whole device pixels: between them the picture would be blurred, and copied four times more slowly.
        table[:, 0] = np.rint(x * ratio) / ratio
        table[:, 1] = np.rint(y * ratio) / ratio
        table[:, 2:4] = 0.0
        table[:, 4] = picture.width()
        table[:, 5] = picture.height()
        table[:, 6:8] = 1.0 / ratio
        table[:, 8] = 0.0
        table[:, 9] = 1.0
        first, count = self._fragments.drawargs()
        painter.drawPixmapFragments(first, count, picture)
