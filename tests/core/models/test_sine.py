"""A sine wave: by hand, its gradient, and the many minima that it is there for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import random_objectives
from hypothesis import given
from hypothesis import strategies as st
from line_objective import objective_of

from gdviz.core.gradient_check import central_difference
from gdviz.core.methods import METHODS
from gdviz.training.build import models_for

X = np.linspace(-3.0, 3.0, 40)


def test_by_hand() -> None:
    # 2 sin(w x + b) with w = pi/2, b = pi/6: x = 0 gives 2 sin 30° = 1, x = 1 gives 2 sin 120° = sqrt(3)
    model = random_objectives.built("sine", "regression", X[:, None], 1)
    model.theta[...] = (np.pi / 2, np.pi / 6)
    assert model.scores(np.array([[0.0], [1.0]])).ravel() == pytest.approx([1.0, np.sqrt(3.0)])
    assert model.component_names == ("w", "b")
    assert model.equation() == "f(x) = 2.00 sin(1.57 x + 0.524)"


@pytest.mark.parametrize("loss", ["mse", "half_mse", "mae"])
@given(seed=st.integers(0, 2**32 - 1), d=st.integers(1, 4), n=st.integers(2, 9), l2=st.sampled_from([0.0, 0.3]))
def test_the_gradient_is_that_of_central_differences(loss: str, seed: int, d: int, n: int, l2: float) -> None:
    objective: Any = random_objectives.objective("sine", "regression", loss, seed=seed, d=d, n=n, l2=l2, amplitude=1.5)
    theta = objective.theta.copy()
    residual = objective.model.scores(objective.rows) - objective.targets
    if loss == "mae" and np.abs(residual).min() < 1e-4:
        return
    grad = objective.loss_and_gradient(theta)[1].copy()
    assert grad == pytest.approx(central_difference(objective, theta), rel=1e-5, abs=1e-7)


def test_whole_turns_of_b_are_the_same_wave_and_other_starts_end_elsewhere() -> None:
    objective = objective_of(X, 2 * np.sin(X), model="sine", loss="mse")
    assert objective.loss(np.array([1.0, 2 * np.pi])) == pytest.approx(0.0, abs=1e-25)
    assert objective.loss(np.array([-1.0, np.pi])) == pytest.approx(0.0, abs=1e-25)
    losses = []
    for start in ((1.3, 0.4), (2.6, 1.0)):
        objective.theta[...] = start
        method = METHODS["gradient_descent"](learning_rate=0.01)
        method.start(objective, 1)
        for _ in range(2_000):
            loss = method.step(objective.theta, objective)
        losses.append(loss)
    assert losses[0] < 1e-12
    assert losses[1] > 1.0


def test_it_is_for_curves_and_not_for_classes() -> None:
    assert "sine" in models_for("regression", 1, 0)
    assert "sine" not in models_for("classification", 2, 2)
    with pytest.raises(ValueError, match=r"^sine is a model for regression; got classification$"):
        random_objectives.built("sine", "classification", np.zeros((2, 1)), 2)
