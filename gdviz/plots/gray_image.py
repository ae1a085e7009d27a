"""A small grey picture, pixel by pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdviz.plots.theme import Theme, ThemeManager


def gray_qimage(values: NDArray[np.generic]) -> QImage:
    """Return (h, w) of bytes, or of numbers from 0 to 1, as an image: 0 is black. It holds its own memory."""
    if values.dtype != np.uint8:
        values = np.rint(255.0 * np.clip(values.astype(np.float32), 0.0, 1.0)).astype(np.uint8)
    pixels = np.ascontiguousarray(values)
    height, width = pixels.shape
    return QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8).copy()


class GrayImage(QWidget):
    """Shows one picture as a network gets it: white ink on black, each pixel a square."""

    def __init__(self, name: str, side: int = 84, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._image: QImage | None = None
        self.values: NDArray[np.generic] | None = None
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        ThemeManager.instance().changed.connect(self._follow_theme)

    def set_image(self, values: NDArray[np.generic]) -> None:
        """Show (h, w) of bytes, or of numbers from 0 to 1."""
        self.values = values
        self._image = gray_qimage(values)
        self.update()

    def sizeHint(self) -> QSize:
        side = Theme.current().length(self._side)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        if self._image is not None:
            painter.drawImage(QRectF(self.rect()), self._image)
        if Theme.current().is_dark:  # black on nearly black needs an edge
            painter.setPen(QPen(QColor(Theme.current().border), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    @Slot()
    def _follow_theme(self) -> None:
        self.updateGeometry()
        self.update()
