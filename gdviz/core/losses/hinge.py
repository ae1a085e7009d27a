"""The loss of a support vector machine."""

from __future__ import annotations

from functools import partial

import numpy as np

from gdviz.core.losses.base import LOSSES, Loss, outputs_of, spread, sum_outputs
from gdviz.core.operations import Array, Operation, constant
from gdviz.core.targets import numbers


@LOSSES.register("hinge")
class Hinge(Loss):
    """L = (1/n) sum max(0, 1 - s z) with s = -1 or +1; slope -s/n where s z < 1, else 0 (also at s z = 1).

    Nothing is lost on who is on the right side by a margin of 1. Labels may be -1 and +1, or 0 and 1. It looks at the
    score: where a model makes a probability of it, that plays no part. Cortes and Vapnik 1995.
    """

    title = "Hinge"
    formula = "L = 1/n Σ max(0, 1 − s f), s = ±1"
    order = 50
    link = "sigmoid"
    tasks = frozenset({"classification"})

    def targets(self, y: Array, outputs: int, dtype: np.dtype) -> Array:
        signs = numbers(y, outputs, dtype)
        wrong = signs[~np.isin(signs, (-1, 0, 1))]
        if len(wrong):
            raise ValueError(f"y must be labels -1 and 1, or 0 and 1; got {wrong[0]:g}")
        if (signs == -1).any() and (signs == 0).any():
            raise ValueError("y must be labels -1 and 1, or 0 and 1; got -1 and 0")
        return signs

    def _margin(self, z: Array, y: Array, out: Array) -> tuple[list[Operation], Array]:
        """Return how to get s z in `out`, and s."""
        s, one, two = np.empty_like(z, shape=y.shape), constant(1.0, z.dtype), constant(2.0, z.dtype)
        return [
            (np.greater, (y, constant(0.0, z.dtype), s)),
            (np.multiply, (s, two, s)),
            (np.subtract, (s, one, s)),
            (np.multiply, (z, s, out)),
        ], s

    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        out = outputs_of(each, z)
        margin, _ = self._margin(z, y, out)
        return [
            *margin,
            (np.subtract, (constant(1.0, z.dtype), out, out)),
            (partial(np.maximum, out=out), (out, constant(0.0, z.dtype))),
            *sum_outputs(out, each),
        ]

    def slope(self, z: Array, y: Array, dz: Array, share: Array | None = None) -> list[Operation]:
        margin, s = self._margin(z, y, dz)
        prepare, part = spread(z, share, -1.0)
        return [
            *prepare,
            *margin,
            (np.less, (dz, constant(1.0, z.dtype), dz)),
            (np.multiply, (dz, s, dz)),
            (np.multiply, (dz, part, dz)),
        ]
