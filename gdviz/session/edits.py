"""Edits of the points as functions from one data set to the next; the old one stays as it was, for undo."""

from __future__ import annotations

import numpy as np

from gdviz.core.datasets import Dataset
from gdviz.core.grouped import grouped
from gdviz.core.operations import Array
from gdviz.training.preparation import Preparation

MAX_POINTS = 100_000
MAX_CLASSES = 6
MIN_CLASSES = 2


def plane_rows(dataset: Dataset, preparation: Preparation) -> Array:
    """Return the points as drawn (n, 2): (x, y) for regression on one input, else the first two inputs."""
    X = preparation.view_X(dataset.X)
    if dataset.task == "regression" and dataset.n_features == 1:
        return np.column_stack([X[:, 0], preparation.view_y(dataset.y)])
    return X[:, :2] if X.shape[1] > 1 else np.column_stack([X[:, 0], np.zeros(dataset.n)])


def is_drawable(dataset: Dataset) -> bool:
    """True if a place in the plane says all about a point: (x, y), or (x1, x2) and a class."""
    return dataset.n_features == (1 if dataset.task == "regression" else 2)


def add(dataset: Dataset, preparation: Preparation, places: Array, label: int = 0) -> Dataset:
    """Return the data with points added at drawn places (m, 2), of class `label` where there are classes.

    Raises ValueError past 100,000 points or outside what a transform can show.
    """
    if dataset.n + len(places) > MAX_POINTS:
        raise ValueError(
            f"a data set holds at most {grouped(MAX_POINTS)} points; this would be {grouped(dataset.n + len(places))}"
        )
    X, y = _rows(dataset, preparation, places, np.full(len(places), label))
    return dataset.appended(X, y)


def move(dataset: Dataset, preparation: Preparation, rows: Array, places: Array) -> Dataset:
    """Return the data with `rows` (m,) moved to drawn places (m, 2)."""
    X, y = dataset.X.copy(), dataset.y.copy()
    X[rows], y[rows] = _rows(dataset, preparation, places, dataset.y[rows])
    return dataset.with_rows(X, y)


def delete(dataset: Dataset, rows: Array) -> Dataset:
    """Return the data without `rows` (m,)."""
    keep = np.ones(dataset.n, bool)
    keep[rows] = False
    return dataset.take(keep)


def set_class(dataset: Dataset, rows: Array, label: int) -> Dataset:
    """Return the data with `rows` (m,) in class `label`."""
    y = dataset.y.copy()
    y[rows] = label
    return dataset.with_rows(dataset.X, y)


def with_classes(dataset: Dataset, count: int) -> Dataset:
    """Return the data with so many classes; points of classes that go are deleted.

    Raises ValueError outside 2..6.
    """
    if not MIN_CLASSES <= count <= MAX_CLASSES:
        raise ValueError(f"there must be {MIN_CLASSES} to {MAX_CLASSES} classes; got {count}")
    names = [*dataset.class_names[:count], *(f"class {k}" for k in range(dataset.n_classes, count))]
    kept = dataset.take(dataset.y < count)
    return kept.replace(class_names=tuple(names))


def followed(rows: Array, old: Dataset, new: Dataset) -> Array:
    """Return where `rows` of the old data stand in the new; those that have gone are left out."""
    return np.flatnonzero(np.isin(new.ids, old.ids[rows]))


def _rows(dataset: Dataset, preparation: Preparation, places: Array, labels: Array) -> tuple[Array, Array]:
    places = np.asarray(places, np.float64).reshape(-1, 2)
    if dataset.task == "regression":
        X, y = preparation.data_X(places[:, :1]), preparation.data_y(places[:, 1])
    else:
        X, y = preparation.data_X(places), labels
    if not (np.isfinite(X).all() and np.isfinite(y).all()):
        raise ValueError("a point there would be outside the numbers: draw nearer to the others")
    return X, y
