"""The rectifier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.layers.activation import ACTIVATIONS, Activation
from gdviz.core.layers.base import LAYERS
from gdviz.core.operations import Array, Operation, at_least, constant


@LAYERS.register("relu")
@ACTIVATIONS.register("relu")
@dataclass
class ReLU(Activation):
    """a = max(0, z),  g' = 1 where z > 0, else 0 (also at z = 0)."""

    title = "ReLU"
    order = 140
    formula = "a = max(0, z)"
    help = "Lets positive sums through and nothing else; cheap, and does not flatten out"
    kinks = (0.0,)
    of_answer = True
    initializer = "he_normal"

    def forward(self, z: Array, a: Array) -> list[Operation]:
        return at_least(z, 0.0, a)

    def backward(self, z: Array, a: Array, da: Array, dz: Array) -> list[Operation]:
        active = np.empty_like(a, bool)
        return [
            (np.greater, (a, constant(0.0, a.dtype), active)),
            (np.multiply, (da, active, dz)),
        ]
