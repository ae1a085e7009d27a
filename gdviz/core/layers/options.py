"""Declarations that layers with weights share, so that they are called and limited alike everywhere.

class Dense(Layer):
    width: int = integer(8, ...)
    activation: str = activation()
    initializer: str = initializer()
    l1: float = l1()
    l2: float = l2()
    bias: bool = bias()
    frozen: bool = frozen()
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from typing import Any

import numpy as np

from gdviz.core.hyperparameter import boolean, choice, real
from gdviz.core.initializers import INITIALIZERS, USUAL
from gdviz.core.layers.activation import ACTIVATIONS
from gdviz.core.layers.base import Layer, Shape
from gdviz.core.operations import Array


class _Initializers:
    """The registered names, and the one that leaves the choice to the activation."""

    def __iter__(self) -> Iterator[str]:
        return iter((USUAL, *INITIALIZERS))


def activation(default: str = "linear") -> Any:
    return choice(default, ACTIVATIONS, restarts=True, help="What each neuron makes of its sum")


def initializer() -> Any:
    help_ = "Where the weights start; the usual is He's for ReLU and its kin, Glorot's for others"
    return choice(USUAL, _Initializers(), restarts=True, advanced=True, help=help_)


def l1() -> Any:
    help_ = "A price on the size of this layer's weights: it pushes small ones to exactly 0"
    return real(0.0, low=0.0, high=1e6, soft_low=1e-5, soft_high=10.0, scale="log", label="L1", symbol="λ₁",
                advanced=True, help=help_)  # fmt: skip


def l2() -> Any:
    help_ = "A price on the square of this layer's weights: it keeps all of them small"
    return real(0.0, low=0.0, high=1e6, soft_low=1e-5, soft_high=10.0, scale="log", label="L2", symbol="λ₂",
                advanced=True, help=help_)  # fmt: skip


def bias() -> Any:
    help_ = "Whether a number of its own is added to each sum; without one the sum of zeros is 0"
    return boolean(True, restarts=True, advanced=True, help=help_)


def frozen() -> Any:
    help_ = "No method moves this layer's parameters: they stay as they start"
    return boolean(False, restarts=True, advanced=True, help=help_)


def apart(layer: Layer) -> list[Layer]:
    """Return a layer with an activation as two layers, so that its sums can be looked at; another one as it is.

    It costs nothing, and the numbers are the same to the bit.
    """
    name = getattr(layer, "activation", "linear")
    if name == "linear" or not is_dataclass(layer):
        return [layer]
    start = getattr(layer, "initializer", USUAL)
    start = ACTIVATIONS[name].initializer if start == USUAL else start
    return [replace(layer, activation="linear", initializer=start), ACTIVATIONS[name]()]


def own_bias(there: bool, size: int) -> dict[str, Shape]:
    """Return the shape of a layer's biases by their name, if they are there."""
    return {"b": (size,)} if there else {}


def start_weights(W: Array, initializer: str, activation: str, rng: np.random.Generator) -> None:
    """Set W in place to a start drawn from `rng`."""
    name = ACTIVATIONS[activation].initializer if initializer == USUAL else initializer
    W[...] = INITIALIZERS[name]()(rng, W.shape)
