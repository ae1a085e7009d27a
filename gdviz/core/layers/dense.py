"""Every output is a weighted sum of all inputs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gdviz.core.initializers import Initializer, glorot_uniform
from gdviz.core.layers.base import LAYERS, Layer
from gdviz.core.operations import Array, Operation, product


@LAYERS.register("dense")
class Dense(Layer):
    """z = x W + b for every row of a batch: x (B, n_in), W (n_in, n_out), b (n_out,), z (B, n_out)."""

    title = "Dense"

    def __init__(self, width: int, initializer: Initializer = glorot_uniform) -> None:
        if width < 1:
            raise ValueError(f"width of a dense layer must be at least 1; got {width}")
        self.width = width
        self.initializer = initializer

    def output_size(self, n_in: int) -> int:
        return self.width

    def shapes(self, n_in: int) -> dict[str, tuple[int, ...]]:
        return {"W": (n_in, self.width), "b": (self.width,)}

    def bind(self, value: Mapping[str, Array], gradient: Mapping[str, Array]) -> None:
        self.W, self.b = value["W"], value["b"]
        self.dW, self.db = gradient["W"], gradient["b"]

    def initialize(self, rng: np.random.Generator) -> None:
        self.W[...] = self.initializer(rng, (self.W.shape[0], self.W.shape[1]))
        self.b[...] = 0.0

    def forward(self, x: Array, y: Array) -> list[Operation]:
        b = self.b if self.width > 1 else self.b.reshape(())  # one number is added faster than one column
        return [
            product(x, self.W, y),
            (np.add, (y, b, y)),
        ]

    def backward(self, x: Array, y: Array, dy: Array, dx: Array | None) -> list[Operation]:
        """Write down dL/dW = x^T dy, dL/db = sum_B dy and dL/dx = dy W^T."""
        ones = np.ones(len(dy), dy.dtype)  # 1^T dy is the sum over the batch, at a quarter of the time of a sum
        operations: list[Operation] = [
            product(x.T, dy, self.dW),
            (ones.dot, (dy, self.db)),
        ]
        if dx is not None:
            operations.append(product(dy, self.W.T, dx))
        return operations
