"""Layers that make one number of each window of a picture."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from gdviz.core.convolution.sliding import PADDINGS, Slide, slide
from gdviz.core.hyperparameter import choice, integer
from gdviz.core.layers.base import Layer, Mode, Passes, Shape
from gdviz.core.layers.pictures import MAX_SIDE, batch_behind, picture_shape
from gdviz.core.operations import Array, Operation, constant

Index: TypeAlias = tuple[slice, slice]
Window: TypeAlias = tuple[Index, Index]
"""For one place (u, v) of the windows: which windows have it inside the picture, and where in the picture that is.

So a layer works on all windows at once, place by place, and no window is ever cut out.
"""


@dataclass
class Pooling(Layer):
    """y[i, j, c] of the window that begins at x[i stride_rows, j stride_columns, c], for every picture and channel.

    x (B, H, W, C), y (B, H', W', C). Padding `valid` keeps to windows that fit whole, `same` takes ceil(H / stride)
    of them, where need be one place more below and on the right than above and on the left (Keras's rule).
    """

    pool_rows: int = integer(2, low=1, high=MAX_SIDE, soft_high=4, restarts=True, help="Height of a window")
    pool_columns: int = integer(2, low=1, high=MAX_SIDE, soft_high=4, restarts=True, help="Width of a window")
    stride_rows: int = integer(2, low=1, high=MAX_SIDE, soft_high=4, restarts=True, help="How far it moves down")
    stride_columns: int = integer(2, low=1, high=MAX_SIDE, soft_high=4, restarts=True, help="How far it moves right")
    padding: str = choice("valid", PADDINGS, restarts=True, help="same: windows may jut out of the picture")

    batch_last = True

    def slides(self, shape: Shape) -> tuple[Slide, Slide]:
        """Return how the window moves down and to the right over pictures (H, W, C); raises ValueError."""
        height, width, _ = picture_shape(shape)
        return (
            slide(height, self.pool_rows, self.stride_rows, self.padding, "pool_rows"),
            slide(width, self.pool_columns, self.stride_columns, self.padding, "pool_columns"),
        )

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns = self.slides(shape)
        return rows.count, columns.count, shape[2]

    def write(self, x: Array, y: Array, dy: Array, dx: Array | None, mode: Mode) -> Passes:
        rows, columns = self.slides(x.shape[1:])
        places = [(rows(u), columns(v)) for u in range(rows.window) for v in range(columns.window)]
        windows = [((i, j), (k, m)) for (i, k), (j, m) in places if i.stop and j.stop]
        x, y, dy = (batch_behind(each) for each in (x, y, dy))
        forward = self.pool(windows, x, y)
        if dx is None:
            return Passes(forward, [])
        dx = batch_behind(dx)
        apart = rows.window <= rows.stride and columns.window <= columns.stride
        zero, rest = constant(0.0, dx.dtype), [dx]
        if apart:  # each place is in one window at most: it is written, and only those in none are zeroed
            rest = _outside(dx, rows, columns)
        backward: list[Operation] = [(np.copyto, (part, zero)) for part in rest]
        return Passes(forward, backward + self.spread(windows, x, y, dy, dx, apart))

    @abstractmethod
    def pool(self, windows: list[Window], x: Array, y: Array) -> list[Operation]:
        """Write down y of x, pictures (H, W, C, B) with the batch last."""

    @abstractmethod
    def spread(self, windows: list[Window], x: Array, y: Array, dy: Array, dx: Array, apart: bool) -> list[Operation]:
        """Write down dx of dy: set it where windows are `apart`, else add to it."""


def _outside(dx: Array, rows: Slide, columns: Slide) -> list[Array]:
    """Return the parts of dx that lie in no window, where windows don't overlap."""
    if rows.window < rows.stride or columns.window < columns.stride:
        return [dx]  # gaps all over
    down = rows.count * rows.stride - rows.before
    right = columns.count * columns.stride - columns.before
    return [part for part in (dx[down:], dx[:down, right:]) if part.size]
