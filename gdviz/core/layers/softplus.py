"""The smooth rectifier."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from gdviz.core.layers.activation import ACTIVATIONS, Activation
from gdviz.core.layers.base import LAYERS
from gdviz.core.operations import Array, Operation, constant


@LAYERS.register("softplus")
@ACTIVATIONS.register("softplus")
@dataclass
class Softplus(Activation):
    """a = log(1 + exp(z)),  g' = 1 / (1 + exp(-z)).

    Computed as max(z, 0) + log(1 + exp(-|z|)): finite for any z.
    """

    title = "Softplus"
    order = 170
    formula = "a = log(1 + exp(z))"
    help = "ReLU with a round corner; its slope is the sigmoid"
    initializer = "he_normal"

    def forward(self, z: Array, a: Array) -> list[Operation]:
        positive = np.empty_like(a)
        return [
            (np.copysign, (z, constant(-1.0, z.dtype), a)),  # -|z|
            (np.exp, (a, a)),
            (np.log1p, (a, a)),
            (partial(np.maximum, out=positive), (z, constant(0.0, z.dtype))),
            (np.add, (a, positive, a)),
        ]

    def backward(self, z: Array, a: Array, da: Array, dz: Array) -> list[Operation]:
        slope, half = np.empty_like(a), constant(0.5, a.dtype)
        return [
            (np.multiply, (z, half, slope)),
            (np.tanh, (slope, slope)),
            (np.multiply, (slope, half, slope)),
            (np.add, (slope, half, slope)),
            (np.multiply, (da, slope, dz)),
        ]
