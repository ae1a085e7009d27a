"""The Gaussian error linear unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.layers.activation import ACTIVATIONS, Activation
from gdviz.core.layers.base import LAYERS
from gdviz.core.operations import Array, Operation, constant

C = (2 / np.pi) ** 0.5
CUBIC = 0.044715


@LAYERS.register("gelu")
@ACTIVATIONS.register("gelu")
@dataclass
class GELU(Activation):
    """a = z (1 + t) / 2,  t = tanh(c (z + 0.044715 z^3)),  c = sqrt(2 / pi).

    g' = (1 + t) / 2 + z (1 - t^2) / 2 c (1 + 0.134145 z^2).

    Hendrycks and Gimpel 2016, in their approximation by tanh: within 5e-4 of z Phi(z).
    """

    title = "GELU"
    order = 180
    formula = "a ≈ z Φ(z)"
    help = "As ReLU, but lets a sum through the more the larger it is among Gaussian ones"
    initializer = "he_normal"

    def _tanh(self, z: Array, t: Array) -> list[Operation]:
        return [
            (np.multiply, (z, z, t)),
            (np.multiply, (t, constant(C * CUBIC, z.dtype), t)),
            (np.add, (t, constant(C, z.dtype), t)),
            (np.multiply, (t, z, t)),
            (np.tanh, (t, t)),
        ]

    def forward(self, z: Array, a: Array) -> list[Operation]:
        return [
            *self._tanh(z, a),
            (np.add, (a, constant(1.0, z.dtype), a)),
            (np.multiply, (a, z, a)),
            (np.multiply, (a, constant(0.5, z.dtype), a)),
        ]

    def backward(self, z: Array, a: Array, da: Array, dz: Array) -> list[Operation]:
        t, bend, inner = np.empty_like(a), np.empty_like(a), np.empty_like(a)
        one = constant(1.0, a.dtype)
        return [
            *self._tanh(z, t),
            (np.multiply, (z, z, inner)),
            (np.multiply, (inner, constant(3 * C * CUBIC, a.dtype), inner)),
            (np.add, (inner, constant(C, a.dtype), inner)),
            (np.multiply, (inner, z, inner)),
            (np.multiply, (t, t, bend)),
            (np.subtract, (one, bend, bend)),
            (np.multiply, (bend, inner, bend)),
            (np.add, (t, one, t)),
            (np.add, (t, bend, t)),
            (np.multiply, (t, constant(0.5, a.dtype), t)),
            (np.multiply, (da, t, dz)),
        ]
