"""The pictures of neurons as colours: over the plane, along one input, or over the rows of the data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from gdviz.plots.colormaps import Lut, rgb
from gdviz.plots.heatmap import STRENGTH, mixture
from gdviz.plots.mapping import Floats
from gdviz.plots.theme import Theme

Colors = NDArray[np.uint8]


def reach(values: Floats) -> float:
    """Return what stands for the ends of the scale: the largest size that is a number, 1 where all are 0."""
    with np.errstate(all="ignore"):
        size = float(np.max(np.abs(values), where=np.isfinite(values), initial=0.0))
    return size or 1.0


def diverging_tiles(values: Floats, lut: Lut, center: float = 0.0, span: float | None = None) -> Colors:
    """Return colours (n, rows, columns, 3) of values (n, rows, columns), row 0 at the bottom.

    `center` is in the neutral colour, `center` +- `span` at the two ends; without a span each tile has its own.
    """
    with np.errstate(over="ignore"):  # what is beyond single precision is at an end of the scale
        shifted = np.asarray(values, np.float32) - np.float32(center)
    spans = np.full(len(shifted), 1.0 if span is None else span, np.float32)
    if span is None:
        spans = np.array([reach(tile) for tile in shifted], np.float32)
    with np.errstate(all="ignore"):
        share = shifted * (np.float32(127.5) / spans)[:, None, None] + np.float32(127.5)
    if not np.isfinite(share).all():
        share = np.nan_to_num(share, nan=127.5)
    index = np.minimum(np.maximum(share, 0.0), 255.0).astype(np.uint8)  # as np.clip, in less time
    return lut.take(np.ascontiguousarray(index[:, ::-1]), axis=0)


def class_tiles(probabilities: Floats, theme: Theme) -> Colors:
    """Return colours (k, rows, columns, 3) of probabilities (k, rows, columns): each class in its own colour.

    One tile alone is the probability of class 1 of two, and looks like the data plot.
    """
    if len(probabilities) == 1:
        both = np.stack([1.0 - probabilities[0], probabilities[0]], axis=-1)
        return np.ascontiguousarray(mixture(both, theme)[None, ::-1])
    neutral = rgb(theme.neutral)
    tints = np.array([rgb(theme.class_color(label).name()) for label in range(len(probabilities))]) - neutral
    share = STRENGTH * np.clip(np.nan_to_num(probabilities), 0.0, 1.0)
    mixed = neutral + share[..., None] * tints[:, None, None, :]
    return np.ascontiguousarray(np.rint(mixed).astype(np.uint8)[:, ::-1])


def curve_tiles(values: Floats, theme: Theme, center: float = 0.0, span: float | None = None) -> Colors:
    """Return colours (n, columns, columns, 3) of values (n, columns) along one input: the area under each curve."""
    count, columns = values.shape
    shifted = np.nan_to_num(np.asarray(values, np.float64) - center)
    spans = np.array([reach(tile) for tile in shifted]) if span is None else np.full(count, span)
    heights = 0.94 * shifted / spans[:, None]  # -1 .. 1, 0 at half of the height
    rows = np.linspace(1.0, -1.0, columns)[None, :, None]
    above = (rows >= 0) & (rows <= heights[:, None, :])
    below = (rows < 0) & (rows >= heights[:, None, :])
    colors = np.empty((count, columns, columns, 3), np.uint8)
    colors[...] = rgb(theme.neutral).astype(np.uint8)
    colors[above] = rgb(theme.class_colors[0]).astype(np.uint8)
    colors[below] = rgb(theme.class_colors[1]).astype(np.uint8)
    return colors


def atlas(tiles: Colors) -> QImage:
    """Return all tiles (n, rows, columns, 3) below each other in one image."""
    count, rows, columns = tiles.shape[:3]
    flat = np.ascontiguousarray(tiles.reshape(count * rows, columns, 3))
    return QImage(flat.data, columns, count * rows, 3 * columns, QImage.Format.Format_RGB888).copy()
