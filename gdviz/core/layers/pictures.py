"""What layers that work on pictures share."""

from __future__ import annotations

import numpy as np

from gdviz.core.layers.base import Shape
from gdviz.core.operations import Array

MAX_SIDE = 128  # of a kernel, a pool, a stride: more than any picture here, and no room for what would take all memory


def picture_shape(shape: Shape) -> tuple[int, int, int]:
    """Return (height, width, channels); raises ValueError if rows of this shape are no pictures."""
    if len(shape) != 3:
        raise ValueError(f"rows must be pictures (height, width, channels); got {shape}")
    return shape[0], shape[1], shape[2]


def batch_behind(x: Array) -> Array:
    """Return x (B, H, W, C) as a view (H, W, C, B), the order in which it lies in memory."""
    return np.moveaxis(x, 0, -1)
