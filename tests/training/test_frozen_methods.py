"""A parameter that is frozen stands still, and every method makes the best of the others."""

from __future__ import annotations

import numpy as np
import pytest
from training_cases import METHOD_OPTIONS, Problem

from gdviz.core.methods import METHODS

LINE = Problem()
B = -2.5
EXACT = ("closed_form", "newton", "gauss_newton", "levenberg_marquardt", "conjugate_gradient", "lbfgs", "nelder_mead")


def best_slope() -> float:
    # with b fixed, w = sum x (y - b) / sum x^2
    x, y = LINE.split.X_train[:, 0], LINE.split.y_train
    return float(np.sum(x * (y - B)) / np.sum(x * x))


@pytest.mark.parametrize("method", list(METHODS))
def test_it_stands_still(method: str) -> None:
    run = LINE.run(method, frozen=(1,), start=np.array([3.0, B]))
    before = run.evaluate()["train_loss"]
    run.advance(40)
    assert run.model.theta[1] == B
    assert run.evaluate()["train_loss"] <= before or method == "simulated_annealing"


@pytest.mark.parametrize("method", EXACT)
def test_those_that_solve_it_solve_it_for_the_others(method: str) -> None:
    run = LINE.run(method, frozen=(1,), start=np.array([3.0, B]), options=METHOD_OPTIONS.get(method, {}))
    run.advance(120)
    assert run.model.theta == pytest.approx([best_slope(), B], abs=1e-6)


@pytest.mark.parametrize("method", [name for name in EXACT if name != "closed_form"])
def test_thawed_it_is_trained_again(method: str) -> None:
    run = LINE.run(method, frozen=(1,), start=np.array([3.0, B]))
    run.advance(30)
    run.change(LINE.settings(options={}))
    run.advance(200)
    x, y = LINE.split.X_train[:, 0], LINE.split.y_train
    assert run.model.theta == pytest.approx(np.polyfit(x, y, 1), abs=1e-5)
    assert run.evaluate()["train_loss"] == pytest.approx(np.mean((np.polyval(np.polyfit(x, y, 1), x) - y) ** 2) / 2)
