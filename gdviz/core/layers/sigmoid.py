"""The logistic function."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.hyperparameter import real
from gdviz.core.layers.activation import ACTIVATIONS, Activation
from gdviz.core.layers.base import LAYERS
from gdviz.core.operations import Array, Operation, constant


@LAYERS.register("sigmoid")
@ACTIVATIONS.register("sigmoid")
@dataclass
class Sigmoid(Activation):
    """a = 1 / (1 + exp(-beta z)),  g' = beta a (1 - a).

    Computed as (1 + tanh(beta z / 2)) / 2: the same function, with no overflow for large |z|, and tanh is the faster
    call.
    """

    beta: float = real(
        1.0, low=0.001, high=1000.0, soft_low=0.1, soft_high=10.0, scale="log", symbol="β", label="Steepness",
        help="How steep it is in the middle: large values make a step of it", restarts=True,
    )  # fmt: skip

    title = "Sigmoid"
    order = 120
    of_answer = True
    formula = "a = 1 / (1 + exp(−β z))"
    help = "Squeezes its sum into 0 to 1, as a probability"

    def forward(self, z: Array, a: Array) -> list[Operation]:
        half = constant(0.5, z.dtype)
        return [
            (np.multiply, (z, constant(0.5 * self.beta, z.dtype), a)),
            (np.tanh, (a, a)),
            (np.multiply, (a, half, a)),
            (np.add, (a, half, a)),
        ]

    def backward(self, z: Array, a: Array, da: Array, dz: Array) -> list[Operation]:
        slope = np.empty_like(a)
        steepness: list[Operation] = []
        if self.beta != 1:
            steepness = [(np.multiply, (slope, constant(self.beta, a.dtype), slope))]
        return [
            (np.subtract, (constant(1.0, a.dtype), a, slope)),
            (np.multiply, (slope, a, slope)),
            *steepness,
            (np.multiply, (da, slope, dz)),
        ]
