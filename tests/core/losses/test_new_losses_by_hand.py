"""Huber, hinge and cross-entropy of probabilities worked by hand, scikit-learn where it has them."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import hinge_loss, log_loss

from gdviz.core.losses import LOSSES
from gdviz.core.operations import run


def value(loss, z, y) -> float:
    total = np.full((), np.nan, z.dtype)
    run(loss.value(z, y, total))
    return total.item()


def slope(loss, z, y):
    dz = np.full_like(z, np.nan)
    run(loss.slope(z, y, dz))
    return dz


def column(*numbers: float):
    return np.array(numbers, float)[:, None]


def test_huber_is_a_parabola_and_then_a_line() -> None:
    loss = LOSSES["huber"](delta=2.0)
    z, y = column(1.0, 2.0, 5.0, -5.0), column(0.0, 0.0, 0.0, 0.0)
    # 1/2, 2, 2 (5 - 1) = 8, 8
    assert value(loss, z, y) == pytest.approx((0.5 + 2 + 8 + 8) / 4)
    np.testing.assert_allclose(4 * slope(loss, z, y), column(1, 2, 2, -2))


def test_the_smallest_delta_is_a_millionth_and_the_largest_a_million() -> None:
    smallest, largest = LOSSES["huber"](delta=1e-6), LOSSES["huber"](delta=1e6)
    assert value(smallest, column(2.0), column(0.0)) == pytest.approx(2e-6, rel=1e-6)
    assert value(largest, column(2e6), column(0.0)) == pytest.approx(1.5e12)
    for delta in (9.9e-7, 1.01e6):
        with pytest.raises(ValueError, match=r"delta must be in \[1e-06, 1e\+06\]"):
            LOSSES["huber"](delta=delta)


@pytest.mark.parametrize("delta", [0.0, -1.0, float("nan")])
def test_huber_refuses_a_delta_that_is_none(delta) -> None:
    with pytest.raises(ValueError, match="delta must be in"):
        LOSSES["huber"](delta=delta)


def test_hinge_costs_nothing_beyond_a_margin_of_one() -> None:
    loss = LOSSES["hinge"]()
    z, y = column(2.0, 0.25, -3.0, 1.0), column(1, 1, 1, 1)
    assert value(loss, z, y) == pytest.approx((0 + 0.75 + 4 + 0) / 4)
    np.testing.assert_array_equal(4 * slope(loss, z, y), column(0, -1, -1, 0))
    np.testing.assert_array_equal(4 * slope(loss, -z, -y), column(0, 1, 1, 0))


@pytest.mark.parametrize("labels", [[0, 1, 1], [-1, 1, 1], [0, 0], [-1], [1]])
def test_hinge_takes_either_kind_of_labels(labels) -> None:
    found = LOSSES["hinge"]().targets(np.array(labels), 1, np.dtype(float))
    np.testing.assert_array_equal(found[:, 0], labels)


@pytest.mark.parametrize(
    ("labels", "got"), [([2, 1], "2"), ([0.5, 1], "0.5"), ([-2, 1], "-2"), ([1, 0, -1], "-1 and 0")]
)
def test_hinge_refuses_what_are_no_labels_of_one_kind(labels, got) -> None:
    with pytest.raises(ValueError, match=f"y must be labels -1 and 1, or 0 and 1; got {got}$"):
        LOSSES["hinge"]().targets(np.array(labels), 1, np.dtype(float))


def test_hinge_is_scikit_learns_with_either_kind_of_labels() -> None:
    rng = np.random.default_rng(0)
    z, labels = rng.normal(size=40), rng.integers(0, 2, 40)
    expected = hinge_loss(2 * labels - 1, z)
    loss = LOSSES["hinge"]()
    assert value(loss, z[:, None], column(*labels)) == pytest.approx(expected, rel=1e-12)
    assert value(loss, z[:, None], column(*(2 * labels - 1))) == pytest.approx(expected, rel=1e-12)


def test_cross_entropy_of_probabilities_is_scikit_learns() -> None:
    rng = np.random.default_rng(1)
    p, labels = rng.dirichlet(np.ones(4), 30), rng.integers(0, 4, 30)
    expected = log_loss(labels, p, labels=range(4))
    dense = LOSSES["categorical_cross_entropy_of_probabilities"]()
    sparse = LOSSES["sparse_categorical_cross_entropy_of_probabilities"]()
    assert value(dense, p, np.eye(4)[labels]) == pytest.approx(expected, rel=1e-6)
    assert value(sparse, p, column(*labels)) == pytest.approx(expected, rel=1e-6)
    assert value(dense, 7 * p, np.eye(4)[labels]) == pytest.approx(expected, rel=1e-6)  # normalised first, as in Keras


def test_certain_and_wrong_stays_finite() -> None:
    loss = LOSSES["binary_cross_entropy_of_probabilities"]()
    z, y = column(0.0, 1.0), column(1.0, 0.0)
    assert value(loss, z, y) == pytest.approx(-np.log(1e-7), rel=1e-6)  # 16.1, the clip that Keras has
    np.testing.assert_array_equal(slope(loss, z, y), column(0, 0))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_sparse_labels_are_one_hot_rows_to_the_bit(dtype) -> None:
    rng = np.random.default_rng(2)
    z, labels = rng.normal(size=(20, 5)).astype(dtype), rng.integers(0, 5, 20)
    dense, sparse = LOSSES["categorical_cross_entropy"](), LOSSES["sparse_categorical_cross_entropy"]()
    hot, column = np.eye(5, dtype=dtype)[labels], labels.astype(dtype)[:, None]
    assert value(sparse, z, column) == value(dense, z, hot)
    np.testing.assert_array_equal(slope(sparse, z, column), slope(dense, z, hot))
