"""The neuron of the beginnings: on or off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.layers.activation import ACTIVATIONS, Activation
from gdviz.core.layers.base import LAYERS
from gdviz.core.operations import Array, Operation, constant


@LAYERS.register("step")
@ACTIVATIONS.register("step")
@dataclass
class Step(Activation):
    """a = 1 where z >= 0, else 0;  g' = 0 everywhere it exists, and 0 is taken at z = 0 too.

    McCulloch and Pitts 1943. For show: no gradient comes through it, so whatever lies in front of it is never trained
    by a method that uses gradients.
    """

    title = "Step"
    order = 200
    formula = "a = 1 if z ≥ 0, else 0"
    help = "For show: its slope is 0, so gradient descent never trains what lies in front of it"
    kinks = (0.0,)
    of_answer = True

    def forward(self, z: Array, a: Array) -> list[Operation]:
        return [(np.heaviside, (z, constant(1.0, z.dtype), a))]

    def backward(self, z: Array, a: Array, da: Array, dz: Array) -> list[Operation]:
        return [(np.copyto, (dz, constant(0.0, z.dtype)))]
