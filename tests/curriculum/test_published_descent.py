"""The figures that the courses print for searches, closed form and gradient descent, on the data that gdviz carries.

Figures of the courses are printed to a few digits; how many of them are really reached is what the tolerances say.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from line_objective import objective_of

from gdviz.core.datasets import DATASETS, Dataset
from gdviz.core.methods import METHODS
from gdviz.core.objective import Objective


def data(name: str, seed: int = 0, **options: Any) -> Dataset:
    return DATASETS[name](**options).generate(np.random.default_rng(seed))


def descend(objective: Objective, method: str, steps: int, **options: Any) -> np.ndarray[Any, Any]:
    """Return theta (steps + 1, P) at the start and after each step; fewer where the method finishes."""
    chosen = METHODS[method](**options)
    chosen.start(objective, seed=1)
    places = [objective.theta.copy()]
    for _ in range(steps):
        chosen.step(objective.theta, objective)
        places.append(objective.theta.copy())
        if chosen.finished:
            break
    return np.array(places)


# -- closed-form -------------------------------------------------------------------------------------------------------


def test_closed_form_of_price_by_rooms() -> None:
    # Published often for MEDV by RM on all 506 rows: slope 9.102, intercept -34.671.
    towns = data("boston")
    objective = objective_of(towns.X, towns.y)
    descend(objective, "closed_form", 1)
    assert objective.theta == pytest.approx([9.102, -34.671], abs=5e-4)

    x, y = towns.X[:, 0], towns.y
    w = np.sum((x - x.mean()) * (y - y.mean())) / np.sum((x - x.mean()) ** 2)
    assert objective.theta == pytest.approx([w, y.mean() - w * x.mean()], rel=1e-10)


# -- random-search -----------------------------------------------------------------------------------------------------


def test_random_search_of_price_by_rooms_gets_better_ever_more_rarely() -> None:
    towns = data("boston")
    improvements = np.zeros(3)
    for seed in range(10):
        objective = objective_of(towns.X, towns.y, start=(100.0, 100.0))
        search = METHODS["random_search"]()
        search.start(objective, seed)
        losses = np.array([search.step(objective.theta, objective) for _ in range(10_001)])
        better = np.diff(losses) < 0
        improvements += better[:100].sum(), better[100:1000].sum(), better[1000:].sum()
        assert losses[10_000] <= losses[1000] <= losses[100] <= losses[0]
    # expected per run: 1/1 + ... + 1/100 = 5.2, then 2.3, then 2.3 in ten times as many draws again
    assert improvements / 10 == pytest.approx([5.2, 2.3, 2.3], abs=1.5)


# -- hill-climb --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_hill_climbing_on_a_fine_grid_ends_on_the_closed_form_answer_to_3_decimals(seed: int) -> None:
    points = data("line", seed)
    objective = objective_of(points.X, points.y, start=(-4.0, 4.0))
    solution = np.polyfit(points.X[:, 0], points.y, 1)

    coarse = descend(objective, "hill_climbing", 1000, delta=0.5)[-1]
    assert np.abs(coarse - solution).max() < 0.5
    assert (coarse % 0.5).tolist() == [0.0, 0.0]

    fine = descend(objective, "hill_climbing", 10_000, delta=0.001)[-1]
    assert np.abs(fine - solution).max() < 1e-3


@pytest.mark.parametrize("seed", range(12))
def test_hill_climbing_in_a_narrow_oblique_valley_ends_one_or_two_points_beside(seed: int) -> None:
    # x in [0, 1]: the valley is 19 times as long as wide and lies across the axes, so that none of the eight
    # neighbours may be better a little before the end.
    points = data("line", seed, low=0.0, high=1.0)
    objective = objective_of(points.X, points.y, start=(-4.0, 4.0))
    descend(objective, "hill_climbing", 1000, delta=0.5)
    fine = descend(objective, "hill_climbing", 10_000, delta=0.001)[-1]
    assert np.abs(fine - np.polyfit(points.X[:, 0], points.y, 1)).max() < 2.5e-3


# -- slope-only --------------------------------------------------------------------------------------------------------


def test_slope_of_moore_s_law_by_grid_and_by_newton() -> None:
    chips = data("transistors")
    x, y = chips.X[:, 0] - 1970, np.log10(chips.y)
    best = np.sum(x * y) / np.sum(x * x)

    objective = objective_of(x, y, model="slope", start=(-4.0,))
    descend(objective, "exhaustive_search", 1000, low=-1.0, high=1.0, points_per_axis=2001)
    assert objective.theta[0] == pytest.approx(best, abs=0.0005)

    objective = objective_of(x, y, model="slope", start=(-4.0,))
    assert descend(objective, "newton", 1)[-1] == pytest.approx([best], rel=1e-12)

    # C = sum (m x - y)^2 / n at m = 1, and its slope 2 sum (m x - y) x / n
    objective = objective_of(x, y, model="slope", loss="mse", start=(1.0,))
    C, slope = np.mean((x - y) ** 2), 2 * np.mean((x - y) * x)
    assert descend(objective, "newton", 1, target="root")[-1] == pytest.approx([1 - C / slope], rel=1e-12)


# -- gd-line -----------------------------------------------------------------------------------------------------------

# Of the generator's data over [0, 1], about every fourth set has 2 / lambda_max between 1.6 and 1.65; this one 1.626.
SEED_BETWEEN = 17


def walk(rate: float, X: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray]:
    """Return 100 steps from (-4, 4) along the steepest and the flattest direction (101, 2), and half MSE less its
    minimum (101,), both worked out from the points alone."""
    x = X[:, 0]
    places = descend(objective_of(X, y, start=(-4.0, 4.0)), "gradient_descent", 100, learning_rate=rate)
    solution = np.polyfit(x, y, 1)
    curvature = np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1.0]])
    directions = np.linalg.eigh(curvature)[1]
    along = (places - solution) @ directions
    excess = [np.mean((w * x + b - y) ** 2) / 2 - np.mean((np.polyval(solution, x) - y) ** 2) / 2 for w, b in places]
    return along[:, ::-1], np.array(excess)


@pytest.fixture(scope="module")
def course_points() -> Dataset:
    points = data("line", SEED_BETWEEN, low=0.0, high=1.0)
    x = points.X[:, 0]
    steepest = np.linalg.eigvalsh([[np.mean(x * x), np.mean(x)], [np.mean(x), 1.0]])[-1]
    assert 1.6 < 2 / steepest < 1.65
    return points


def turns(along: np.ndarray[Any, Any]) -> int:
    """Return how often the way changed sides of the valley."""
    return int(np.sum(np.sign(along[1:]) != np.sign(along[:-1])))


def test_gd_line_crawls_at_001(course_points: Dataset) -> None:
    along, excess = walk(0.01, course_points.X, course_points.y)
    assert (np.diff(excess) < 0).all()
    assert turns(along[:, 0]) == 0
    assert abs(along[-1, 0]) > 0.25 * abs(along[0, 0])  # (1 - 0.0123)^100 = 0.29 of the way down is still ahead


def test_gd_line_is_smooth_at_01(course_points: Dataset) -> None:
    along, excess = walk(0.1, course_points.X, course_points.y)
    assert (np.diff(excess) < 0).all()
    assert turns(along[:, 0]) == 0
    assert abs(along[-1, 0]) < 1e-5 * abs(along[0, 0])


@pytest.mark.parametrize(("rate", "left"), [(1.0, 0.3), (1.5, 0.9), (1.6, 0.99)])
def test_gd_line_zigzags_and_arrives_up_to_16(rate: float, left: float, course_points: Dataset) -> None:
    along, excess = walk(rate, course_points.X, course_points.y)
    early = np.abs(along[:10, 0])
    assert turns(along[:10, 0]) == 9  # every step lands on the other side of the valley
    assert (early[1:] < left * early[:-1]).all()
    assert (np.diff(excess[:50]) < 0).all()
    assert excess[-1] < 0.01 * excess[0]


def test_gd_line_blows_up_at_165(course_points: Dataset) -> None:
    along, excess = walk(1.65, course_points.X, course_points.y)
    assert turns(along[:, 0]) == 100
    assert (np.abs(along[1:, 0]) > np.abs(along[:-1, 0])).all()
    assert excess[-1] > 10 * excess[0]


@pytest.mark.parametrize("rate", [0.01, 0.1, 1.0, 1.5, 1.6, 1.65])
def test_gd_line_is_the_geometric_series_that_the_curvature_says(rate: float) -> None:
    # x = +-c with c^2 = 2/1.62: the Hessian is diag(c^2, 1), and c^2 = 1.2346 is the larger. From (-4, 4) to (1.02, 0):
    # w - 1.02 = -5.02 (1 - 1.2346 eta)^t and b = 4 (1 - eta)^t, and 2 / lambda_max = 1.62.
    c = (2 / 1.62) ** 0.5
    x = np.tile([-c, c], 50)
    along, _ = walk(rate, x[:, None], 1.02 * x)
    t = np.arange(101)
    assert np.abs(along[:, 0]) == pytest.approx(5.02 * np.abs(1 - rate * 2 / 1.62) ** t, rel=1e-8, abs=1e-12)
    assert np.abs(along[:, 1]) == pytest.approx(4 * np.abs(1 - rate) ** t, rel=1e-8, abs=1e-12)
    assert bool(np.abs(along[-1, 0]) > 5.02) == (rate == 1.65)


# -- gd-nine -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", [0.0, 1.0, -4.0])
def test_gd_nine_ends_on_the_whole_numbers(start: float) -> None:
    rows = data("nine_features")
    objective = objective_of(rows.X, rows.y, start=(start,) * 10)
    descend(objective, "gradient_descent", 5000, learning_rate=0.5)
    assert objective.theta == pytest.approx([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], abs=1e-9)


# -- polynomial --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", [0.0, 1.0])
def test_polynomial_comes_within_7_hundredths_of_the_whole_numbers(start: float) -> None:
    # The smallest curvature is 3.4e-6: 10,000 steps at rate 1 take only 3 % off in that direction. The course's
    # 0, 1, 2, 3, 4 are whole numbers by rounding.
    rows = data("quartic")
    objective = objective_of(rows.X, rows.y, model="polynomial", degree=4, start=(start,) * 5)
    descend(objective, "gradient_descent", 10_000, learning_rate=1.0)
    assert np.round(objective.theta).tolist() == [0, 1, 2, 3, 4]
    assert np.abs(objective.theta - [0, 1, 2, 3, 4]).max() < 0.07


def test_polynomial_in_closed_form_is_exact_to_the_file_s_six_decimals() -> None:
    rows = data("quartic")
    objective = objective_of(rows.X, rows.y, model="polynomial", degree=4)
    descend(objective, "closed_form", 1)
    assert objective.theta == pytest.approx([0, 1, 2, 3, 4], abs=2e-5)
