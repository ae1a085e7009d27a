"""How the sheet looks: ground, cells and ink, painted while a pen moves."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from gdviz.core.images import SIDE
from gdviz.plots.layer import onto_screen
from gdviz.plots.theme import Theme


class SheetPicture:
    """Paints ink over a ground with its grid. What stands still is painted once, and the ink is not copied."""

    def __init__(self) -> None:
        self._ground = QPixmap()
        self._of: tuple[object, ...] = ()  # what the ground was painted for

    def paint(self, painter: QPainter, square: QRectF, ink: NDArray[np.uint8]) -> None:
        """Paint the sheet into `square`; ink (h, w) of bytes, 255 is covered wholly."""
        if onto_screen(painter):
            self._prepare(square.width(), painter.device().devicePixelRatioF())
            painter.drawPixmap(square.topLeft(), self._ground)
        else:
            painter.save()
            painter.translate(square.topLeft())
            _paint_ground(painter, square.width())
            painter.restore()
        height, width = ink.shape
        image = QImage(np.ascontiguousarray(ink).data, width, height, width, QImage.Format.Format_Indexed8)
        image.setColorTable(_tints(Theme.current().ink))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(square, image)

    def _prepare(self, side: float, ratio: float) -> None:
        theme = Theme.current()
        wanted = (side, ratio, theme.plot_ground, theme.plot_grid, theme.radius)
        if wanted == self._of:
            return
        self._of = wanted
        self._ground = QPixmap(QSize(max(1, round(side * ratio)), max(1, round(side * ratio))))
        self._ground.setDevicePixelRatio(ratio)
        self._ground.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._ground)
        _paint_ground(painter, side)
        painter.end()


def _paint_ground(painter: QPainter, side: float) -> None:
    theme = Theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.plot_ground))
    painter.drawRoundedRect(QRectF(0.5, 0.5, side - 1, side - 1), theme.radius, theme.radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(QColor(theme.plot_grid), 1))
    for line in range(1, SIDE):
        place = line * side / SIDE
        painter.drawLine(QPointF(place, 1), QPointF(place, side - 1))
        painter.drawLine(QPointF(1, place), QPointF(side - 1, place))


@lru_cache(maxsize=4)
def _tints(color: str) -> list[int]:
    """Return what each byte of ink looks like."""
    ink = QColor(color)
    return [QColor(ink.red(), ink.green(), ink.blue(), alpha).rgba() for alpha in range(256)]
