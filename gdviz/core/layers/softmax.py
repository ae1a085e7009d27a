"""One probability a class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.layers.activation import ACTIVATIONS, Activation
from gdviz.core.layers.base import LAYERS
from gdviz.core.operations import Array, Operation


@LAYERS.register("softmax")
@ACTIVATIONS.register("softmax")
@dataclass
class Softmax(Activation):
    """a_i = exp(z_i) / sum_j exp(z_j) over the last axis; max_j z_j is taken off first, so nothing overflows.

    dL/dz_i = a_i (dL/da_i - sum_j a_j dL/da_j): the whole Jacobian, not its diagonal alone.
    """

    title = "Softmax"
    order = 190
    of_answer = True
    formula = "aᵢ = exp(zᵢ) / Σ exp(zⱼ)"
    help = "Makes probabilities of the sums of all neurons of a layer, which together are 1"

    def forward(self, z: Array, a: Array) -> list[Operation]:
        row = np.empty(z.shape[:-1], z.dtype)
        return [
            (np.maximum.reduce, (z, -1, None, row)),
            (np.subtract, (z, row[..., None], a)),
            (np.exp, (a, a)),
            (np.add.reduce, (a, -1, None, row)),
            (np.divide, (a, row[..., None], a)),
        ]

    def backward(self, z: Array, a: Array, da: Array, dz: Array) -> list[Operation]:
        product, row = np.empty_like(a), np.empty(a.shape[:-1], a.dtype)
        return [
            (np.multiply, (da, a, product)),
            (np.add.reduce, (product, -1, None, row)),
            (np.subtract, (da, row[..., None], dz)),
            (np.multiply, (dz, a, dz)),
        ]
