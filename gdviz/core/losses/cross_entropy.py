"""Cross-entropies, written in the scores."""

from __future__ import annotations

from functools import partial

import numpy as np

from gdviz.core.links import LINKS
from gdviz.core.losses.base import LOSSES, Loss, outputs_of, spread, sum_outputs
from gdviz.core.operations import Array, Operation, constant

MANY = 256  # scores; from here on five vectorised calls take less time than one logaddexp, which is not


@LOSSES.register("binary_cross_entropy")
class BinaryCrossEntropy(Loss):
    """L = -(1/n) sum [y log p + (1 - y) log(1 - p)] with p = sigmoid(z); gradient (p - y)/n.

    Written in the score: log(1 + exp(z)) - y z = log(1 + exp(-|z|)) + max(z, 0) - y z: finite, and right to the
    rounding of z, for any z.
    """

    title = "Binary cross-entropy"
    formula = "L = −1/n Σ y log p + (1 − y) log(1 − p)"
    order = 60
    link = "sigmoid"
    tasks = frozenset({"classification"})
    low, high = 0.0, 1.0

    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        other, outputs = np.empty_like(z), outputs_of(each, z)
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
            *sum_outputs(outputs, each),
        ]

    def slope(self, z: Array, y: Array, dz: Array, share: Array | None = None) -> list[Operation]:
        prepare, part = spread(z, share)
        return [
            *prepare,
            *LINKS["sigmoid"]().forward(z, dz),
            (np.subtract, (dz, y, dz)),
            (np.multiply, (dz, part, dz)),
        ]

    def curvature(self, z: Array) -> Array:
        p = LINKS["sigmoid"]().answer(z)
        curvature: Array = p * (1 - p)
        return curvature


@LOSSES.register("categorical_cross_entropy")
class CategoricalCrossEntropy(Loss):
    """L = -(1/n) sum_i log p_i[class of i] with p = softmax(z), y one-hot; gradient (p - y)/n.

    Written in the scores: log sum_j exp(z_j - m) + m - z_y with m = max_j z_j, exact for any z that is a number.
    """

    title = "Categorical cross-entropy"
    formula = "L = −1/n Σ log p(y)"
    order = 70
    link = "softmax"
    tasks = frozenset({"classification"})
    low, high = 0.0, 1.0
    fewest_outputs = 2

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

    def slope(self, z: Array, y: Array, dz: Array, share: Array | None = None) -> list[Operation]:
        prepare, part = spread(z, share)
        return [
            *prepare,
            *LINKS["softmax"]().forward(z, dz),
            (np.subtract, (dz, y, dz)),
            (np.multiply, (dz, part, dz)),
        ]

    def value_and_slope(
        self,
        z: Array,
        y: Array,
        total: Array,
        dz: Array,
        share: Array | None = None,
        slope_share: Array | None = None,
    ) -> list[Operation]:
        """Write down both, with exp(z - m) and its sums taken once."""
        n, k = z.shape
        shifted, column = np.empty_like(z), np.empty((n, 1), z.dtype)
        ones, sums = np.ones(k, z.dtype), column[:, 0]  # a sum as a product with ones: half of the time
        each, own = np.empty(n, z.dtype), np.empty(n, z.dtype)
        prepare, part = spread(z, slope_share)
        share = np.full(n, 1 / n, z.dtype) if share is None else share
        return [
            *prepare,
            (np.maximum.reduce, (z, -1, None, column, True)),
            (np.subtract, (z, column, shifted)),
            (np.exp, (shifted, dz)),
            (dz.dot, (ones, sums)),
            (np.divide, (dz, column, dz)),
            (np.subtract, (dz, y, dz)),
            (np.multiply, (dz, part, dz)),
            (np.log, (sums, each)),
            (np.multiply, (shifted, y, shifted)),
            (shifted.dot, (ones, own)),
            (np.subtract, (each, own, each)),
            (each.dot, (share, total)),
        ]


def one_hot_of(labels: Array, k: int) -> tuple[list[Operation], Array]:
    """Return how to write labels (n, 1) as one-hot rows, and the rows (n, k), class by class in memory."""
    hot = np.empty((len(labels), k), labels.dtype, order="F")
    return [(np.equal, (labels, np.arange(k, dtype=labels.dtype), hot))], hot


@LOSSES.register("sparse_categorical_cross_entropy")
class SparseCategoricalCrossEntropy(CategoricalCrossEntropy):
    """The same with y the labels (n, 1) themselves: one-hot rows are written a batch at a time, and never kept."""

    title = "Sparse categorical cross-entropy"
    order = 80
    offered = False
    labels = True

    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        write, hot = one_hot_of(y, z.shape[-1])
        return [*write, *super().each(z, hot, each)]

    def slope(self, z: Array, y: Array, dz: Array, share: Array | None = None) -> list[Operation]:
        write, hot = one_hot_of(y, z.shape[-1])
        return [*write, *super().slope(z, hot, dz, share)]

    def value_and_slope(
        self,
        z: Array,
        y: Array,
        total: Array,
        dz: Array,
        share: Array | None = None,
        slope_share: Array | None = None,
    ) -> list[Operation]:
        write, hot = one_hot_of(y, z.shape[-1])
        return [*write, *super().value_and_slope(z, hot, total, dz, share, slope_share)]
