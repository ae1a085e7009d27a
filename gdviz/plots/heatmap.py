"""A picture of values over a rectangle: a loss, a neuron's answer, class probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from gdviz.plots.colormaps import Lut, rgb
from gdviz.plots.layer import Layer, draw_part
from gdviz.plots.mapping import Floats, Mapping, data_range
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
        """Show values (rows, columns) by a table of 256 colours; `levels` are those of its ends (default: all).

        What is not a number is shown as the greatest: a loss that left the numbers is no valley.
        """
        low, high = levels if levels is not None else (data_range(values) or (0.0, 1.0))
        span = high / 2 - low / 2 if high > low else 0.5  # halves: the difference of two large numbers overflows
        with np.errstate(all="ignore"):
            share = (values / 2 - low / 2) * (255.0 / span)
        index = np.clip(np.nan_to_num(share, nan=255.0), 0.0, 255.0).astype(np.uint8)
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
        part = _in_view(self._rect, mapping)
        if part is None:
            return
        (left, right), (bottom, top) = part
        columns, rows = self._image.width(), self._image.height()
        width, height = self._rect.width(), self._rect.height()
        source = QRectF(
            (left - self._rect.left()) / width * columns,
            (self._rect.bottom() - top) / height * rows,
            (right - left) / width * columns,
            (top - bottom) / height * rows,
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        draw_part(painter, mapping.rectangle(QRectF(left, bottom, right - left, top - bottom)), self._image, source)


def _in_view(rect: QRectF, mapping: Mapping) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return x and y of what is seen of `rect`: deep inside a picture, its edges are too far away to be pixels."""
    if mapping.log_y or not (rect.width() > 0.0 and rect.height() > 0.0):
        return None
    x = max(rect.left(), mapping.x_low), min(rect.right(), mapping.x_high)
    y = max(rect.top(), mapping.y_low), min(rect.bottom(), mapping.y_high)
    return (x, y) if x[0] < x[1] and y[0] < y[1] else None


def mixture(probabilities: Floats, theme: Theme) -> NDArray[np.uint8]:
    """Return colours (rows, columns, 3) of class probabilities (rows, columns, k).

    The classes' colours mixed by probability; the nearer the largest is to chance, 1/k, the nearer to the neutral
    colour: saturation is certainty.
    """
    rows, columns, k = probabilities.shape
    shares = probabilities.reshape(-1, k).astype(np.float32)
    unknown = ~np.isfinite(shares).all(axis=1)
    if unknown.any():
        shares[unknown] = 1.0 / k
    neutral = rgb(theme.neutral).astype(np.float32)
    tints = np.array([rgb(theme.class_color(label).name()) for label in range(k)], np.float32) - neutral
    certainty = shares[:, 0].copy()
    for label in range(1, k):  # ten times as fast as max(axis=1) over so short an axis
        np.maximum(certainty, shares[:, label], out=certainty)
    if k > 1:
        certainty -= 1.0 / k
        certainty *= STRENGTH * k / (k - 1)
    mixed = shares @ tints
    mixed *= certainty[:, None]
    mixed += neutral + np.float32(0.5)
    np.clip(mixed, 0.0, 255.0, out=mixed)
    return mixed.astype(np.uint8).reshape(rows, columns, 3)
