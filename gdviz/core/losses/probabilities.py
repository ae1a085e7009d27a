"""Cross-entropies of probabilities that somebody else has made: a last layer, a mixture, a product."""

from __future__ import annotations

from functools import partial

import numpy as np

from gdviz.core.losses.base import LOSSES, Loss, outputs_of, spread, sum_outputs
from gdviz.core.losses.cross_entropy import one_hot_of
from gdviz.core.operations import Array, Operation, constant

EPSILON = 1e-7  # probabilities are clipped to [EPSILON, 1 - EPSILON], as in Keras: log stays finite


def clip(p: Array, out: Array) -> list[Operation]:
    """Write down out = p, held within [EPSILON, 1 - EPSILON]."""
    return [
        (partial(np.maximum, out=out), (p, constant(EPSILON, p.dtype))),
        (partial(np.minimum, out=out), (out, constant(1 - EPSILON, p.dtype))),
    ]


@LOSSES.register("binary_cross_entropy_of_probabilities")
class BinaryCrossEntropyOfProbabilities(Loss):
    """L = -(1/n) sum [y log p + (1 - y) log(1 - p)]; slope (p - y) / (n p (1 - p)), and 0 where p was clipped."""

    title = "Binary cross-entropy of probabilities"
    formula = "L = −1/n Σ y log p + (1 − y) log(1 − p)"
    order = 90
    offered = False
    tasks = frozenset({"classification"})
    low, high = 0.0, 1.0

    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        outputs, other, rest = outputs_of(each, z), np.empty_like(z), np.empty_like(z, shape=y.shape)
        return [
            *clip(z, outputs),
            (np.negative, (outputs, other)),
            (np.log1p, (other, other)),
            (np.log, (outputs, outputs)),
            (np.multiply, (outputs, y, outputs)),
            (np.subtract, (constant(1.0, z.dtype), y, rest)),
            (np.multiply, (other, rest, other)),
            (np.add, (outputs, other, outputs)),
            (np.negative, (outputs, outputs)),
            *sum_outputs(outputs, each),
        ]

    def slope(self, z: Array, y: Array, dz: Array, share: Array | None = None) -> list[Operation]:
        p, within = np.empty_like(z), np.empty_like(z)
        prepare, part = spread(z, share)
        return [
            *prepare,
            *clip(z, p),
            (np.equal, (p, z, within)),
            (np.subtract, (p, y, dz)),
            (np.multiply, (dz, within, dz)),
            (np.divide, (dz, p, dz)),
            (np.subtract, (constant(1.0, z.dtype), p, p)),
            (np.divide, (dz, p, dz)),
            (np.multiply, (dz, part, dz)),
        ]


@LOSSES.register("categorical_cross_entropy_of_probabilities")
class CategoricalCrossEntropyOfProbabilities(Loss):
    """L = -(1/n) sum_ij y_ij log q_ij with q = p / sum_j p_j; slope (sum_j y_j - y / q) / (n sum_j p_j).

    Terms whose q was clipped have no slope.
    """

    title = "Categorical cross-entropy of probabilities"
    formula = "L = −1/n Σ log p(y)"
    order = 100
    offered = False
    tasks = frozenset({"classification"})
    low, high = 0.0, 1.0
    fewest_outputs = 2

    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        q, total = np.empty_like(z), np.empty((*z.shape[:-1], 1), z.dtype)
        return [
            (np.add.reduce, (z, -1, None, total, True)),
            (np.divide, (z, total, q)),
            *clip(q, q),
            (np.log, (q, q)),
            (np.multiply, (q, y, q)),
            (np.add.reduce, (q, -1, None, each)),
            (np.negative, (each, each)),
        ]

    def slope(self, z: Array, y: Array, dz: Array, share: Array | None = None) -> list[Operation]:
        total, wanted = np.empty((len(z), 1), z.dtype), np.empty((len(z), 1), z.dtype)
        clipped, seen = np.empty_like(z), np.empty_like(z)
        prepare, part = spread(z, share)
        return [
            *prepare,
            (np.add.reduce, (z, -1, None, total, True)),
            (np.divide, (z, total, dz)),
            *clip(dz, clipped),
            (np.equal, (dz, clipped, seen)),
            (np.multiply, (seen, y, seen)),
            (np.add.reduce, (seen, -1, None, wanted, True)),
            (np.divide, (seen, clipped, dz)),
            (np.subtract, (wanted, dz, dz)),
            (np.divide, (dz, total, dz)),
            (np.multiply, (dz, part, dz)),
        ]


@LOSSES.register("sparse_categorical_cross_entropy_of_probabilities")
class SparseCategoricalCrossEntropyOfProbabilities(CategoricalCrossEntropyOfProbabilities):
    """The same with y the labels (n, 1) themselves."""

    title = "Sparse categorical cross-entropy of probabilities"
    order = 110
    labels = True

    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        write, hot = one_hot_of(y, z.shape[-1])
        return [*write, *super().each(z, hot, each)]

    def slope(self, z: Array, y: Array, dz: Array, share: Array | None = None) -> list[Operation]:
        write, hot = one_hot_of(y, z.shape[-1])
        return [*write, *super().slope(z, hot, dz, share)]
