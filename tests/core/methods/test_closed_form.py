"""Solving at once, beside scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from line_objective import half_mse, noisy_line, objective_of
from sklearn.linear_model import LinearRegression, Ridge

from gdviz.core.methods.closed_form import ClosedForm
from gdviz.core.objective import Objective


def solve(objective: Objective) -> ClosedForm:
    method = ClosedForm()
    method.start(objective, seed=1)
    method.step(objective.theta, objective)
    return method


def test_closed_form_by_hand() -> None:
    # x = 0, 1, 2 and y = 1, 2, 6: mean x = 1, mean y = 3; w = (-1 * -2 + 0 + 1 * 3) / (1 + 0 + 1) = 2.5, b = 0.5
    objective = objective_of(np.array([0.0, 1.0, 2.0]), np.array([1.0, 2.0, 6.0]), start=(-4.0, 4.0))
    assert solve(objective).finished == "solved: no further step changes anything"
    assert objective.theta == pytest.approx([2.5, 0.5], rel=1e-14)


def test_slope_by_hand() -> None:
    # m = sum x y / sum x^2 = (1 * 2 + 2 * 6) / (1 + 4) = 2.8
    objective = objective_of(np.array([0.0, 1.0, 2.0]), np.array([1.0, 2.0, 6.0]), model="slope")
    solve(objective)
    assert objective.theta == pytest.approx([2.8], rel=1e-14)


def test_it_costs_one_evaluation_and_returns_the_loss_before() -> None:
    x, y = noisy_line()
    objective = objective_of(x, y, start=(-4.0, 4.0))
    method = ClosedForm()
    method.start(objective, seed=1)
    assert method.step(objective.theta, objective) == pytest.approx(half_mse(x, y, -4.0, 4.0))
    assert objective.evaluations == 1


@pytest.mark.parametrize("loss", ["mse", "half_mse"])
def test_several_columns_as_scikit_learn(loss: str) -> None:
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(40, 5)), rng.normal(size=40)
    objective = objective_of(X, y, loss=loss)
    solve(objective)
    theirs = LinearRegression().fit(X, y)
    assert objective.theta == pytest.approx([*theirs.coef_, theirs.intercept_], rel=1e-10)


@pytest.mark.parametrize(("loss", "factor"), [("mse", 1.0), ("half_mse", 0.5)])
def test_l2_as_scikit_learn_s_ridge(loss: str, factor: float) -> None:
    # Ridge minimises |y - Xw - b|^2 + alpha |w|^2, ours is factor/n |...|^2 + l2 |w|^2: alpha = l2 n / factor
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(40, 3)), rng.normal(size=40) + 5
    objective = objective_of(X, y, loss=loss, l2=0.3)
    solve(objective)
    theirs = Ridge(alpha=0.3 * 40 / factor).fit(X, y)
    assert objective.theta == pytest.approx([*theirs.coef_, theirs.intercept_], rel=1e-10)
    assert objective.loss_and_gradient(objective.theta)[1] == pytest.approx(np.zeros(4), abs=1e-12)


def test_of_all_that_fit_equally_well_it_is_the_shortest() -> None:
    # one point (2, 10) and two parameters: w x + b = 10 with least w^2 + b^2 is (w, b) = 10 (2, 1) / 5
    objective = objective_of(np.array([2.0]), np.array([10.0]))
    solve(objective)
    assert objective.theta == pytest.approx([4.0, 2.0], rel=1e-12)


def test_columns_that_say_the_same_share_the_weight() -> None:
    x, y = noisy_line()
    objective = objective_of(np.column_stack([x, x]), y)
    solve(objective)
    w, b = np.polyfit(x, y, 1)
    assert objective.theta == pytest.approx([w / 2, w / 2, b], rel=1e-10)


def test_high_powers_of_large_x_are_fitted_as_well_as_in_standardised_units() -> None:
    rng = np.random.default_rng(0)
    x = rng.uniform(0.0, 10.0, 60)
    y = np.sin(0.6 * x) + 0.1 * rng.standard_normal(60)
    objective = objective_of(x, y, model="polynomial", degree=15, loss="mse")
    solve(objective)
    best = np.polynomial.Polynomial.fit(x, y, 15)  # in a scaled window of x
    residual = objective.model.scores(x[:, None])[:, 0] - y
    assert np.mean(residual**2) == pytest.approx(np.mean((best(x) - y) ** 2), rel=1e-3)


@pytest.mark.parametrize(
    ("settings", "got"),
    [
        ({"model": "network", "hidden": (2,)}, "network with half_mse"),
        ({"loss": "mae"}, "line with mae"),
        ({"model": "logistic", "loss": "mse"}, "logistic with mse"),
        ({"model": "logistic", "loss": "binary_cross_entropy"}, "logistic with binary_cross_entropy"),
    ],
)
def test_refuses_what_is_not_linear_least_squares(settings: dict[str, Any], got: str) -> None:
    x = np.linspace(-1, 1, 10)
    objective = objective_of(x, (x > 0).astype(float), **settings)
    message = f"closed form needs a model that is linear in its parameters and a squared loss; got {got}"
    with pytest.raises(ValueError, match=f"^{message}$"):
        ClosedForm().start(objective, seed=1)


def test_refuses_l1() -> None:
    x, y = noisy_line()
    with pytest.raises(ValueError, match=r"closed form needs l1 = 0, as \|w\| has no slope at 0; got 0.1"):
        ClosedForm().start(objective_of(x, y, l1=0.1), seed=1)


def test_a_penalty_that_came_while_it_ran_ends_it_with_a_reason() -> None:
    x, y = noisy_line()
    method = solve(objective_of(x, y))
    other = objective_of(x, y, l1=0.1, start=(1.0, 2.0))
    method.objective_changed(other, seed=1)
    method.step(other.theta, other)
    assert method.finished.startswith("closed form needs l1 = 0")
    assert other.theta.tolist() == [1.0, 2.0]
