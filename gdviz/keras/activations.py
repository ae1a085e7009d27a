"""Activations as functions, under Keras's names: `Dense(8, activation=activations.relu)`, `activations.relu(x)`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.layers.activation import ACTIVATIONS
from gdviz.core.operations import Array, run
from gdviz.keras.arguments import array
from gdviz.keras.naming import looked_up


@dataclass(frozen=True)
class Function:
    """An activation; called with numbers it answers."""

    name: str

    @property
    def __name__(self) -> str:
        return self.name

    def __call__(self, x: Array) -> Array:
        given = array(x, "x")
        if given.dtype.kind not in "biuf":
            raise TypeError(f"x must be numbers; got {given.dtype}")
        z = np.array(given, np.result_type(np.float32, given.dtype))
        a = np.empty_like(z)
        run(ACTIVATIONS[self.name]().forward(z, a))
        return a


elu, gelu, leaky_relu, linear = Function("elu"), Function("gelu"), Function("leaky_relu"), Function("linear")
relu, sigmoid, softmax, softplus = Function("relu"), Function("sigmoid"), Function("softmax"), Function("softplus")
tanh = Function("tanh")


def get(activation: str | Function | None) -> str:
    """Return the core's name of an activation; None is linear."""
    if activation is None:
        return "linear"
    if isinstance(activation, Function):
        return activation.name
    return looked_up(activation, {name: name for name in ACTIVATIONS}, "activation")
