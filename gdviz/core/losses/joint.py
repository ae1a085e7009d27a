"""The losses of several outputs that stand side by side, as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gdviz.core.links import LINKS
from gdviz.core.losses.base import Loss, misfit
from gdviz.core.operations import Array, Operation, constant


@dataclass(frozen=True)
class Part:
    """One output: its loss, the link that makes answers of its scores, how many scores it has, what it counts."""

    loss: Loss
    link: str
    outputs: int
    weight: float = 1.0

    @property
    def target_width(self) -> int:
        """Return how many columns of y belong to it: one where the loss takes labels."""
        return 1 if self.loss.labels else self.outputs


class JointLoss(Loss):
    """L = sum over parts of weight_p L_p(z_p, y_p), with the columns of z and y side by side in the order of the parts.

    The model's link is "identity": each part applies its own. Raises ValueError where a loss does not fit its link or
    its number of outputs, or where a weight is negative or not finite.
    """

    name = "joint"
    title = "Several losses"
    formula = "L = Σ wₚ Lₚ"
    offered = False

    def __init__(self, parts: Sequence[Part]) -> None:
        if not isinstance(parts, Sequence) or not all(isinstance(part, Part) for part in parts):
            raise TypeError(f"parts must be a list of Part; got {parts!r}")
        if not parts:
            raise ValueError("a joint loss must have at least one part; got none")
        for part in parts:
            reason = misfit(part.loss, part.loss.link if part.link == "identity" else part.link, part.outputs)
            if reason:
                raise ValueError(reason)
            if not 0 <= part.weight < np.inf:
                raise ValueError(f"weight of {part.loss.name} must be at least 0; got {part.weight}")
        self.parts = tuple(parts)
        self.score_columns = _columns([part.outputs for part in parts])
        self.target_columns = _columns([part.target_width for part in parts])

    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        operations: list[Operation] = []
        one = np.empty_like(each)
        for place, (part, scores, targets) in enumerate(self._parts(z, y)):
            own = one if place else each
            apply, answers = _applied(part, scores)
            weigh: list[Operation] = [(np.multiply, (own, constant(part.weight, z.dtype), own))]
            operations += [*apply, *part.loss.each(answers, targets, own), *(weigh if part.weight != 1 else [])]
            if place:
                operations.append((np.add, (each, one, each)))
        return operations

    def slope(self, z: Array, y: Array, dz: Array, share: Array | None = None) -> list[Operation]:
        operations: list[Operation] = []
        for (part, scores, targets), columns in zip(self._parts(z, y), self.score_columns, strict=True):
            own = dz[:, columns]
            apply, answers = _applied(part, scores)
            danswers, unapply = own, list[Operation]()
            if apply:
                danswers = np.empty_like(own)
                unapply = LINKS[part.link]().backward(scores, answers, danswers, own)
            operations += [*apply, *part.loss.slope(answers, targets, danswers, share), *unapply]
            if part.weight != 1:
                operations.append((np.multiply, (own, constant(part.weight, z.dtype), own)))
        return operations

    def targets(self, y: Array, outputs: int, dtype: np.dtype) -> Array:
        y = np.asarray(y)
        width = self.target_columns[-1].stop
        if y.ndim != 2 or y.shape[1] != width:
            raise ValueError(f"y must be (n, {width}), all targets side by side; got {y.shape}")
        checked = [
            part.loss.targets(y[:, columns], part.outputs, dtype)
            for part, columns in zip(self.parts, self.target_columns, strict=True)
        ]
        return np.asfortranarray(np.hstack(checked))

    def _parts(self, z: Array, y: Array) -> list[tuple[Part, Array, Array]]:
        return [
            (part, z[..., own], y[:, theirs])
            for part, own, theirs in zip(self.parts, self.score_columns, self.target_columns, strict=True)
        ]


def _applied(part: Part, scores: Array) -> tuple[list[Operation], Array]:
    """Return how to get what the loss looks at, and that: scores where it contains the link, else answers."""
    if part.loss.link == part.link or part.link == "identity":
        return [], scores
    answers = np.empty_like(scores)
    return LINKS[part.link]().forward(scores, answers), answers


def _columns(widths: Sequence[int]) -> list[slice]:
    edges = np.cumsum([0, *widths]).tolist()
    return [slice(start, stop) for start, stop in pairwise(edges)]
