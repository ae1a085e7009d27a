"""What losses take as targets, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.losses import LOSSES
from gdviz.core.targets import class_labels, numbers, one_hot, row_weights


def test_labels_of_any_type_and_shape_become_integers() -> None:
    for given in ([0, 2, 1], np.array([0.0, 2.0, 1.0]), np.array([[0], [2], [1]], np.uint8)):
        labels = class_labels(np.asarray(given), 3)
        assert labels.dtype == np.int64
        assert labels.tolist() == [0, 2, 1]


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([0, 3], r"y must be class labels in \[0, 2\]; got 3"),
        ([-1, 1], r"y must be class labels in \[0, 2\]; got -1"),
        ([0.5, 1], r"y must be class labels in \[0, 2\]; got 0.5"),
        ([np.nan, 1], r"y must be class labels in \[0, 2\]; got nan"),
        ([[0, 1], [1, 0]], r"y must be one class label a row, \(n,\); got \(2, 2\)"),
        (["cat", "dog"], r"y must be class labels in \[0, 2\]; got <U3"),
    ],
)
def test_what_is_no_label(y, message) -> None:
    with pytest.raises(ValueError, match=message):
        class_labels(np.array(y), 3)


def test_one_hot_rows() -> None:
    rows = one_hot(np.array([2, 0]), 3, np.float32)
    assert rows.dtype == np.float32
    assert rows.tolist() == [[0, 0, 1], [1, 0, 0]]


@pytest.mark.parametrize(
    ("y", "outputs", "message"),
    [
        ([[1.0, 2.0]], 3, r"y must be \(n, 3\) for 3 outputs; got \(1, 2\)"),
        ([1.0, 2.0], 2, r"y must be \(n, 2\) for 2 outputs; got \(2,\)"),
        ([[1.0, 2.0]], 1, r"y must be \(n,\) or \(n, 1\) for 1 output; got \(1, 2\)"),
        ([np.inf], 1, "y must be finite; got NaN or infinity"),
        ([1.5], 1, r"y must be in \[0, 1\]; got 1.5"),
        ([-0.5], 1, r"y must be in \[0, 1\]; got -0.5"),
        (["x"], 1, "y must be numbers; got <U1"),
    ],
)
def test_what_is_no_number(y, outputs, message) -> None:
    with pytest.raises(ValueError, match=message):
        numbers(np.array(y), outputs, np.float64, 0.0, 1.0)


def test_targets_are_copies() -> None:
    given = np.array([1.0, 2.0])
    taken = numbers(given, 1, np.float64)
    taken[...] = 0
    assert given.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1.0], r"weights must be one number a row, \(2,\); got \(1,\)"),
        ([1.0, np.nan], "weights must be finite"),
        ([1.0, -2.0], "weights must be at least 0; got -2"),
        ([0.0, 0.0], "weights must be above 0 for at least one row; got only 0"),
    ],
)
def test_what_is_no_weight(weights, message) -> None:
    with pytest.raises(ValueError, match=message):
        row_weights(np.array(weights), 2)


def test_losses_say_what_they_take() -> None:
    dense, sparse = LOSSES["categorical_cross_entropy"](), LOSSES["sparse_categorical_cross_entropy"]()
    assert dense.targets([1, 0], 3, np.float64).tolist() == [[0, 1, 0], [1, 0, 0]]
    assert dense.targets([[0, 0.5, 0.5]], 3, np.float64).tolist() == [[0, 0.5, 0.5]]
    assert sparse.targets([1, 0], 3, np.float32).tolist() == [[1], [0]]
    assert LOSSES["mse"]().targets([[1, 2]], 2, np.float64).tolist() == [[1, 2]]
    assert LOSSES["hinge"]().targets([-1, 1], 1, np.float64).tolist() == [[-1], [1]]


@pytest.mark.parametrize(
    ("loss", "y", "outputs", "message"),
    [
        ("sparse_categorical_cross_entropy", [3], 3, r"\[0, 2\]; got 3"),
        ("categorical_cross_entropy", [3], 3, r"\[0, 2\]; got 3"),
        ("categorical_cross_entropy", [[2, 0, 0]], 3, r"y must be in \[0, 1\]; got 2"),
        ("binary_cross_entropy", [2.0], 1, r"y must be in \[0, 1\]; got 2"),
        ("hinge", [0.5, 1], 1, "y must be labels -1 and 1, or 0 and 1; got 0.5"),
        ("hinge", [2], 1, "y must be labels -1 and 1, or 0 and 1; got 2"),
    ],
)
def test_losses_refuse_what_they_are_not_made_for(loss, y, outputs, message) -> None:
    with pytest.raises(ValueError, match=message):
        LOSSES[loss]().targets(np.array(y), outputs, np.dtype(np.float64))
