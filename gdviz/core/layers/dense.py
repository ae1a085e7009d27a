"""Every output is a weighted sum of all inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gdviz.core.hyperparameter import integer
from gdviz.core.initializers import Initializer, glorot_uniform
from gdviz.core.layers.base import LAYERS, Layer, Mode, Passes, Shape
from gdviz.core.operations import Array, Operation, product

MAX_WIDTH = 100_000


@LAYERS.register("dense")
@dataclass
class Dense(Layer):
    """z = x W + b for every row of a batch: x (B, n_in), W (n_in, n_out), b (n_out,), z (B, n_out)."""

    width: int = integer(8, low=1, high=MAX_WIDTH, soft_high=64, restarts=True, help="How many neurons")
    initializer: Initializer = glorot_uniform

    title = "Dense"
    formula = "z = x·W + b"
    help = "Each neuron adds up all inputs, each with a weight of its own"

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) != 1:
            raise ValueError(f"rows must be plain lists of numbers, as a flatten layer makes them; got {shape}")
        return (self.width,)

    def shapes(self, shape: Shape) -> dict[str, Shape]:
        return {"W": (shape[0], self.width), "b": (self.width,)}

    def bind(self, value: Mapping[str, Array], gradient: Mapping[str, Array]) -> None:
        self.W, self.b = value["W"], value["b"]
        self.dW, self.db = gradient["W"], gradient["b"]

    def initialize(self, rng: np.random.Generator) -> None:
        self.W[...] = self.initializer(rng, (self.W.shape[0], self.W.shape[1]))
        self.b[...] = 0.0

    def write(self, x: Array, y: Array, dy: Array, dx: Array | None, mode: Mode) -> Passes:
        """Write down dL/dW = x^T dy, dL/db = sum_B dy and dL/dx = dy W^T."""
        b = self.b if self.width > 1 else self.b.reshape(())  # one number is added faster than one column
        ones = np.ones(len(dy), dy.dtype)  # 1^T dy is the sum over the batch, at a quarter of the time of a sum
        backward: list[Operation] = [
            product(x.T, dy, self.dW),
            (ones.dot, (dy, self.db)),
        ]
        if dx is not None:
            backward.append(product(dy, self.W.T, dx))
        return Passes([product(x, self.W, y), (np.add, (y, b, y))], backward)
