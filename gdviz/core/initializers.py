"""Initializers: where weights start. What matters is how many inputs (fan in) and outputs (fan out) a neuron has."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from gdviz.core.operations import Array
from gdviz.core.registry import Registry

USUAL = "usual"  # not a name of its own: what suits the activation


class Initializer(ABC):
    """Draws a start for weights W (..., n_in, n_out); in front of the last two axes stand the sides of a filter."""

    name: ClassVar[str]
    title: ClassVar[str]
    formula: ClassVar[str]

    @abstractmethod
    def __call__(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
        """Return weights of this shape as a new array."""


INITIALIZERS: Registry[type[Initializer]] = Registry("initializer", "gdviz.initializers")


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """Return how many numbers go into a neuron, and into how many each goes: those of a filter at all its places."""
    if len(shape) < 2:
        n = math.prod(shape)
        return n, n
    places = math.prod(shape[:-2])
    return places * shape[-2], places * shape[-1]


class _Uniform(Initializer):
    """W ~ U(-a, a)."""

    @abstractmethod
    def bound(self, fan_in: int, fan_out: int) -> float:
        """Return a."""

    def __call__(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
        a = self.bound(*fans(shape))
        return rng.uniform(-a, a, shape)


class _Normal(Initializer):
    """W ~ N(0, sigma^2), not truncated."""

    @abstractmethod
    def deviation(self, fan_in: int, fan_out: int) -> float:
        """Return sigma."""

    def __call__(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
        return rng.normal(0.0, self.deviation(*fans(shape)), shape)


@INITIALIZERS.register("zeros")
class Zeros(Initializer):
    """W = 0. For show: all neurons of a layer then do the same for ever."""

    title = "Zeros"
    formula = "W = 0"

    def __call__(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
        return np.zeros(shape)


@INITIALIZERS.register("uniform")
class Uniform(_Uniform):
    """W ~ U(-0.05, 0.05), whatever the layer's size: Keras's random uniform."""

    title = "Uniform"
    formula = "W ~ U(−0.05, 0.05)"

    def bound(self, fan_in: int, fan_out: int) -> float:
        return 0.05


@INITIALIZERS.register("normal")
class Normal(_Normal):
    """W ~ N(0, 0.05^2), whatever the layer's size: Keras's random normal."""

    title = "Normal"
    formula = "W ~ N(0, 0.05²)"

    def deviation(self, fan_in: int, fan_out: int) -> float:
        return 0.05


@INITIALIZERS.register("glorot_uniform")
class GlorotUniform(_Uniform):
    """W ~ U(-a, a), a = sqrt(6 / (n_in + n_out)). Glorot and Bengio 2010, equation 16; Keras's default."""

    title = "Glorot, uniform"
    formula = "W ~ U(−a, a), a² = 6/(nᵢₙ + nₒᵤₜ)"

    def bound(self, fan_in: int, fan_out: int) -> float:
        return math.sqrt(6 / (fan_in + fan_out))


@INITIALIZERS.register("glorot_normal")
class GlorotNormal(_Normal):
    """W ~ N(0, 2 / (n_in + n_out)). Glorot and Bengio 2010, equation 12."""

    title = "Glorot, normal"
    formula = "W ~ N(0, 2/(nᵢₙ + nₒᵤₜ))"

    def deviation(self, fan_in: int, fan_out: int) -> float:
        return math.sqrt(2 / (fan_in + fan_out))


@INITIALIZERS.register("he_uniform")
class HeUniform(_Uniform):
    """W ~ U(-a, a), a = sqrt(6 / n_in): the variance of He's normal weights."""

    title = "He, uniform"
    formula = "W ~ U(−a, a), a² = 6/nᵢₙ"

    def bound(self, fan_in: int, fan_out: int) -> float:
        return math.sqrt(6 / fan_in)


@INITIALIZERS.register("he_normal")
class HeNormal(_Normal):
    """W ~ N(0, 2 / n_in): keeps the spread of ReLU layers. He et al. 2015, equation 10."""

    title = "He, normal"
    formula = "W ~ N(0, 2/nᵢₙ)"

    def deviation(self, fan_in: int, fan_out: int) -> float:
        return math.sqrt(2 / fan_in)


@INITIALIZERS.register("lecun_uniform")
class LeCunUniform(_Uniform):
    """W ~ U(-a, a), a = sqrt(3 / n_in): the variance of LeCun's normal weights."""

    title = "LeCun, uniform"
    formula = "W ~ U(−a, a), a² = 3/nᵢₙ"

    def bound(self, fan_in: int, fan_out: int) -> float:
        return math.sqrt(3 / fan_in)


@INITIALIZERS.register("lecun_normal")
class LeCunNormal(_Normal):
    """W ~ N(0, 1 / n_in): sums have the spread of the inputs. LeCun et al. 1998, section 4.6."""

    title = "LeCun, normal"
    formula = "W ~ N(0, 1/nᵢₙ)"

    def deviation(self, fan_in: int, fan_out: int) -> float:
        return math.sqrt(1 / fan_in)


@INITIALIZERS.register("orthogonal")
class Orthogonal(Initializer):
    """W^T W = 1, or W W^T = 1 where there are more outputs than inputs: no input is stretched or squeezed.

    Q of the QR decomposition of Gaussian numbers, with the signs that make it uniform over all rotations. A filter's
    rows, columns and channels in are its inputs. Saxe, McClelland and Ganguli 2014.
    """

    title = "Orthogonal"
    formula = "WᵀW = 1"

    def __call__(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
        columns = shape[-1] if len(shape) > 1 else 1
        rows = math.prod(shape) // columns
        Q, R = np.linalg.qr(rng.normal(size=(max(rows, columns), min(rows, columns))))
        Q *= np.where(np.diag(R) < 0, -1.0, 1.0)
        return (Q if rows >= columns else Q.T).reshape(shape)
