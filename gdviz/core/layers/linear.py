"""No activation: what comes in goes out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.layers.activation import ACTIVATIONS, Activation
from gdviz.core.layers.base import LAYERS, Mode
from gdviz.core.operations import Array, Operation


@LAYERS.register("linear")
@ACTIVATIONS.register("linear")
@dataclass
class Linear(Activation):
    """a = z,  g' = 1."""

    title = "Linear"
    order = 110
    formula = "a = z"
    help = "Hands its sum on as it is; a network of such layers is one straight line"

    def view(self, x: Array, mode: Mode) -> Array:
        return x

    def forward(self, z: Array, a: Array) -> list[Operation]:
        return [(np.copyto, (a, z))]

    def backward(self, z: Array, a: Array, da: Array, dz: Array) -> list[Operation]:
        return [] if dz is da else [(np.copyto, (dz, da))]
