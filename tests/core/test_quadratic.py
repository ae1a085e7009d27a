"""The parabola against the rows that it forgot, summed one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest
import random_objectives
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gdviz.core.losses import LOSSES
from gdviz.core.objective import Objective
from gdviz.core.quadratic import MAX_CONDITION, Quadratic


def summed(Phi, y, theta, factor: float):
    """Return loss and gradient by the definition, in exact sums over the rows."""
    n = len(Phi)
    residuals = [math.fsum(p * t for p, t in zip(row, theta, strict=True)) - target
                 for row, target in zip(Phi.tolist(), y.tolist(), strict=True)]  # fmt: skip
    loss = factor * math.fsum(r * r for r in residuals) / n
    grad = [2 * factor / n * math.fsum(r * row[j] for r, row in zip(residuals, Phi, strict=True))
            for j in range(Phi.shape[1])]  # fmt: skip
    return loss, np.array(grad)


def line(n: int, seed: int = 0, shift: float = 0.0):
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, n) + shift
    return np.column_stack([x, np.ones(n)]), 1.02 * x - 0.009 + rng.normal(0, 0.1, n)


@pytest.mark.parametrize("factor", [1.0, 0.5])
@settings(max_examples=50)
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, 30), p=st.integers(1, 6), far=st.sampled_from([0.0, 1.0, 1e3]))
def test_equals_the_sum_over_rows(factor, seed, n, p, far) -> None:
    rng = np.random.default_rng(seed)
    Phi, y = rng.normal(size=(n, p)), rng.normal(size=n)
    parabola = Quadratic(Phi, y[:, None], factor)
    assume(parabola.condition <= MAX_CONDITION)  # the objective takes the rows beyond
    theta = parabola.minimum + far * rng.normal(size=p)
    loss, grad = summed(Phi, y, theta.tolist(), factor)
    found = np.empty(p)
    scale = np.abs(Phi).max() ** 2 * (np.abs(theta).max() + np.abs(parabola.minimum).max()) + 1
    assert parabola.value_and_gradient(theta, found) == pytest.approx(loss, rel=1e-9, abs=1e-12 * scale)
    np.testing.assert_allclose(found, grad, rtol=1e-8, atol=1e-11 * scale)
    assert parabola.value(theta) == pytest.approx(loss, rel=1e-9, abs=1e-12 * scale)
    assert parabola.values(theta[None])[0] == pytest.approx(loss, rel=1e-9, abs=1e-12 * scale)


@pytest.mark.parametrize("distance", [1e-3, 1e-6, 1e-9])
def test_next_to_the_minimum(distance) -> None:
    Phi, y = line(100)
    parabola = Quadratic(Phi, y[:, None], 1.0)
    step = distance * np.array([0.6, 0.8])
    grad = np.empty(2)
    rise = parabola.value_and_gradient(parabola.minimum + step, grad) - parabola.lowest
    # above the minimum the loss is the mean of (Phi step)^2, whatever y is
    moved = (Phi @ step).tolist()
    expected = math.fsum(m * m for m in moved) / 100
    assert rise == pytest.approx(expected, rel=1e-6, abs=4e-18)
    np.testing.assert_allclose(grad, 2 / 100 * Phi.T @ (Phi @ step), rtol=1e-5)


@given(seed=st.integers(0, 2**32 - 1), shift=st.sampled_from([0.0, 10.0, 1e3]))
def test_never_below_the_minimum(seed, shift) -> None:
    Phi, y = line(20, seed, shift)
    parabola = Quadratic(Phi, y[:, None], 1.0)
    places = parabola.minimum + 1e-7 * np.random.default_rng(seed).normal(size=(50, 2))
    assert (parabola.values(places) >= parabola.lowest).all()


def test_minimum_is_scikit_learns() -> None:
    from sklearn.linear_model import LinearRegression

    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(50, 3)), rng.normal(size=50)
    model = random_objectives.built("line", "regression", X, 1)
    parabola = Objective(model, LOSSES["mse"](), X, y).quadratic
    assert parabola is not None
    fitted = LinearRegression().fit(X, y)
    np.testing.assert_allclose(parabola.minimum, [*fitted.coef_, fitted.intercept_], rtol=1e-10)


def test_an_ill_conditioned_polynomial_is_computed_from_its_rows() -> None:
    rng = np.random.default_rng(1)
    x = rng.uniform(-3, 3, 40)
    model = random_objectives.built("polynomial", "regression", x[:, None], 1, degree=15)
    objective = Objective(model, LOSSES["mse"](), x[:, None], np.sin(x))
    assert objective.quadratic is None
    theta = 1e-5 * rng.normal(size=16)
    loss, grad = summed(np.vander(x, 16, increasing=True), np.sin(x), theta.tolist(), 1.0)
    found = objective.loss_and_gradient(theta)
    assert found[0] == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(found[1], grad, rtol=1e-9)


def test_a_constant_column_is_computed_from_its_rows() -> None:
    X = np.full((5, 1), 2.0)
    model = random_objectives.built("line", "regression", X, 1)
    objective = Objective(model, LOSSES["mse"](), X, np.arange(5.0))
    assert objective.quadratic is None
    assert objective.loss(np.array([1.0, 0.0])) == pytest.approx(2.0)  # (4 + 1 + 0 + 1 + 4) / 5


def test_a_penalised_loss_is_no_parabola_of_the_rows() -> None:
    Phi, y = line(10)
    model = random_objectives.built("line", "regression", Phi[:, :1], 1)
    assert Objective(model, LOSSES["mse"](), Phi[:, :1], y, l2=0.1).quadratic is None
    assert Objective(model, LOSSES["mae"](), Phi[:, :1], y).quadratic is None
