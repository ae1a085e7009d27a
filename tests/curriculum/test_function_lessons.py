"""Lessons on functions of two variables: what their texts say is what happens, worked out beside the app's own code."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from gdviz.lessons import find_lesson
from gdviz.training.headless import results, train


def ends(lesson_id: str, start: tuple[float, float] | None = None) -> dict[str, tuple[float, float]]:
    lesson = find_lesson(lesson_id)
    experiment = lesson.experiment if start is None else lesson.experiment.replace(start=start)
    found = results(experiment, train(experiment, lesson.steps))
    return {run["method"]: (run["theta"]["x"], run["theta"]["y"]) for run in found}


def two_valleys(x: float, y: float) -> float:
    shallow = 0.6 * math.exp(-((x - 2) ** 2) - (y - 1) ** 2)
    return 1.2 - shallow - math.exp(-((x + 1.5) ** 2 + (y + 1) ** 2) / 2) + (x**2 + y**2) / 50


def test_minima_plain_descent_stays_in_the_shallow_valley_and_momentum_rolls_on() -> None:
    found = ends("minima")
    heights = {method: two_valleys(*place) for method, place in found.items()}
    assert heights["gradient_descent"] == pytest.approx(heights["adam"], abs=1e-6)
    assert heights["gradient_descent"] > 0.69
    assert heights["momentum"] == pytest.approx(0.2625, abs=1e-3)
    assert all(two_valleys(*place) < 0.263 for place in ends("minima", (-3.0, 1.0)).values())


def test_minima_four_momentum_ends_in_another_valley_than_the_others() -> None:
    found = ends("minima-four")
    assert [found[name] for name in ("gradient_descent", "newton", "adam")] == [pytest.approx((3, 2), abs=1e-4)] * 3
    assert found["momentum"] == pytest.approx((3.584428, -1.848126), abs=1e-4)


def steps_until(lesson_id: str, there: Callable[[float, float], bool], start: tuple[float, float] | None = None):
    lesson = find_lesson(lesson_id)
    experiment = lesson.experiment if start is None else lesson.experiment.replace(start=start)
    race, found = train(experiment, 0), {}
    for step in range(1, lesson.steps):
        race.advance(1)
        for key, run in race.runs.items():
            if there(*run.model.theta.tolist()):
                found.setdefault(experiment.method(key).name, step)
    return found


def test_minima_saddle_holds_plain_descent_up_longest() -> None:
    left = steps_until("minima-saddle", lambda x, y: y > 0.5)
    assert left == {"gradient_descent": 43, "momentum": 16, "adam": 11, "newton": 6}
    # by hand: y <- y + 0.1 (y - y^3) from 0.01 grows by 1.1 a step at first
    y, steps = 0.01, 0
    while y <= 0.5:
        y, steps = y + 0.1 * (y - y**3), steps + 1
    assert steps == 43


def test_minima_plateau_is_slow_for_plain_descent_until_it_starts_near() -> None:
    def low(x: float, y: float) -> bool:
        return 1 - math.exp(-(x * x + y * y) / 2) < 0.1

    assert steps_until("minima-plateau", low) == {"gradient_descent": 146, "adam": 43, "rprop": 22}
    near = steps_until("minima-plateau", low, (-1.5, 1.0))
    assert near["gradient_descent"] < min(near["rprop"], near["adam"])
    x, steps = np.array([-2.9, 2.2]), 0  # the gradient is x exp(-|x|^2 / 2)
    while not low(*x.tolist()):
        x, steps = x - 0.5 * x * math.exp(-float(x @ x) / 2), steps + 1
    assert steps == 146
