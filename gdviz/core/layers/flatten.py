"""Pictures as plain lists of numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.layers.base import LAYERS, Layer, Mode, Passes, Shape, size_of
from gdviz.core.operations import Array


@LAYERS.register("flatten")
@dataclass
class Flatten(Layer):
    """y (B, n) has the numbers of x (B, ...), row by row, channels last: in Keras's order, so weights can be exchanged.

    It costs nothing: y is the memory of x.
    """

    title = "Flatten"
    order = 50
    formula = "(r, c, k) → r·c·k"
    help = "Makes a plain list of the numbers of a picture, as dense layers want it"

    def output_shape(self, shape: Shape) -> Shape:
        return (size_of(shape),)

    def view(self, x: Array, mode: Mode) -> Array | None:
        return x.reshape(len(x), -1)

    def write(self, x: Array, y: Array, dy: Array, dx: Array | None, mode: Mode) -> Passes:
        flat = x.reshape(y.shape)
        backward = [] if dx is None else [(np.copyto, (dx, dy.reshape(dx.shape)))]
        return Passes([(np.copyto, (y, flat))], backward)
