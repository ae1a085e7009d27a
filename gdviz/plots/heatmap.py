"""A picture of values over a rectangle: a loss, a neuron's answer, class probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from gdviz.plots.colormaps import Lut, rgb
from gdviz.plots.layer import Layer
from gdviz.plots.mapping import Floats, Mapping
from gdviz.plots.theme import Theme

STRENGTH = 0.82  # how much of a class's colour a sure answer has: points of that class must still stand out


class Heatmap(Layer):
    """An image over a rectangle of data, smooth between its pixels; row 0 is the bottom."""

    kept = True

    def __init__(self, z: float = -900.0) -> None:
        super().__init__(z)
        self._image: QImage | None = None
        self._rect = QRectF()

    def set_values(self, values: Floats, rect: QRectF, lut: Lut, levels: tuple[float, float] | None = None) -> None:
        """Show values (rows, columns) by a table of 256 colours; `levels` are those of its ends (default: all)."""
        low, high = levels if levels is not None else (float(np.nanmin(values)), float(np.nanmax(values)))
        span = high - low if high > low else 1.0
        with np.errstate(all="ignore"):
            index = np.clip(np.nan_to_num((values - low) * (255.0 / span), nan=255.0), 0.0, 255.0).astype(np.uint8)
        self.set_rgb(lut[index], rect)

    def set_rgb(self, colors: NDArray[np.uint8], rect: QRectF) -> None:
        """Show colours (rows, columns, 3)."""
        upside = np.ascontiguousarray(colors[::-1])
        rows, columns = upside.shape[:2]
        self._image = QImage(upside.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()
        self._rect = QRectF(rect)
        self.redraw()

    def clear(self) -> None:
        """Show nothing."""
        self._image = None
        self.redraw()

    @property
    def image(self) -> QImage | None:
        """What is shown, one pixel a value."""
        return self._image

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        if self._image is None:
            return
        painter.setClipRect(QRectF(0.0, 0.0, mapping.width, mapping.height))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(mapping.rectangle(self._rect), self._image)
        painter.setClipping(False)


def mixture(probabilities: Floats, theme: Theme) -> NDArray[np.uint8]:
    """Return colours (rows, columns, 3) of class probabilities (rows, columns, k).

    The classes' colours mixed by probability; the nearer the largest is to chance, 1/k, the nearer to the neutral
    colour: saturation is certainty.
    """
    k = probabilities.shape[2]
    colors = np.array([rgb(theme.class_color(label).name()) for label in range(k)], np.float32)
    shares = np.nan_to_num(probabilities.astype(np.float32), nan=1.0 / k)
    certainty = (shares.max(axis=2) - 1.0 / k) * (STRENGTH * k / (k - 1)) if k > 1 else np.ones(shares.shape[:2])
    neutral = rgb(theme.neutral).astype(np.float32)
    mixed = neutral + certainty[:, :, None] * (shares @ colors - neutral)
    colored: NDArray[np.uint8] = np.clip(mixed + 0.5, 0.0, 255.0).astype(np.uint8)
    return colored
