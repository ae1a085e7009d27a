"""The rectifier with a small slope below zero."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from gdviz.core.hyperparameter import real
from gdviz.core.layers.activation import ACTIVATIONS, Activation
from gdviz.core.layers.base import LAYERS
from gdviz.core.operations import Array, Operation, constant


@LAYERS.register("leaky_relu")
@ACTIVATIONS.register("leaky_relu")
@dataclass
class LeakyReLU(Activation):
    """a = max(alpha z, z),  g' = 1 where z > 0, else alpha.

    Maas, Hannun and Ng 2013, with 0.01; the default here is that of Keras's activation (its layer has 0.3).
    """

    alpha: float = real(
        0.2, low=0.0, high=1.0, symbol="α", label="Slope below 0", restarts=True,
        help="How much of a negative sum it lets through",
    )  # fmt: skip

    title = "Leaky ReLU"
    order = 150
    formula = "a = max(α z, z)"
    help = "As ReLU, but never quite flat: a neuron cannot die"
    kinks = (0.0,)
    initializer = "he_normal"

    def forward(self, z: Array, a: Array) -> list[Operation]:
        return [
            (np.multiply, (z, constant(self.alpha, z.dtype), a)),
            (partial(np.maximum, out=a), (a, z)),
        ]

    def backward(self, z: Array, a: Array, da: Array, dz: Array) -> list[Operation]:
        active, slope = np.empty_like(a, bool), np.empty_like(a)
        return [
            (np.greater, (z, constant(0.0, z.dtype), active)),
            (np.multiply, (active, constant(1 - self.alpha, a.dtype), slope)),
            (np.add, (slope, constant(self.alpha, a.dtype), slope)),
            (np.multiply, (da, slope, dz)),
        ]
