"""Squared errors."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from gdviz.core.losses.base import LOSSES, Loss, outputs_of, spread, sum_outputs
from gdviz.core.operations import Array, Operation, constant


class Squared(Loss):
    """L = factor/n sum (z - y)^2 with slope 2 factor/n (z - y)."""

    factor: ClassVar[float]

    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        squares = outputs_of(each, z)
        return [
            (np.subtract, (z, y, squares)),
            (np.multiply, (squares, squares, squares)),
            *sum_outputs(squares, each),
            (np.multiply, (each, constant(self.factor, z.dtype), each)),
        ]

    def value(self, z: Array, y: Array, total: Array, share: Array | None = None) -> list[Operation]:
        if z.ndim > 2 or share is not None:
            return super().value(z, y, total, share)
        residual = np.empty_like(z)
        flat = residual.ravel("K")  # a view, in whatever order z lies
        return [
            (np.subtract, (z, y, residual)),
            (flat.dot, (flat, total)),
            (np.multiply, (total, constant(self.factor / len(z), z.dtype), total)),
        ]

    def slope(self, z: Array, y: Array, dz: Array, share: Array | None = None) -> list[Operation]:
        prepare, part = spread(z, share, 2 * self.factor)
        return [
            *prepare,
            (np.subtract, (z, y, dz)),
            (np.multiply, (dz, part, dz)),
        ]

    def curvature(self, z: Array) -> Array:
        return np.full_like(z, 2 * self.factor)


@LOSSES.register("mse")
class MeanSquaredError(Squared):
    """L = (1/n) sum (z - y)^2; its slope by z is (2/n) (z - y)."""

    title = "Mean squared error"
    formula = "L = 1/n Σ (f − y)²"
    order = 10
    factor = 1.0


@LOSSES.register("half_mse")
class HalfMeanSquaredError(Squared):
    """L = (1/2n) sum (z - y)^2, slope (1/n) (z - y): the talks' convention; the same steps take twice the eta."""

    title = "Half mean squared error"
    formula = "L = 1/2n Σ (f − y)²"
    order = 20
    factor = 0.5
