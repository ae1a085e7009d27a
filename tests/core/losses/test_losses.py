"""Losses against scikit-learn and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, log_expit, log_softmax, softmax, xlogy
from sklearn.metrics import log_loss, mean_absolute_error, mean_squared_error

from gdviz.core.losses import LOSSES
from gdviz.core.operations import run


def value(name: str, z, y) -> float:
    total = np.full((), np.nan, z.dtype)
    run(LOSSES[name]().value(z, y, total))
    return total.item()


def slope(name: str, z, y):
    dz = np.full_like(z, np.nan)
    run(LOSSES[name]().slope(z, y, dz))
    return dz


def scores(seed: int, n: int, k: int, spread: float):
    rng = np.random.default_rng(seed)
    return spread * rng.normal(size=(n, k)), rng.normal(size=(n, k)), rng.integers(0, max(2, k), n)


cases = {
    "seed": st.integers(0, 2**32 - 1),
    "n": st.integers(1, 40),
    "spread": st.sampled_from([0.1, 1.0, 20.0]),
}


@given(k=st.integers(1, 4), **cases)
def test_errors_are_scikit_learns(seed, n, k, spread) -> None:
    z, y, _ = scores(seed, n, k, spread)
    # scikit-learn takes the mean over outputs too, gdviz their sum
    assert value("mse", z, y) == pytest.approx(k * mean_squared_error(y, z), rel=1e-12)
    assert value("half_mse", z, y) == pytest.approx(k * mean_squared_error(y, z) / 2, rel=1e-12)
    assert value("mae", z, y) == pytest.approx(k * mean_absolute_error(y, z), rel=1e-12)


@given(**{**cases, "n": st.sampled_from([1, 2, 40, 255, 256, 700])})
def test_binary_cross_entropy_is_scikit_learns(seed, n, spread) -> None:
    z, _, labels = scores(seed, n, 1, spread)
    p = expit(z[:, 0])
    expected = -(xlogy(labels, p) + xlogy(1 - labels, expit(-z[:, 0]))).mean()
    y = labels.astype(float).reshape(-1, 1)
    assert value("binary_cross_entropy", z, y) == pytest.approx(expected, rel=1e-10, abs=1e-12)
    if spread < 2:  # beyond, log_loss clips probabilities
        assert value("binary_cross_entropy", z, y) == pytest.approx(log_loss(labels, p, labels=[0, 1]), rel=1e-10)


@given(k=st.integers(2, 6), **cases)
def test_categorical_cross_entropy_is_scikit_learns(seed, n, k, spread) -> None:
    z, _, labels = scores(seed, n, k, spread)
    y = np.eye(k)[labels]
    expected = -log_softmax(z, axis=1)[np.arange(n), labels].mean()
    assert value("categorical_cross_entropy", z, y) == pytest.approx(expected, rel=1e-10, abs=1e-14)
    if spread < 2:
        figure = log_loss(labels, softmax(z, axis=1), labels=list(range(k)))
        assert value("categorical_cross_entropy", z, y) == pytest.approx(figure, rel=1e-10)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("score", [1e4, 100.0, 0.0, -100.0, -1e4])
@pytest.mark.parametrize("label", [0.0, 1.0])
@pytest.mark.parametrize("n", [1, 300])
def test_binary_cross_entropy_of_large_scores(score, label, dtype, n) -> None:
    z, y = np.full((n, 1), score, dtype), np.full((n, 1), label, dtype)
    expected = -log_expit(score if label else -score)
    with np.errstate(all="raise", under="ignore"):
        assert value("binary_cross_entropy", z, y) == pytest.approx(expected, rel=1e-6, abs=1e-12)
        slopes = n * slope("binary_cross_entropy", z, y)
    np.testing.assert_allclose(slopes, expit(score) - label, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("label", [0, 1, 2])
def test_categorical_cross_entropy_of_large_scores(label, dtype) -> None:
    z, y = np.array([[1e4, 0.0, -1e4]], dtype), np.eye(3, dtype=dtype)[[label]]
    with np.errstate(all="raise", under="ignore"):
        assert value("categorical_cross_entropy", z, y) == pytest.approx([0.0, 1e4, 2e4][label], rel=1e-6)
        expected = np.array([1.0, 0.0, 0.0]) - np.eye(3)[label]
        np.testing.assert_allclose(slope("categorical_cross_entropy", z, y)[0], expected, atol=1e-12)


def test_equal_scores_cost_the_logarithm_of_their_number() -> None:
    z, y = np.full((5, 4), 1e4), np.eye(4)[[0, 1, 2, 3, 0]]
    assert value("categorical_cross_entropy", z, y) == pytest.approx(np.log(4))


def test_hand_worked_values_and_slopes() -> None:
    z, y = np.array([[3.0], [-1.0]]), np.array([[1.0], [-1.0]])
    assert value("mse", z, y) == 2.0  # (4 + 0) / 2
    np.testing.assert_array_equal(slope("mse", z, y), [[2.0], [0.0]])
    np.testing.assert_array_equal(slope("half_mse", z, y), [[1.0], [0.0]])
    np.testing.assert_array_equal(slope("mae", z, y), [[0.5], [0.0]])  # a subgradient: 0 at the kink


@pytest.mark.parametrize("name", list(LOSSES))
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_nothing_given_is_changed_and_the_dtype_stays(name, dtype) -> None:
    loss = LOSSES[name]()
    k = 3 if loss.fewest_outputs > 1 else 1
    z, _, labels = scores(1, 6, k, 1.0)
    z = z.astype(dtype) if loss.link != "identity" else expit(z).astype(dtype)
    y = np.eye(3, dtype=dtype)[labels] if k == 3 and not loss.labels else labels.astype(dtype).reshape(-1, 1)
    kept = z.copy(), y.copy()
    total, dz = np.zeros((), dtype), np.empty_like(z)
    operations = [*loss.value(z, y, total), *loss.slope(z, y, dz)]
    run(operations)
    np.testing.assert_array_equal(z, kept[0])
    np.testing.assert_array_equal(y, kept[1])
    arrays = [argument for _, arguments in operations for argument in arguments if isinstance(argument, np.ndarray)]
    assert {array.dtype for array in arrays} == {np.dtype(dtype)}


@pytest.mark.parametrize(
    ("name", "k"),
    [(name, k) for name, loss in LOSSES.items() for k in (1, 3) if k >= loss.fewest_outputs],
)
def test_a_stack_of_scores_gives_the_loss_of_each(name, k) -> None:
    loss = LOSSES[name]()
    rng = np.random.default_rng(3)
    Z, labels = expit(rng.normal(size=(4, 6, k))), rng.integers(0, max(2, k), 6)
    y = np.eye(k)[labels] if k > 1 and not loss.labels else labels.astype(float).reshape(-1, 1)
    totals = np.empty(4)
    run(loss.value(Z, y, totals))
    np.testing.assert_allclose(totals, [value(name, z, y) for z in Z], rtol=1e-13)


@pytest.mark.parametrize("name", ["mse", "half_mse", "binary_cross_entropy"])
def test_curvature_is_the_slope_of_the_slope(name) -> None:
    z, _, labels = scores(2, 9, 1, 2.0)
    y = labels.astype(float).reshape(-1, 1)
    h = 1e-5
    expected = (slope(name, z + h, y) - slope(name, z - h, y)) / (2 * h)
    np.testing.assert_allclose(LOSSES[name]().curvature(z) / 9, expected, rtol=1e-7, atol=1e-10)


@pytest.mark.parametrize("name", ["mae", "categorical_cross_entropy"])
def test_no_curvature_is_claimed_where_it_is_no_diagonal(name) -> None:
    assert LOSSES[name]().curvature(np.zeros((3, 2))) is None


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("name", list(LOSSES))
def test_both_at_once_are_value_and_slope(name, weighted, dtype) -> None:
    loss = LOSSES[name]()
    k = max(3, loss.fewest_outputs)
    rng = np.random.default_rng(8)
    z, labels = rng.uniform(0.1, 0.9, (20, k)).astype(dtype), rng.integers(0, k, 20)
    y = labels[:, None].astype(dtype) if loss.labels else np.eye(k, dtype=dtype)[labels]
    share = rng.uniform(0, 0.1, 20).astype(dtype) if weighted else None
    factor = np.full((), -0.25, dtype)
    total, dz, plain = np.zeros((), dtype), np.empty_like(z), np.empty_like(z)
    run(loss.value_and_slope(z, y, total, dz, share, factor))
    run(loss.slope(z, y, plain))
    expected = np.zeros((), dtype)
    run(loss.value(z, y, expected, share))
    rounding = 1e-5 if dtype == np.float32 else 1e-13
    assert total == pytest.approx(expected, rel=rounding)
    np.testing.assert_allclose(dz, -0.25 * 20 * plain, rtol=10 * rounding, atol=rounding)  # plain has 1/n
