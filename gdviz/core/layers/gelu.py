"""The Gaussian error linear unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.hyperparameter import boolean
from gdviz.core.layers.activation import ACTIVATIONS, Activation
from gdviz.core.layers.base import LAYERS
from gdviz.core.normal_distribution import write_density, write_distribution
from gdviz.core.operations import Array, Operation, constant

C = (2 / np.pi) ** 0.5
CUBIC = 0.044715


@LAYERS.register("gelu")
@ACTIVATIONS.register("gelu")
@dataclass
class GELU(Activation):
    """a = z Phi(z), with the normal distribution function Phi;  g' = Phi(z) + z phi(z), with its density phi.

    approximate: Phi(z) ~ (1 + t) / 2,  t = tanh(c (z + 0.044715 z^3)),  c = sqrt(2 / pi); a within 5e-4, and
    g' = (1 + t) / 2 + z (1 - t^2) / 2 c (1 + 0.134145 z^2).

    Hendrycks and Gimpel 2016, arXiv:1606.08415, and their approximation by tanh; PyTorch and Keras take the former
    unless told.
    """

    approximate: bool = boolean(False, help="By tanh, which is faster and at most 0.0005 off")

    title = "GELU"
    order = 180
    formula = "a = z Φ(z)"
    help = "As ReLU, but lets a sum through the more the larger it is among Gaussian ones"
    initializer = "he_normal"

    def forward(self, z: Array, a: Array) -> list[Operation]:
        share = self._tanh(z, a) if self.approximate else write_distribution(z, a)
        return [*share, (np.multiply, (a, z, a))]

    def _tanh(self, z: Array, p: Array) -> list[Operation]:
        """Write down p = (1 + t) / 2."""
        half = constant(0.5, z.dtype)
        return [
            (np.multiply, (z, z, p)),
            (np.multiply, (p, constant(C * CUBIC, z.dtype), p)),
            (np.add, (p, constant(C, z.dtype), p)),
            (np.multiply, (p, z, p)),
            (np.tanh, (p, p)),
            (np.multiply, (p, half, p)),
            (np.add, (p, half, p)),
        ]

    def backward(self, z: Array, a: Array, da: Array, dz: Array) -> list[Operation]:
        p, bend = np.empty_like(a), np.empty_like(a)
        if self.approximate:
            inner, one = np.empty_like(a), constant(1.0, a.dtype)
            operations: list[Operation] = [  # (1 - t^2) / 2 = 2 p (1 - p)
                *self._tanh(z, p),
                (np.subtract, (one, p, bend)),
                (np.multiply, (bend, p, bend)),
                (np.multiply, (z, z, inner)),
                (np.multiply, (inner, constant(6 * C * CUBIC, a.dtype), inner)),
                (np.add, (inner, constant(2 * C, a.dtype), inner)),
                (np.multiply, (bend, inner, bend)),
            ]
        else:
            operations = [*write_distribution(z, p), *write_density(z, bend)]
        return [
            *operations,
            (np.multiply, (bend, z, bend)),
            (np.add, (p, bend, p)),
            (np.multiply, (da, p, dz)),
        ]
