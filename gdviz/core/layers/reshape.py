"""Plain lists of numbers as pictures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.hyperparameter import integer
from gdviz.core.layers.base import LAYERS, Layer, Mode, Passes, Shape, size_of
from gdviz.core.operations import Array


@LAYERS.register("reshape")
@dataclass
class Reshape(Layer):
    """y (B, rows, columns, channels) has the numbers of x (B, ...), row by row, channels last. It costs nothing."""

    rows: int = integer(28, low=1, high=4096, soft_high=64, restarts=True, help="Height of the picture")
    columns: int = integer(28, low=1, high=4096, soft_high=64, restarts=True, help="Width of the picture")
    channels: int = integer(1, low=1, high=4096, soft_high=4, restarts=True, help="1 for grey, 3 for colours")

    title = "Reshape"
    order = 55
    formula = "r·c·k → (r, c, k)"
    help = "Makes a picture of a plain list of numbers, as convolutions want it"

    def output_shape(self, shape: Shape) -> Shape:
        wanted = (self.rows, self.columns, self.channels)
        if size_of(shape) != size_of(wanted):
            raise ValueError(f"rows must have {size_of(wanted)} numbers for a shape of {wanted}; got {shape}")
        return wanted

    def view(self, x: Array, mode: Mode) -> Array | None:
        return x.reshape(len(x), self.rows, self.columns, self.channels)

    def write(self, x: Array, y: Array, dy: Array, dx: Array | None, mode: Mode) -> Passes:
        backward = [] if dx is None else [(np.copyto, (dx, dy.reshape(dx.shape)))]
        return Passes([(np.copyto, (y, x.reshape(y.shape)))], backward)
