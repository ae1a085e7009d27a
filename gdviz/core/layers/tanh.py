"""The hyperbolic tangent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.layers.activation import ACTIVATIONS, Activation
from gdviz.core.layers.base import LAYERS
from gdviz.core.operations import Array, Operation, constant


@LAYERS.register("tanh")
@ACTIVATIONS.register("tanh")
@dataclass
class Tanh(Activation):
    """a = tanh(z),  g' = 1 - a^2."""

    title = "tanh"
    order = 130
    of_answer = True
    formula = "a = tanh(z)"
    help = "Squeezes its sum into −1 to 1"

    def forward(self, z: Array, a: Array) -> list[Operation]:
        return [(np.tanh, (z, a))]

    def backward(self, z: Array, a: Array, da: Array, dz: Array) -> list[Operation]:
        slope = np.empty_like(a)
        return [
            (np.multiply, (a, a, slope)),
            (np.subtract, (constant(1.0, a.dtype), slope, slope)),
            (np.multiply, (da, slope, dz)),
        ]
