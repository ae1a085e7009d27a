"""Gradient clipping: one steep place must not throw theta far away."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import sqrt
from typing import ClassVar

import numpy as np

from gdviz.core.arithmetic import compared, figure, plain, worked
from gdviz.core.hyperparameter import real, validate
from gdviz.core.operations import Array
from gdviz.core.registry import Registry


@dataclass(frozen=True)
class Clip(ABC):
    """Write a gradient that is nowhere, or in all, larger than a limit."""

    name: ClassVar[str]
    title: ClassVar[str]
    formula: ClassVar[str]  # for one component "{w}"

    def __post_init__(self) -> None:
        validate(self)

    @abstractmethod
    def apply(self, grad: Array, clipped: Array) -> None:
        """Write the clipped gradient (P,) to `clipped`; `grad` (P,) stays."""

    @abstractmethod
    def numbers(self, grad: Array, clipped: Array, index: int) -> str:
        """Return `formula` with the numbers of component `index` put in."""


CLIPS: Registry[type[Clip]] = Registry("clip", "gdviz.clips")


@CLIPS.register("none")
@dataclass(frozen=True)
class NoClip(Clip):
    """The gradient as it is."""

    title = "None"
    formula = "g = ∂L/∂{w}"

    def apply(self, grad: Array, clipped: Array) -> None:
        clipped[...] = grad

    def numbers(self, grad: Array, clipped: Array, index: int) -> str:
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

    def apply(self, grad: Array, clipped: Array) -> None:
        np.clip(grad, -self.limit, self.limit, clipped)

    def numbers(self, grad: Array, clipped: Array, index: int) -> str:
        g = float(grad[index])
        if abs(g) <= self.limit:
            return figure(g)
        return f"{compared(self.limit, abs(g))} ⇒ {plain(float(clipped[index]))}"


@CLIPS.register("norm")
@dataclass(frozen=True)
class ClipByNorm(Clip):
    """Shorten the whole gradient where it is longer than a limit: g <- g min(1, limit / |g|). The direction stays.

    Pascanu, Mikolov and Bengio 2013, arXiv:1211.5063, algorithm 1; |g| is over all parameters, as in Keras's
    global_clipnorm (clipnorm is a variable at a time) and PyTorch's clip_grad_norm_ (which adds 10^-6 to |g|).
    """

    limit: float = real(
        1.0, low=1e-9, high=1e9, soft_low=1e-3, soft_high=100.0, scale="log", label="Limit", symbol="c",
        help="The gradient is shortened to this length where it is longer",
    )  # fmt: skip

    title = "By norm"
    formula = "∂L/∂{w} ← ∂L/∂{w} · min(1, c / ‖∇L‖)"

    def apply(self, grad: Array, clipped: Array) -> None:
        length = sqrt(grad.dot(grad))
        np.multiply(grad, self.limit / length if length > self.limit else 1.0, clipped)

    def numbers(self, grad: Array, clipped: Array, index: int) -> str:
        length = sqrt(grad.dot(grad))
        if length <= self.limit:
            return figure(float(grad[index]))
        return worked(
            "{g} × {c} / {length}",
            lambda g, c, length: g * c / length,
            float(clipped[index]),
            {"c": self.limit},
            g=float(grad[index]),
            length=length,
        )
