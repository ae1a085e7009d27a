"""The loss of a model with several outputs: each has its own, and they are added up, as Keras does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gdviz.core.losses import Loss
from gdviz.core.operations import Array, Operation, constant


@dataclass(frozen=True)
class Part:
    """Columns of the scores and of the targets, their loss, and what it is multiplied by."""

    scores: slice
    targets: slice
    loss: Loss
    scale: float


class JointLoss(Loss):
    """L = sum_k scale_k L_k(z_k, y_k), with z_k and y_k the columns of output k."""

    name, title, formula = "joint", "Sum of several losses", "L = Σₖ sₖ Lₖ"

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)

    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        own = np.empty_like(each)
        operations: list[Operation] = [(np.copyto, (each, constant(0.0, each.dtype)))]
        for part in self.parts:
            operations += [
                *part.loss.each(z[..., part.scores], y[:, part.targets], own),
                (np.multiply, (own, constant(part.scale, own.dtype), own)),
                (np.add, (each, own, each)),
            ]
        return operations

    def slope(self, z: Array, y: Array, dz: Array, share: Array | None = None) -> list[Operation]:
        operations: list[Operation] = []
        for part in self.parts:
            own = dz[:, part.scores]
            operations += [
                *part.loss.slope(z[:, part.scores], y[:, part.targets], own, share),
                (np.multiply, (own, constant(part.scale, dz.dtype), own)),
            ]
        return operations

    def targets(self, y: Array, outputs: int, dtype: np.dtype) -> Array:
        """Return y, whose columns are those of `parts` already."""
        return np.array(y, dtype)
