"""From data to pixels and back, in floating point: no value that training can produce makes it raise."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QRectF

from gdviz.plots.theme import LIGHT, Theme

Floats = NDArray[np.float64]

# Painting far outside is slow and, past 2^15 pixels or so, wrong; nobody sees what lies there.
FAR = 20_000.0
# Beyond this a range cannot be squared or inverted any more.
LARGEST = 1e140
SMALLEST_SHARE = 1e-12


class Mapping:
    """Which data rectangle a plot shows on how many pixels; one object for each plot, shared by its layers.

    The vertical range is in units of the axis: log10 of the data where `log_y` is on.
    """

    def __init__(self) -> None:
        self.x_low, self.x_high = 0.0, 1.0
        self.y_low, self.y_high = 0.0, 1.0
        self.width, self.height = 1.0, 1.0
        self.log_y = False
        self.theme: Theme = LIGHT
        self.version = 0  # grows with every change, so that layers know when a picture is out of date

    def set_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Show x and y (in units of the axis) from low to high."""
        if (x, y) == ((self.x_low, self.x_high), (self.y_low, self.y_high)):
            return
        self.x_low, self.x_high = x
        self.y_low, self.y_high = y
        self.version += 1

    def set_size(self, width: float, height: float) -> None:
        """Draw on this many pixels."""
        size = max(1.0, width), max(1.0, height)
        if size == (self.width, self.height):
            return
        self.width, self.height = size
        self.version += 1

    def set_log_y(self, log_y: bool) -> None:
        """Make the vertical axis logarithmic, or not."""
        self.log_y = log_y
        self.version += 1

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        self.theme = theme
        self.version += 1

    @property
    def x_scale(self) -> float:
        """Pixels for one unit of x."""
        return self.width / (self.x_high - self.x_low)

    @property
    def y_scale(self) -> float:
        """Pixels for one unit of the vertical axis."""
        return self.height / (self.y_high - self.y_low)

    def x(self, values: ArrayLike) -> Floats:
        """Return the pixels of `values`; infinite ones lie far outside, NaN stays NaN."""
        with np.errstate(all="ignore"):
            pixels = (np.asarray(values, dtype=np.float64) - self.x_low) * self.x_scale
        return _near(pixels)

    def y(self, values: ArrayLike) -> Floats:
        """Return the pixels, counted downwards, of `values`; what a logarithm cannot show is NaN."""
        values = np.asarray(values, dtype=np.float64)
        if self.log_y:
            values = safe_log10(values)
        return self.y_of_axis(values)

    def y_of_axis(self, values: ArrayLike) -> Floats:
        """Return the pixels of `values` given in units of the axis."""
        with np.errstate(all="ignore"):
            pixels = (self.y_high - np.asarray(values, dtype=np.float64)) * self.y_scale
        return _near(pixels)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of one point."""
        return float(self.x(x)), float(self.y(y))

    def data(self, x_pixel: float, y_pixel: float) -> tuple[float, float]:
        """Return the data values at a pixel."""
        x = self.x_low + x_pixel / self.x_scale
        y = self.y_high - y_pixel / self.y_scale
        return x, (10.0 ** min(max(y, -307.0), 308.0) if self.log_y else y)

    def rectangle(self, rect: QRectF) -> QRectF:
        """Return the pixels that a rectangle of data covers."""
        left, right = (float(self.x(value)) for value in (rect.left(), rect.right()))
        low, high = (float(self.y(value)) for value in (rect.top(), rect.bottom()))
        return QRectF(left, min(low, high), right - left, abs(low - high))


def _near(pixels: Floats) -> Floats:
    near: Floats = np.minimum(np.maximum(pixels, -FAR), FAR)  # as np.clip, in half the time
    return near


def safe_log10(values: ArrayLike) -> Floats:
    """Return log10, with NaN for zeros, negatives, NaN and infinities, without a warning."""
    values = np.asarray(values, dtype=np.float64)
    with np.errstate(all="ignore"):
        logs = np.log10(values)
    return np.where(np.isfinite(logs), logs, np.nan)


def usable_range(low: float, high: float) -> tuple[float, float]:
    """Return a range that can be drawn: finite, the right way round and not empty; (0, 1) if there is nothing."""
    if math.isnan(low) or math.isnan(high):
        return 0.0, 1.0
    low, high = (min(max(value, -LARGEST), LARGEST) for value in (min(low, high), max(low, high)))
    middle = low / 2 + high / 2
    least = SMALLEST_SHARE * max(abs(low), abs(high), 1e-100)
    if high - low > least:
        return low, high
    half = max(0.5 * abs(middle), least) if middle else 1.0
    return middle - half, middle + half


def data_range(values: ArrayLike, log: bool = False) -> tuple[float, float] | None:
    """Return the least and greatest finite value (positive, if `log`); None if there is none."""
    values = np.asarray(values, dtype=np.float64).ravel()
    finite = values[np.isfinite(values) & ((values > 0.0) if log else True)]
    if finite.size == 0:
        return None
    return float(finite.min()), float(finite.max())
