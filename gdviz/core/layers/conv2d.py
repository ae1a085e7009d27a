"""Filters that move over a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gdviz.core.convolution import patches, winograd
from gdviz.core.convolution.sliding import PADDINGS, Slide, slide
from gdviz.core.hyperparameter import choice, integer
from gdviz.core.layers import options
from gdviz.core.layers.activation import activated
from gdviz.core.layers.base import LAYERS, Layer, Mode, Passes, Shape, is_batch_last
from gdviz.core.layers.pictures import MAX_SIDE, batch_behind, picture_shape
from gdviz.core.operations import Array

MAX_FILTERS = 4096


@LAYERS.register("conv2d")
@dataclass
class Conv2D(Layer):
    """y = g(z) of a sum over the window at each place, for every picture x and every filter f.

    z[i, j, f] = b[f] + sum_{u, v, c} x[i s + u, j t + v, c] W[u, v, c, f]

    x (B, H, W, C), W (kernel_rows, kernel_columns, C, F), b (F,), y (B, H', W', F), channels last; s, t are the
    strides. The kernel is not turned: strictly this is a correlation, as in all libraries. Padding `valid` keeps to
    places where the kernel fits whole, `same` puts zeros around so that H' = ceil(H / s), where need be one more
    below and on the right than above and on the left (Keras's rule).

    Without a bias b stays 0, among the numbers that no method trains. `patches` and
    `winograd` compute the same sums, each faster for other shapes.
    """

    filters: int = integer(8, low=1, high=MAX_FILTERS, soft_high=64, restarts=True, help="How many filters")
    kernel_rows: int = integer(3, low=1, high=MAX_SIDE, soft_high=7, restarts=True, help="Height of a filter")
    kernel_columns: int = integer(3, low=1, high=MAX_SIDE, soft_high=7, restarts=True, help="Width of a filter")
    stride_rows: int = integer(1, low=1, high=MAX_SIDE, soft_high=4, restarts=True, help="How far it moves down")
    stride_columns: int = integer(1, low=1, high=MAX_SIDE, soft_high=4, restarts=True, help="How far it moves right")
    padding: str = choice("valid", PADDINGS, restarts=True, help="same: zeros around keep the picture's size")
    activation: str = options.activation()
    initializer: str = options.initializer()
    l1: float = options.l1()
    l2: float = options.l2()
    bias: bool = options.bias()
    frozen: bool = options.frozen()

    title = "Convolution"
    order = 20
    formula = "a = g(Σ x·W + b)"
    help = "Small filters move over the picture; each answers at every place with the same weights"
    batch_last = True

    def slides(self, shape: Shape) -> tuple[Slide, Slide]:
        """Return how the kernel moves down and to the right over pictures (H, W, C); raises ValueError."""
        height, width, _ = picture_shape(shape)
        return (
            slide(height, self.kernel_rows, self.stride_rows, self.padding, "kernel_rows"),
            slide(width, self.kernel_columns, self.stride_columns, self.padding, "kernel_columns"),
        )

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns = self.slides(shape)
        return rows.count, columns.count, self.filters

    @property
    def reads_output(self) -> bool:
        return self.activation != "linear"

    def shapes(self, shape: Shape) -> dict[str, Shape]:
        kernel = (self.kernel_rows, self.kernel_columns, shape[2], self.filters)
        return {"W": kernel, **options.own_bias(self.bias, self.filters)}

    def statistics(self, shape: Shape) -> dict[str, Shape]:
        return options.own_bias(not self.bias, self.filters)

    def bind(self, value: Mapping[str, Array], gradient: Mapping[str, Array]) -> None:
        self.W, self.b = value["W"], value["b"]
        self.dW, self.db = gradient["W"], gradient["b"]

    def initialize(self, rng: np.random.Generator) -> None:
        options.start_weights(self.W, self.initializer, self.activation, rng)
        self.b[...] = 0.0

    def write(self, x: Array, y: Array, dy: Array, dx: Array | None, mode: Mode) -> Passes:
        return activated(self.activation, y, dy, lambda z, dz: self._sums(x, z, dz, dx))

    def _sums(self, x: Array, z: Array, dz: Array, dx: Array | None) -> Passes:
        """Write down z; dL/dW and dL/db as sums over all places, and dL/dx as dz correlated with the turned kernel."""
        rows, columns = self.slides(x.shape[1:])
        in_order = is_batch_last(z) and is_batch_last(dz)
        way = winograd if in_order and winograd.pays(self.W, rows, columns) else patches
        x, z, dz = (batch_behind(each) for each in (x, z, dz))
        forward = way.correlate(x, self.W, self.b if self.bias else None, z, rows, columns)
        backward = way.kernel_gradient(x, dz, self.dW, self.db, rows, columns)
        if dx is not None:
            backward += way.correlate_back(dz, self.W, batch_behind(dx), rows, columns)
        return Passes(forward, backward)
