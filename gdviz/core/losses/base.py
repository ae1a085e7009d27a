"""Losses: one number for how wrong scores z (n, k) are about targets y (n, k), and its gradient by the scores."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from gdviz.core.hyperparameter import validate
from gdviz.core.operations import Array, Operation, constant
from gdviz.core.registry import Registry
from gdviz.core.targets import class_labels, numbers, one_hot


class Loss(ABC):
    """L = (1/n) sum_i w_i l_i with l_i the loss of row i, summed over its outputs, and weights w_i, 1 unless given.

    Divided by the number of rows n and not by the sum of the weights: a row of weight 2 pulls twice as hard.

    `link` names the link that the loss already contains: cross-entropy takes scores (logits), not probabilities, and
    so stays finite and exact where a probability would round to 0 or 1. The same loss `..._of_probabilities` takes
    what somebody else has made of the scores.

    `share` (n,) is w_i / n; None stands for 1/n each and costs nothing. For slopes it may be one number, 0-d.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    formula: ClassVar[str]
    order: ClassVar[int] = 1000  # place in menus
    link: ClassVar[str] = "identity"
    tasks: ClassVar[frozenset[str]] = frozenset({"regression", "classification"})
    offered: ClassVar[bool] = True  # False: another one does the same better wherever the window could offer it
    labels: ClassVar[bool] = False  # True: targets are class labels (n, 1), not numbers or one-hot rows
    low: ClassVar[float] = -np.inf  # what targets may be
    high: ClassVar[float] = np.inf
    fewest_outputs: ClassVar[int] = 1
    of_function: ClassVar[bool] = False  # True: of a model that is a function of its parameters alone

    def __post_init__(self) -> None:
        validate(self)

    @abstractmethod
    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        """Write down each = the loss of each row (..., n), for scores z (..., n, k) and targets y (n, k)."""

    def value(self, z: Array, y: Array, total: Array, share: Array | None = None) -> list[Operation]:
        """Write down total = L (...), a 0-d array for scores z (n, k); a stack (m, n, k) gives m losses."""
        each = np.empty(z.shape[:-1], z.dtype)
        if share is None:
            share = np.full(z.shape[-2], 1 / z.shape[-2], z.dtype)  # a mean as an inner product: one call
        return [*self.each(z, y, each), (each.dot, (share, total))]

    @abstractmethod
    def slope(self, z: Array, y: Array, dz: Array, share: Array | None = None) -> list[Operation]:
        """Write down dz = dL/dz (n, k); runs after `value` of the same arrays or alone."""

    def value_and_slope(
        self,
        z: Array,
        y: Array,
        total: Array,
        dz: Array,
        share: Array | None = None,
        slope_share: Array | None = None,
    ) -> list[Operation]:
        """Write down both; losses whose slope uses what their value needs override this."""
        return [*self.value(z, y, total, share), *self.slope(z, y, dz, slope_share)]

    def curvature(self, z: Array) -> Array | None:
        """Return n d2L/dz2 (n, k) where L is a sum over outputs (a new array), None where it is not or has none."""
        return None

    def targets(self, y: Array, outputs: int, dtype: np.dtype) -> Array:
        """Return y as the loss takes it against `outputs` scores a row: (n, outputs), or (n, 1) labels.

        Where the loss wants one-hot rows, labels (n,) do as well.

        Raises ValueError on another shape, on what is not finite, and outside of what the loss is made for.
        """
        y = np.asarray(y)
        if self.labels:
            return class_labels(y, outputs).astype(dtype).reshape(-1, 1)
        if self.fewest_outputs > 1 and (y.ndim == 1 or y.shape[1:] == (1,)):
            return one_hot(class_labels(y, outputs), outputs, dtype)
        return numbers(y, outputs, dtype, self.low, self.high)


LOSSES: Registry[type[Loss]] = Registry("loss", "gdviz.losses")


def misfit(loss: Loss, link: str, outputs: int) -> str:
    """Return why a model that answers `link` of its scores cannot have this loss; "" if it can."""
    if loss.link not in ("identity", link):
        return f"loss {loss.name} needs a {loss.link} output; this model has {link}"
    if outputs < loss.fewest_outputs:
        return f"loss {loss.name} needs one output a class, at least {loss.fewest_outputs}; this model has {outputs}"
    return ""


def spread(z: Array, share: Array | None, factor: float = 1.0) -> tuple[list[Operation], Array]:
    """Return how to get factor w_i / n as an operand for (n, k), and the operand; without weights it is one number."""
    if share is None:
        return [], constant(factor / len(z), z.dtype)
    scaled, prepare = share, list[Operation]()
    if factor != 1:
        scaled = np.empty_like(share)
        prepare = [(np.multiply, (share, constant(factor, z.dtype), scaled))]
    return prepare, scaled[:, None] if scaled.ndim else scaled


def outputs_of(each: Array, z: Array) -> Array:
    """Return where the losses of single outputs (..., n, k) go: for k = 1 the memory of `each` (..., n) itself."""
    return each.reshape(z.shape) if z.shape[-1] == 1 else np.empty_like(z)


def sum_outputs(outputs: Array, each: Array) -> list[Operation]:
    return [] if outputs.shape[-1] == 1 else [(np.add.reduce, (outputs, -1, None, each))]
