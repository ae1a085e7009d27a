"""Errors that outliers pull at less than at a square."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from gdviz.core.hyperparameter import real
from gdviz.core.losses.base import LOSSES, Loss, outputs_of, spread, sum_outputs
from gdviz.core.operations import Array, Operation, constant


@LOSSES.register("mae")
class MeanAbsoluteError(Loss):
    """L = (1/n) sum |z - y|; the gradient is sign(z - y)/n, and 0 where z = y (a subgradient)."""

    title = "Mean absolute error"
    formula = "L = 1/n Σ |f − y|"
    order = 30

    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        residual = outputs_of(each, z)
        return [
            (np.subtract, (z, y, residual)),
            (np.abs, (residual, residual)),
            *sum_outputs(residual, each),
        ]

    def slope(self, z: Array, y: Array, dz: Array, share: Array | None = None) -> list[Operation]:
        prepare, part = spread(z, share)
        return [
            *prepare,
            (np.subtract, (z, y, dz)),
            (np.sign, (dz, dz)),
            (np.multiply, (dz, part, dz)),
        ]


@LOSSES.register("huber")
@dataclass
class Huber(Loss):
    """L = (1/n) sum h(z - y), h(r) = r^2/2 for |r| <= delta and delta (|r| - delta/2) beyond.

    A parabola near 0 that goes on as a straight line: its slope is r, clipped to [-delta, delta]. With c that clipped
    r, h(r) = c (r - c/2) in both ranges. Huber 1964.
    """

    delta: float = real(
        1.0, low=1e-6, high=1e6, soft_low=0.01, soft_high=10.0, scale="log", symbol="δ",
        help="From which error on a larger one no longer pulls harder",
    )  # fmt: skip

    title = "Huber"
    formula = "L = 1/n Σ ½ r², straight from |r| = δ"
    order = 40
    tasks = frozenset({"regression"})

    def _clip(self, r: Array, clipped: Array) -> list[Operation]:
        delta = constant(self.delta, r.dtype)
        return [
            (partial(np.minimum, out=clipped), (r, delta)),
            (partial(np.maximum, out=clipped), (clipped, -delta)),
        ]

    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        r, clipped = outputs_of(each, z), np.empty_like(z)
        half = np.empty_like(z)
        return [
            (np.subtract, (z, y, r)),
            *self._clip(r, clipped),
            (np.multiply, (clipped, constant(0.5, z.dtype), half)),
            (np.subtract, (r, half, r)),
            (np.multiply, (r, clipped, r)),
            *sum_outputs(r, each),
        ]

    def slope(self, z: Array, y: Array, dz: Array, share: Array | None = None) -> list[Operation]:
        prepare, part = spread(z, share)
        return [
            *prepare,
            (np.subtract, (z, y, dz)),
            *self._clip(dz, dz),
            (np.multiply, (dz, part, dz)),
        ]
