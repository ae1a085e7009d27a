"""Every method of gdviz is worked out by hand, and comes down a parabola and Rosenbrock's valley."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from line_objective import noisy_line, objective_of
from toy_objectives import Parabola, Rosenbrock, ToyObjective

from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.methods import METHODS

OWN = [name for name, cls in METHODS.items() if cls.__module__.startswith("gdviz.")]
HERE = Path(__file__).parent


class Way(NamedTuple):
    """With which options it arrives after how many steps, and how near to the minimum."""

    options: dict[str, Any]
    steps: int
    near: float


GRID = {"low": -4.0, "high": 4.0, "points_per_axis": 81}
PARABOLA = {
    "adadelta": Way({}, 6000, 0.02),
    "adagrad": Way({"learning_rate": 1.0}, 1000, 1e-8),
    "adam": Way({"learning_rate": 0.1}, 1000, 1e-8),
    "adamw": Way({"learning_rate": 0.1, "weight_decay": 0.0}, 1000, 1e-8),
    "conjugate_gradient": Way({}, 3, 1e-8),
    "exhaustive_search": Way(GRID, 66, 1e-12),
    "gauss_newton": Way({}, 1, 1e-9),
    "gradient_descent": Way({}, 200, 1e-8),
    "hill_climbing": Way({"delta": 0.5}, 20, 1e-12),
    "lbfgs": Way({}, 20, 1e-6),
    "levenberg_marquardt": Way({}, 20, 1e-6),
    "momentum": Way({}, 400, 1e-8),
    "nadam": Way({"learning_rate": 0.1}, 1000, 1e-8),
    "nelder_mead": Way({}, 300, 1e-5),
    "nesterov": Way({}, 400, 1e-8),
    "newton": Way({}, 1, 1e-9),
    "random_search": Way({"low": -4.0, "high": 4.0, "tries_per_step": 100}, 200, 0.1),
    "rmsprop": Way({}, 2000, 0.01),
    "rprop": Way({"learning_rate": 0.1}, 200, 1e-5),
    "simulated_annealing": Way({"temperature": 10.0, "cooling": 0.995, "width": 2.0}, 10_000, 0.1),
}
VALLEY = {
    "adadelta": Way({"learning_rate": 0.1}, 20_000, 0.2),
    "adagrad": Way({"learning_rate": 1.0}, 10_000, 1e-3),
    "adam": Way({"learning_rate": 0.02}, 5000, 1e-4),
    "adamw": Way({"learning_rate": 0.02, "weight_decay": 0.0}, 5000, 1e-4),
    "conjugate_gradient": Way({}, 300, 1e-4),
    "exhaustive_search": Way(GRID, 66, 1e-12),
    "gauss_newton": Way({}, 2, 1e-9),
    "gradient_descent": Way({"learning_rate": 1e-3}, 30_000, 1e-4),
    "hill_climbing": Way({"delta": 1e-3}, 10_000, 0.2),
    "lbfgs": Way({}, 200, 1e-6),
    "levenberg_marquardt": Way({}, 200, 1e-6),
    "momentum": Way({"learning_rate": 1e-4, "momentum": 0.99}, 5000, 1e-4),
    "nadam": Way({"learning_rate": 0.005}, 10_000, 1e-3),
    "nelder_mead": Way({}, 300, 1e-5),
    "nesterov": Way({"learning_rate": 3e-4, "momentum": 0.99}, 5000, 1e-4),
    "newton": Way({}, 50, 1e-8),
    "random_search": Way({"low": -2.0, "high": 2.0, "tries_per_step": 100}, 200, 0.3),
    "rmsprop": Way({"learning_rate": 1e-3}, 10_000, 0.02),
    "rprop": Way({}, 5000, 2e-3),
    "simulated_annealing": Way({"temperature": 10.0, "cooling": 0.998}, 20_000, 0.3),
}
LINEAR_ONLY = {"closed_form"}  # it solves equations that a function of no data does not have


def may_stand_still(name: str) -> bool:
    return any(each.name == "learning_rate" and each.low == 0 for each in hyperparameters(METHODS[name]))


def arrives(name: str, objective: ToyObjective, way: Way, minimum: tuple[float, float]) -> None:
    method = METHODS[name](**way.options)
    method.start(objective, seed=5)
    for _ in range(way.steps):
        method.step(objective.theta, objective)
        if method.finished:
            break
    assert objective.theta == pytest.approx(minimum, abs=way.near)


@pytest.mark.parametrize("name", [name for name in OWN if name not in LINEAR_ONLY])
def test_it_comes_down_a_parabola(name: str) -> None:
    arrives(name, Parabola([-4.0, 4.0]), PARABOLA[name], (3.0, -2.0))


@pytest.mark.parametrize("name", [name for name in OWN if name not in LINEAR_ONLY])
def test_it_comes_down_rosenbrock_s_valley(name: str) -> None:
    arrives(name, Rosenbrock(), VALLEY[name], (1.0, 1.0))


@pytest.mark.parametrize("name", sorted(LINEAR_ONLY))
def test_what_solves_equations_is_at_the_minimum_of_a_line_at_once(name: str) -> None:
    x, y = noisy_line()
    objective = objective_of(x, y, start=(-4.0, 4.0))
    method = METHODS[name]()
    method.start(objective, seed=5)
    method.step(objective.theta, objective)
    assert objective.theta == pytest.approx(np.polyfit(x, y, 1), abs=1e-9)


@pytest.mark.parametrize("name", OWN)
def test_its_first_steps_are_worked_out_by_hand(name: str) -> None:
    tests = "".join(file.read_text(encoding="utf-8") for file in sorted(HERE.glob("test_*.py")))
    assert re.search(rf"^def test_{name}_by_hand\(", tests, re.MULTILINE), f"write a test_{name}_by_hand"


@pytest.mark.parametrize("name", [name for name in OWN if may_stand_still(name)])
def test_with_a_learning_rate_of_nothing_it_stands_still(name: str) -> None:
    # the place of a control at which nothing moves; who begins a training with it is told
    objective, method = Parabola([-4.0, 4.0]), METHODS[name](**{"learning_rate": 0.0})
    method.start(objective, seed=5)
    for _ in range(3):
        assert method.step(objective.theta, objective) == 0.5 * (7.0**2 + 10 * 6.0**2)
    assert objective.theta.tolist() == [-4.0, 4.0]
    with pytest.raises(ValueError, match=r"^learning_rate must be above 0; got 0.0$"):
        method.check_start()
    METHODS[name]().check_start()
    with pytest.raises(ValueError, match=r"^learning_rate must be in \[0, 1e\+09\]; got -0.1$"):
        METHODS[name](**{"learning_rate": -0.1})
