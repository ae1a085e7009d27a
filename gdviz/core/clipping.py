"""Gradient clipping: one steep place must not throw theta far away."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import ClassVar

import numpy as np

from gdviz.core.arithmetic import compared, figure, plain, worked
from gdviz.core.hyperparameter import real, validate
from gdviz.core.operations import Array
from gdviz.core.registry import Registry

WHOLE = (slice(None),)


@dataclass(frozen=True)
class Clip(ABC):
    """Write a gradient that is nowhere, or in all, larger than a limit."""

    name: ClassVar[str]
    title: ClassVar[str]
    formula: ClassVar[str]  # for one component "{w}"

    def __post_init__(self) -> None:
        validate(self)

    @abstractmethod
    def apply(self, grad: Array, clipped: Array, parts: Sequence[slice] = WHOLE) -> None:
        """Write the clipped gradient (P,) to `clipped`; `grad` (P,) stays. `parts` are the places of its arrays."""

    @abstractmethod
    def numbers(self, grad: Array, clipped: Array, index: int, parts: Sequence[slice] = WHOLE) -> str:
        """Return `formula` with the numbers of component `index` put in."""


CLIPS: Registry[type[Clip]] = Registry("clip", "gdviz.clips")


@CLIPS.register("none")
@dataclass(frozen=True)
class NoClip(Clip):
    """The gradient as it is."""

    title = "None"
    formula = "g = ∂L/∂{w}"

    def apply(self, grad: Array, clipped: Array, parts: Sequence[slice] = WHOLE) -> None:
        clipped[...] = grad

    def numbers(self, grad: Array, clipped: Array, index: int, parts: Sequence[slice] = WHOLE) -> str:
        return figure(float(grad[index]))


@CLIPS.register("value")
@dataclass(frozen=True)
class ClipByValue(Clip):
    """Cut every component at plus and minus a limit: g <- max(-limit, min(limit, g)). The direction changes.

    PyTorch's clip_grad_value_, Keras's clipvalue.
    """

    limit: float = real(
        1.0, low=1e-9, high=1e9, soft_low=1e-3, soft_high=100.0, scale="log", label="Limit", symbol="c",
        help="No slope counts for more than this",
    )  # fmt: skip

    title = "By value"
    formula = "∂L/∂{w} ← max(−c, min(c, ∂L/∂{w}))"

    def apply(self, grad: Array, clipped: Array, parts: Sequence[slice] = WHOLE) -> None:
        np.clip(grad, -self.limit, self.limit, clipped)

    def numbers(self, grad: Array, clipped: Array, index: int, parts: Sequence[slice] = WHOLE) -> str:
        g = float(grad[index])
        if abs(g) <= self.limit:
            return figure(g)
        return f"{compared(self.limit, abs(g))} ⇒ {plain(float(clipped[index]))}"


@CLIPS.register("norm")
@dataclass(frozen=True)
class ClipByNorm(Clip):
    """Shorten the whole gradient where it is longer than a limit: g <- g min(1, limit / |g|). The direction stays.

    Pascanu, Mikolov and Bengio 2013, arXiv:1211.5063, algorithm 1; |g| is over all parameters, as in Keras's
    global_clipnorm and PyTorch's clip_grad_norm_ (which adds 10^-6 to |g|).
    """

    limit: float = real(
        1.0, low=1e-9, high=1e9, soft_low=1e-3, soft_high=100.0, scale="log", label="Limit", symbol="c",
        help="The gradient is shortened to this length where it is longer",
    )  # fmt: skip

    title = "By norm"
    formula = "∂L/∂{w} ← ∂L/∂{w} · min(1, c / ‖∇L‖)"

    def apply(self, grad: Array, clipped: Array, parts: Sequence[slice] = WHOLE) -> None:
        _shorten(grad, self.limit, clipped)

    def numbers(self, grad: Array, clipped: Array, index: int, parts: Sequence[slice] = WHOLE) -> str:
        return _shortened(grad, self.limit, float(grad[index]), float(clipped[index]))


@CLIPS.register("norm_of_each")
@dataclass(frozen=True)
class ClipByNormOfEach(Clip):
    """Shorten each array of the gradient by itself: g_A <- g_A min(1, limit / |g_A|) for each weight matrix and bias.

    The direction changes where some are shortened and others not. Keras's clipnorm.
    """

    limit: float = real(
        1.0, low=1e-9, high=1e9, soft_low=1e-3, soft_high=100.0, scale="log", label="Limit", symbol="c",
        help="The slopes of each weight matrix or bias A are shortened to this length where they are longer",
    )  # fmt: skip

    title = "By norm, each"
    formula = "∂L/∂{w} ← ∂L/∂{w} · min(1, c / ‖∂L/∂A‖)"

    def apply(self, grad: Array, clipped: Array, parts: Sequence[slice] = WHOLE) -> None:
        for part in parts:
            _shorten(grad[part], self.limit, clipped[part])

    def numbers(self, grad: Array, clipped: Array, index: int, parts: Sequence[slice] = WHOLE) -> str:
        own = next(part for part in parts if index in range(*part.indices(len(grad))))
        return _shortened(grad[own], self.limit, float(grad[index]), float(clipped[index]))


def _shorten(g: Array, limit: float, out: Array) -> None:
    length = sqrt(g.dot(g))
    np.multiply(g, limit / length if length > limit else 1.0, out)


def _shortened(whole: Array, limit: float, g: float, clipped: float) -> str:
    length = sqrt(whole.dot(whole))
    if length <= limit:
        return figure(g)
    return worked(
        "{g} × {c} / {length}", lambda g, c, length: g * c / length, clipped, {"c": limit}, g=g, length=length
    )
