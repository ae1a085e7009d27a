"""Rows and what is to be predicted of them, checked and in the form that losses take."""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from gdviz.core.checks import array
from gdviz.core.operations import Array


def class_labels(y: Array, classes: int, name: str = "y") -> Array:
    """Return y as integer labels (n,); (n, 1) and whole numbers of another type are fine.

    Raises ValueError on another shape and on a label that is no class: not whole, below 0, or `classes` and above.
    """
    labels = np.asarray(y)
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim != 1:
        raise ValueError(f"{name} must be one class label a row, (n,); got {np.shape(y)}")
    if labels.dtype.kind not in "biuf":
        raise ValueError(f"{name} must be class labels in [0, {classes - 1}]; got {labels.dtype}")
    if labels.dtype.kind == "f":
        wrong = labels[~(labels == np.floor(labels))]  # NaN is none of both
        if len(wrong):
            raise ValueError(f"{name} must be class labels in [0, {classes - 1}]; got {wrong[0]}")
    if len(labels):
        low, high = labels.min(), labels.max()
        if low < 0 or high >= classes:
            raise ValueError(f"{name} must be class labels in [0, {classes - 1}]; got {low if low < 0 else high}")
    return labels.astype(np.int64)


def one_hot(labels: Array, classes: int, dtype: DTypeLike = np.float64) -> Array:
    """Return rows (n, classes) with a 1 at the label of each and 0 elsewhere, class by class in memory."""
    rows = np.zeros((classes, len(labels)), dtype)
    rows[labels, np.arange(len(labels))] = 1
    return rows.T


def numbers(
    y: Array, outputs: int, dtype: DTypeLike, low: float = -np.inf, high: float = np.inf, name: str = "y"
) -> Array:
    """Return y (n, outputs) in `dtype`, not sharing its memory; (n,) does for one output.

    Raises ValueError on another shape, on NaN and infinity, and outside [low, high].
    """
    values = np.asarray(y)
    if values.dtype.kind not in "biuf":
        raise ValueError(f"{name} must be numbers; got {values.dtype}")
    if values.ndim == 1 and outputs == 1:
        values = values[:, None]
    if values.ndim != 2 or values.shape[1] != outputs:
        shape = "(n,) or (n, 1)" if outputs == 1 else f"(n, {outputs})"
        raise ValueError(f"{name} must be {shape} for {outputs} output{'s' * (outputs > 1)}; got {np.shape(y)}")
    if not np.isfinite(values).all():
        raise ValueError(f"{name} must be finite; got NaN or infinity")
    if len(values) and (values.min() < low or values.max() > high):
        wrong = values.min() if values.min() < low else values.max()
        raise ValueError(f"{name} must be in [{low:g}, {high:g}]; got {wrong}")
    return np.array(values, dtype)


def checked_rows(X: Array, y: Array, input_shape: tuple[int, ...]) -> tuple[Array, Array]:
    """Return both as arrays; raises ValueError or TypeError where they don't fit each other or a model's rows."""
    X, y = array(X, "X"), array(y, "y")
    for name, given in (("X", X), ("y", y)):
        if given.dtype.kind not in "biuf":
            raise TypeError(f"{name} must be numbers; got {given.dtype}")
    if X.ndim < 1 or X.shape[1:] != input_shape:
        raise ValueError(f"X must be (n, {', '.join(map(str, input_shape))}) for this model; got {X.shape}")
    if len(X) == 0:
        raise ValueError("X must have at least one row; got none")
    if y.ndim < 1 or len(y) != len(X):
        raise ValueError(f"y must have one entry a row of X ({len(X)}); got {len(y) if y.ndim else y}")
    if not np.isfinite(X).all() or not np.isfinite(y).all():
        raise ValueError("X and y must be finite; got NaN or infinity")
    return X, y


def row_weights(weights: Array, n: int, name: str = "weights") -> Array:
    """Return one weight a row (n,) as float64, not sharing memory.

    Raises ValueError on another shape, on what is negative or not finite, and where no row counts at all; TypeError on
    what are no numbers.
    """
    given = array(weights, name)
    if given.dtype.kind not in "biuf":
        raise TypeError(f"{name} must be numbers; got {given.dtype}")
    values = np.array(given, np.float64)
    if values.shape != (n,):
        raise ValueError(f"{name} must be one number a row, ({n},); got {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError(f"{name} must be finite; got NaN or infinity")
    if n and values.min() < 0:
        raise ValueError(f"{name} must be at least 0; got {values.min():g}")
    if n and not values.any():
        raise ValueError(f"{name} must be above 0 for at least one row; got only 0")
    return values
