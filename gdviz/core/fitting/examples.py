"""Rows with what is to be predicted of them, and how much each counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from gdviz.core.checks import array, at_least_0, number, of_kind
from gdviz.core.fitting.rows import Rows
from gdviz.core.losses import Loss, misfit
from gdviz.core.models.base import Model, check_model
from gdviz.core.operations import Array
from gdviz.core.targets import row_weights

Validation: TypeAlias = tuple[Array, Array] | tuple[Array, Array, Array]
"""x and y, and if wanted the weight of each row."""


class Examples:
    """x, y and weights as one model and one loss take them.

    Raises ValueError or TypeError where they do not fit each other, the model or the loss, before any work is done.
    """

    def __init__(
        self,
        model: Model,
        loss: Loss,
        x: Array,
        y: Array,
        *,
        scale: float = 1.0,
        weights: Array | None = None,
        names: tuple[str, str, str] = ("x", "y", "sample_weight"),
    ) -> None:
        check_model(model)
        of_kind(loss, Loss, "loss")
        # a linear output may be scores for any loss: cross-entropy "with logits"
        reason = misfit(loss, loss.link if model.link == "identity" else model.link, model.n_outputs)
        if reason:
            raise ValueError(reason)
        self.rows = Rows(model, x, scale, names[0])
        y = array(y, names[1])
        if y.ndim < 1 or len(y) != len(self.rows):
            raise ValueError(f"{names[1]} must have one entry a row of {names[0]} ({len(self.rows)}); got {y.shape}")
        if y.dtype.kind == "f" and not np.isfinite(y).all():
            raise ValueError(f"{names[1]} must be finite; got NaN or infinity")
        self.targets = targets_of(model, loss, y, names[1])
        self.weights = None
        if weights is not None:
            self.weights = row_weights(weights, len(self.rows), names[2]).astype(model.theta.dtype)

    def __len__(self) -> int:
        return len(self.rows)


def targets_of(model: Model, loss: Loss, y: Array, name: str = "y") -> Array:
    """Return y as the loss takes it; labels become one-hot rows where the loss compares probabilities as numbers."""
    try:
        if y.ndim == 1 and model.link == "softmax" and not loss.labels:
            return model.targets(y)
        return loss.targets(y, model.n_outputs, model.theta.dtype)
    except ValueError as error:  # losses and models say y
        raise ValueError(f"{name}{str(error).removeprefix('y')}") from None


def combined_weights(
    y: Array,
    class_weight: Mapping[int, float] | Sequence[float] | None,
    sample_weight: Array | None,
    *,
    all_there: bool = True,
) -> Array | None:
    """Return the weight of each row (n,), that of its class times its own; None if neither is given.

    Classes that a mapping leaves out count 1. y are labels, or one-hot rows. Raises ValueError on a class that no row
    has (not for a single batch: there not all are), on a negative weight, and on a class weight where y are no labels.
    """
    if class_weight is None:
        return None if sample_weight is None else row_weights(sample_weight, len(y), "sample_weight")
    y = np.asarray(y)
    labels = y.argmax(axis=1) if y.ndim == 2 and y.shape[1] > 1 else y.reshape(len(y))
    if not np.array_equal(labels, np.floor(labels)):
        raise ValueError("class_weight needs class labels in y; got other numbers")
    if not isinstance(class_weight, Mapping | list | tuple | np.ndarray):
        raise TypeError(f"class_weight must map labels to weights; got {class_weight!r}")
    given = dict(class_weight.items() if isinstance(class_weight, Mapping) else enumerate(class_weight))
    present = set(np.unique(labels).tolist())
    weights = np.ones(len(y))
    for label, weight in given.items():
        if label not in present and all_there:
            known = ", ".join(f"{known:g}" for known in sorted(present))
            raise ValueError(f"class_weight must name classes of y ({known}); got {label}")
        weights[labels == label] = at_least_0(weight, f"class_weight of {label}")
    if not weights.any():
        raise ValueError("class_weight must be above 0 for at least one class of y; got only 0")
    return weights if sample_weight is None else weights * row_weights(sample_weight, len(y), "sample_weight")


def kept_rows(n: int, validation_split: float, has_validation: bool) -> int:
    """Return how many of n rows are trained on."""
    if not 0 <= number(validation_split, "validation_split") < 1:
        raise ValueError(f"validation_split must be in [0, 1); got {validation_split}")
    if has_validation or validation_split == 0:
        return n
    kept = int(n * (1 - validation_split))
    if not 0 < kept < n:
        raise ValueError(f"validation_split must leave rows on both sides; got {validation_split} of {n} rows")
    return kept
