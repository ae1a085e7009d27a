"""The exponential linear unit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from gdviz.core.hyperparameter import real
from gdviz.core.layers.activation import ACTIVATIONS, Activation
from gdviz.core.layers.base import LAYERS
from gdviz.core.operations import Array, Operation, constant


@LAYERS.register("elu")
@ACTIVATIONS.register("elu")
@dataclass
class ELU(Activation):
    """a = z where z > 0, else alpha (exp(z) - 1);  g' = 1 where z > 0, else a + alpha.

    Clevert, Unterthiner and Hochreiter 2016.
    """

    alpha: float = real(
        1.0, low=0.0, high=10.0, soft_high=2.0, symbol="α", label="Depth below 0", restarts=True,
        help="It comes as near to −α as one likes, and no nearer",
    )  # fmt: skip

    title = "ELU"
    order = 160
    formula = "a = z,  or α (exp(z) − 1) below 0"
    help = "As ReLU, with a smooth bend instead of the kink"
    kinks = (0.0,)
    of_answer = True
    initializer = "he_normal"

    def forward(self, z: Array, a: Array) -> list[Operation]:
        positive, zero = np.empty_like(a), constant(0.0, z.dtype)
        return [
            (partial(np.maximum, out=positive), (z, zero)),
            (partial(np.minimum, out=a), (z, zero)),
            (np.expm1, (a, a)),
            (np.multiply, (a, constant(self.alpha, z.dtype), a)),
            (np.add, (a, positive, a)),
        ]

    def backward(self, z: Array, a: Array, da: Array, dz: Array) -> list[Operation]:
        slope, active = np.empty_like(a), np.empty_like(a, bool)
        return [
            (np.add, (a, constant(self.alpha, a.dtype), slope)),
            (np.greater, (a, constant(0.0, a.dtype), active)),
            (partial(np.copyto, where=active), (slope, constant(1.0, a.dtype))),
            (np.multiply, (da, slope, dz)),
        ]
