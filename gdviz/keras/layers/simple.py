"""Layers without weights: activations, dropout, and the joint of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from gdviz.core.layers import elu
from gdviz.core.layers.activation import ACTIVATIONS
from gdviz.core.layers.base import Symbol
from gdviz.core.layers.concatenate import Concatenate as CoreConcatenate
from gdviz.core.layers.dropout import Dropout as CoreDropout
from gdviz.core.layers.leaky_relu import LeakyReLU as CoreLeakyReLU
from gdviz.core.layers.relu import ReLU as CoreReLU
from gdviz.core.layers.softmax import Softmax as CoreSoftmax
from gdviz.keras import activations
from gdviz.keras.arguments import number, told_as, whole
from gdviz.keras.layers.base import Common, Layer


class Activation(Layer):
    """An activation by its name, as a layer."""

    def __init__(self, activation: str | activations.Function, **common: Unpack[Common]) -> None:
        super().__init__(ACTIVATIONS[activations.get(activation)](), common)


class ReLU(Layer):
    """max(0, x)."""

    def __init__(self, **common: Unpack[Common]) -> None:
        super().__init__(CoreReLU(), common)


class LeakyReLU(Layer):
    """x where it is positive, negative_slope x elsewhere; `alpha` is its older name."""

    def __init__(self, negative_slope: float = 0.3, *, alpha: float | None = None, **common: Unpack[Common]) -> None:
        super().__init__(_leaky(negative_slope if alpha is None else alpha), common)


def _leaky(slope: float) -> CoreLeakyReLU:
    with told_as(alpha="negative_slope"):
        return CoreLeakyReLU(number(slope, "negative_slope"))


class ELU(Layer):
    """x where it is positive, alpha (exp(x) - 1) elsewhere."""

    def __init__(self, alpha: float = 1.0, **common: Unpack[Common]) -> None:
        super().__init__(elu.ELU(number(alpha, "alpha")), common)


class Softmax(Layer):
    """One probability a class."""

    def __init__(self, **common: Unpack[Common]) -> None:
        super().__init__(CoreSoftmax(), common)


class Dropout(Layer):
    """Leave out a share `rate` at random while training; what is drawn follows from `set_random_seed`."""

    def __init__(self, rate: float, **common: Unpack[Common]) -> None:
        super().__init__(CoreDropout(number(rate, "rate")), common)


class Concatenate(Layer):
    """Outputs of several layers side by side, along the last axis."""

    def __init__(self, axis: int = -1, **common: Unpack[Common]) -> None:
        self._axis = whole(axis, "axis", -99)
        super().__init__(CoreConcatenate(), common)

    def __call__(self, inputs: Symbol | Sequence[Symbol]) -> Symbol:
        symbols = inputs if isinstance(inputs, list | tuple) else (inputs,)
        if not symbols:
            raise ValueError("inputs of Concatenate must be outputs of layers; got none")
        last = len(symbols[0].shape) if isinstance(symbols[0], Symbol) else -1
        if self._axis not in (-1, last):
            raise ValueError(f"axis of Concatenate must be the last, -1 or here {last}; got {self._axis}")
        return super().__call__(inputs)


def concatenate(inputs: Sequence[Symbol], axis: int = -1, **kwargs: Any) -> Symbol:
    """Return the outputs of several layers side by side."""
    return Concatenate(axis, **kwargs)(inputs)
