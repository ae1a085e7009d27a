"""Residuals and their slopes, beside the loss that they come from and central differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from line_objective import objective_of

from gdviz.core.objective import Objective

X = np.random.default_rng(1).normal(size=(12, 2))
Y = np.random.default_rng(2).normal(size=12)
LABELS = (Y > 0).astype(float)

CASES: dict[str, tuple[Any, dict[str, Any]]] = {
    "line": (Y, {}),
    "line, L2": (Y, {"l2": 0.3}),
    "network": (Y, {"model": "network", "hidden": (3,), "loss": "mse"}),
    "network, L2": (Y, {"model": "network", "hidden": (2, 2), "l2": 0.01}),
    "logistic": (LABELS, {"model": "logistic", "loss": "mse"}),
    "softmax": (np.arange(12) % 3, {"model": "softmax", "loss": "half_mse"}),
}


def problem(name: str) -> Objective:
    y, options = CASES[name]
    objective = objective_of(X, y, **options)
    objective.theta[...] = np.random.default_rng(3).normal(size=objective.theta.size)
    return objective


@pytest.mark.parametrize("name", CASES)
def test_their_squares_are_the_loss_and_their_slopes_its_gradient(name: str) -> None:
    objective = problem(name)
    loss, grad = objective.loss_and_gradient(objective.theta)
    grad = grad.copy()
    r, slopes = objective.residuals(objective.theta)
    assert r @ r == pytest.approx(loss, rel=1e-12)
    assert 2 * slopes.T @ r == pytest.approx(grad, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_the_slopes_are_those_of_central_differences(name: str) -> None:
    objective = problem(name)
    theta = objective.theta.copy()
    slopes = objective.residuals(theta)[1]
    for i in range(theta.size):
        step = np.zeros(theta.size)
        step[i] = 1e-6
        difference = objective.residuals(theta + step)[0] - objective.residuals(theta - step)[0]
        assert slopes[:, i] == pytest.approx(difference / 2e-6, rel=1e-5, abs=1e-8)


def test_they_are_of_all_rows_whatever_batch_was_selected() -> None:
    objective = problem("network")
    whole = objective.residuals(objective.theta)[0]
    objective.select(np.array([3, 4]))
    assert np.array_equal(objective.residuals(objective.theta)[0], whole)


def test_a_row_that_counts_twice_is_as_good_as_two() -> None:
    from gdviz.core.losses import LOSSES

    model = problem("line").model
    weighted = Objective(model, LOSSES["mse"](), X, Y, weights=np.array([2.0] + [1.0] * 11))
    r = weighted.residuals(weighted.theta)[0]
    assert r @ r == pytest.approx(weighted.loss(weighted.theta), rel=1e-12)


def test_a_table_that_is_too_large_is_refused() -> None:
    x = np.zeros((30_000, 1))
    objective = objective_of(x, np.zeros(30_000), model="network", hidden=(300,))
    told = r"30\u202f000 residuals by 901 parameters has 27\u202f030\u202f000 entries; the limit is 2"
    with pytest.raises(ValueError, match=told):
        objective.residuals(objective.theta)
