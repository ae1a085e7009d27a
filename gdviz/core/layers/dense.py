"""Every output is a weighted sum of all inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gdviz.core.hyperparameter import integer
from gdviz.core.layers import options
from gdviz.core.layers.activation import activated
from gdviz.core.layers.base import LAYERS, Layer, Mode, Passes, Shape, with_one
from gdviz.core.operations import Array, product, times
from gdviz.core.parameters import stacked

MAX_WIDTH = 100_000
WIDE = 64  # numbers a row; from here on the products take the time, and BLAS is faster if all matrices lie alike


@LAYERS.register("dense")
@dataclass
class Dense(Layer):
    """y = g(x W + b) for every row of a batch: x (B, n_in), W (n_in, n_out), b (n_out,), y (B, n_out).

    Without a bias b stays 0, among the numbers that no method trains.
    """

    width: int = integer(8, low=1, high=MAX_WIDTH, soft_high=512, restarts=True, help="How many neurons")
    activation: str = options.activation()
    initializer: str = options.initializer()
    l1: float = options.l1()
    l2: float = options.l2()
    bias: bool = options.bias()
    frozen: bool = options.frozen()

    title = "Dense"
    order = 10
    formula = "a = g(x·W + b)"
    help = "Each neuron adds up all inputs, each with a weight of its own, and makes its activation of the sum"
    any_order = True
    wants_one = True
    takes_scale = True

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) != 1:
            raise ValueError(f"rows must be plain lists of numbers, as a flatten layer makes them; got {shape}")
        return (self.width,)

    @property
    def reads_output(self) -> bool:
        return self.activation != "linear"

    def shapes(self, shape: Shape) -> dict[str, Shape]:
        return {"W": (shape[0], self.width), **options.own_bias(self.bias, self.width)}

    def statistics(self, shape: Shape) -> dict[str, Shape]:
        return options.own_bias(not self.bias, self.width)

    def bind(self, value: Mapping[str, Array], gradient: Mapping[str, Array]) -> None:
        self.W, self.b = value["W"], value["b"]
        self.dW, self.db = gradient["W"], gradient["b"]

    def initialize(self, rng: np.random.Generator) -> None:
        options.start_weights(self.W, self.initializer, self.activation, rng)
        self.b[...] = 0.0

    def in_rows(self, x: Array, shape: Shape) -> bool:
        return bool(x.flags.c_contiguous) and x.shape[1] >= WIDE and self.width >= WIDE

    def write(self, x: Array, y: Array, dy: Array, dx: Array | None, mode: Mode) -> Passes:
        return activated(self.activation, y, dy, lambda z, dz: self._sums(x, z, dz, dx, mode.scale))

    def _sums(self, x: Array, z: Array, dz: Array, dx: Array | None, scale: float) -> Passes:
        """Write down z = x W + b; dL/dW = x^T dz, dL/db = sum_B dz and dL/dx = dz W^T.

        Where memory allows it, z = (x, 1) [W; b] and dL/d[W; b] = (x, 1)^T dz: a product each. A scale s of x, as that
        of pictures in bytes, goes to the sums, which are fewer: z = s (x W) + b, dL/dW = x^T (s dz).
        """
        passed = [] if dx is None else [product(dz, self.W.T, dx)]
        if not self.bias:
            last = [*times(dz, scale, dz), product(x.T, dz, self.dW)]
            return Passes([product(x, self.W, z), *times(z, scale, z)], [*passed, *last])
        x1, Wb, dWb = with_one(x), stacked(self.W, self.b), stacked(self.dW, self.db)
        if scale == 1 and x1 is not None and Wb is not None and dWb is not None:
            return Passes([product(x1, Wb, z)], [product(x1.T, dz, dWb), *passed])
        b = self.b if self.width > 1 else self.b.reshape(())  # one number is added faster than one column
        ones = np.ones(len(dz), dz.dtype)  # 1^T dz is the sum over the batch, at a quarter of the time of a sum
        # dz itself is scaled, when nobody else reads it any more: a buffer of its own would crowd the cache
        last = [*times(dz, scale, dz), product(x.T, dz, self.dW)]
        return Passes(
            [product(x, self.W, z), *times(z, scale, z), (np.add, (z, b, z))],
            [(ones.dot, (dz, self.db)), *passed, *last],
        )
