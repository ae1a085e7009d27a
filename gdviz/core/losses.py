"""Losses: one number for how wrong scores z (n, k) are about targets y (n, k), and its gradient by the scores."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import partial
from typing import ClassVar

import numpy as np

from gdviz.core.links import LINKS
from gdviz.core.operations import Array, Operation, constant
from gdviz.core.registry import Registry

MANY = 256  # scores; from here on five vectorised calls take less time than one logaddexp, which is not


class Loss(ABC):
    """L = (1/n) sum over rows and outputs of a loss of each.

    `link` names the link that the loss already contains: cross-entropy takes scores (logits), not probabilities, and
    so stays finite and exact where a probability would round to 0 or 1.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    formula: ClassVar[str]
    link: ClassVar[str] = "identity"
    tasks: ClassVar[frozenset[str]] = frozenset({"regression", "classification"})

    @abstractmethod
    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        """Write down each = the loss of each row (..., n), for scores z (..., n, k) and targets y (n, k)."""

    def value(self, z: Array, y: Array, total: Array) -> list[Operation]:
        """Write down total = L (...), a 0-d array for scores z (n, k); a stack (m, n, k) gives m losses."""
        each = np.empty(z.shape[:-1], z.dtype)
        share = np.full(z.shape[-2], 1 / z.shape[-2], z.dtype)  # a mean as an inner product: one call
        return [*self.each(z, y, each), (each.dot, (share, total))]

    @abstractmethod
    def slope(self, z: Array, y: Array, dz: Array) -> list[Operation]:
        """Write down dz = dL/dz (n, k); runs after `value` of the same arrays or alone."""

    def curvature(self, z: Array) -> Array | None:
        """Return d2L/dz2 (n, k) where L is a sum over outputs (a new array), None where it is not or has none."""
        return None


LOSSES: Registry[type[Loss]] = Registry("loss", "gdviz.losses")


class _Squared(Loss):
    """L = factor/n sum (z - y)^2 with slope 2 factor/n (z - y)."""

    factor: ClassVar[float]

    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        squares = _outputs_of(each, z)
        return [
            (np.subtract, (z, y, squares)),
            (np.multiply, (squares, squares, squares)),
            *_sum_outputs(squares, each),
            (np.multiply, (each, constant(self.factor, z.dtype), each)),
        ]

    def value(self, z: Array, y: Array, total: Array) -> list[Operation]:
        if z.ndim > 2:
            return super().value(z, y, total)
        residual = np.empty_like(z)
        flat = residual.ravel("K")  # a view, in whatever order z lies
        return [
            (np.subtract, (z, y, residual)),
            (flat.dot, (flat, total)),
            (np.multiply, (total, constant(self.factor / len(z), z.dtype), total)),
        ]

    def slope(self, z: Array, y: Array, dz: Array) -> list[Operation]:
        return [
            (np.subtract, (z, y, dz)),
            (np.multiply, (dz, constant(2 * self.factor / len(z), z.dtype), dz)),
        ]

    def curvature(self, z: Array) -> Array:
        return np.full_like(z, 2 * self.factor / len(z))


@LOSSES.register("mse")
class MeanSquaredError(_Squared):
    """L = (1/n) sum (z - y)^2, gradient (2/n) sum (z - y) dz."""

    title = "Mean squared error"
    formula = "L = 1/n Σ (f − y)²"
    factor = 1.0


@LOSSES.register("half_mse")
class HalfMeanSquaredError(_Squared):
    """L = (1/2n) sum (z - y)^2, gradient (1/n) sum (z - y) dz: the talks' convention; its eta is twice as large."""

    title = "Half mean squared error"
    formula = "L = 1/2n Σ (f − y)²"
    factor = 0.5


@LOSSES.register("mae")
class MeanAbsoluteError(Loss):
    """L = (1/n) sum |z - y|; the gradient is sign(z - y)/n, and 0 where z = y (a subgradient)."""

    title = "Mean absolute error"
    formula = "L = 1/n Σ |f − y|"

    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        residual = _outputs_of(each, z)
        return [
            (np.subtract, (z, y, residual)),
            (np.abs, (residual, residual)),
            *_sum_outputs(residual, each),
        ]

    def slope(self, z: Array, y: Array, dz: Array) -> list[Operation]:
        return [
            (np.subtract, (z, y, dz)),
            (np.sign, (dz, dz)),
            (np.multiply, (dz, constant(1 / len(z), z.dtype), dz)),
        ]


@LOSSES.register("binary_cross_entropy")
class BinaryCrossEntropy(Loss):
    """L = -(1/n) sum y log p + (1 - y) log(1 - p) with p = sigmoid(z); gradient (p - y)/n.

    Written in the score: log(1 + exp(z)) - y z = log(1 + exp(-|z|)) + max(z, 0) - y z: finite, and right to the
    rounding of z, for any z.
    """

    title = "Binary cross-entropy"
    formula = "L = −1/n Σ y log p + (1 − y) log(1 − p)"
    link = "sigmoid"
    tasks = frozenset({"classification"})

    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        other, outputs = np.empty_like(z), _outputs_of(each, z)
        zero, minus = constant(0.0, z.dtype), constant(-1.0, z.dtype)
        softplus: list[Operation] = [(np.logaddexp, (zero, z, outputs))]
        if z.size >= MANY:
            softplus = [
                (np.copysign, (z, minus, outputs)),  # -|z|
                (np.exp, (outputs, outputs)),
                (np.log1p, (outputs, outputs)),
                (partial(np.maximum, out=other), (z, zero)),
                (np.add, (outputs, other, outputs)),
            ]
        return [
            *softplus,
            (np.multiply, (z, y, other)),
            (np.subtract, (outputs, other, outputs)),
            *_sum_outputs(outputs, each),
        ]

    def slope(self, z: Array, y: Array, dz: Array) -> list[Operation]:
        return [
            *LINKS["sigmoid"]().forward(z, dz),
            (np.subtract, (dz, y, dz)),
            (np.multiply, (dz, constant(1 / len(z), z.dtype), dz)),
        ]

    def curvature(self, z: Array) -> Array:
        p = LINKS["sigmoid"]().answer(z)
        curvature: Array = p * (1 - p) / len(z)
        return curvature


@LOSSES.register("categorical_cross_entropy")
class CategoricalCrossEntropy(Loss):
    """L = -(1/n) sum_i log p_i[class of i] with p = softmax(z), y one-hot; gradient (p - y)/n.

    Written in the scores: log sum_j exp(z_j - m) + m - z_y with m = max_j z_j, exact for any z that is a number.
    """

    title = "Categorical cross-entropy"
    formula = "L = −1/n Σ log p(y)"
    link = "softmax"
    tasks = frozenset({"classification"})

    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        shifted, exps = np.empty_like(z), np.empty_like(z)
        top, own = np.empty((*z.shape[:-1], 1), z.dtype), np.empty(z.shape[:-1], z.dtype)
        return [
            (np.maximum.reduce, (z, -1, None, top, True)),
            (np.subtract, (z, top, shifted)),
            (np.exp, (shifted, exps)),
            (np.add.reduce, (exps, -1, None, each)),
            (np.log, (each, each)),
            (np.multiply, (shifted, y, shifted)),
            (np.add.reduce, (shifted, -1, None, own)),
            (np.subtract, (each, own, each)),
        ]

    def slope(self, z: Array, y: Array, dz: Array) -> list[Operation]:
        return [
            *LINKS["softmax"]().forward(z, dz),
            (np.subtract, (dz, y, dz)),
            (np.multiply, (dz, constant(1 / len(z), z.dtype), dz)),
        ]


def _outputs_of(each: Array, z: Array) -> Array:
    """Return where the losses of single outputs (..., n, k) go: for k = 1 the memory of `each` (..., n) itself."""
    return each.reshape(z.shape) if z.shape[-1] == 1 else np.empty_like(z)


def _sum_outputs(outputs: Array, each: Array) -> list[Operation]:
    return [] if outputs.shape[-1] == 1 else [(np.add.reduce, (outputs, -1, None, each))]
