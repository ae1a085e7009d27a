"""Methods that only compare losses."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from line_objective import noisy_line, objective_of
from toy_objectives import Array, Parabola, Rosenbrock, Square, ToyObjective

from gdviz.core.methods import Method
from gdviz.core.methods.exhaustive_search import ExhaustiveSearch
from gdviz.core.methods.hill_climbing import HillClimbing
from gdviz.core.methods.random_search import RandomSearch


def run(method: Method, objective: ToyObjective, steps: int) -> list[float]:
    """Return J before each step; stops where the method says that it has finished."""
    method.start(objective, seed=4)
    losses = []
    for _ in range(steps):
        losses.append(method.step(objective.theta, objective))
        if method.finished:
            break
    return losses


# -- exhaustive search -------------------------------------------------------------------------------------------------


def test_exhaustive_search_by_hand() -> None:
    # the grid -1, 0, 1, 2, 3 two at a time, J = theta^2 from 2.5:
    # -1 and 0: 0 is best;  1 and 2: no better;  3: no better, and the end
    method, objective = ExhaustiveSearch(-1.0, 3.0, points_per_axis=5, tries_per_step=2), Square(2.5)
    assert run(method, objective, 1) == [6.25]
    assert objective.theta == [0.0]
    assert objective.evaluations == 1 + 2
    method.step(objective.theta, objective)
    assert method.finished == ""
    assert method.state["candidate"] == [1.0]
    assert method.state["candidate_loss"] == 1.0
    assert method.step(objective.theta, objective) == 0.0
    assert method.finished == "every one of 5 points was tried"
    assert objective.evaluations == 1 + 5
    assert objective.theta == [0.0]


@pytest.mark.parametrize("P", [1, 2, 3])
def test_exhaustive_search_visits_every_point_of_the_grid_once(P: int) -> None:
    seen: list[tuple[float, ...]] = []

    class Recording(Parabola):
        def losses(self, thetas: Array) -> Array:
            seen.extend(map(tuple, thetas.tolist()))
            return super().losses(thetas)

    objective = Recording([9.0] * P, [1.0] * P, [1.0] * P)
    run(ExhaustiveSearch(0.0, 3.0, points_per_axis=4, tries_per_step=7), objective, 100)
    assert len(seen) == 4**P == len(set(seen))
    assert {number for place in seen for number in place} == {0.0, 1.0, 2.0, 3.0}
    assert objective.theta.tolist() == [1.0] * P


def test_exhaustive_search_finds_rosenbrock_s_minimum_where_the_grid_has_it() -> None:
    objective = Rosenbrock()
    losses = run(ExhaustiveSearch(-2.0, 2.0, points_per_axis=81), objective, 1000)
    assert objective.theta == pytest.approx([1.0, 1.0], abs=1e-12)
    assert len(losses) == 66  # 81^2 = 6561 points, 100 a step
    assert all(later <= earlier for earlier, later in itertools.pairwise(losses))


def test_exhaustive_search_keeps_a_start_that_no_point_betters() -> None:
    objective = Square(0.01)
    run(ExhaustiveSearch(-1.0, 1.0, points_per_axis=4), objective, 1)
    assert objective.theta == [0.01]


@pytest.mark.parametrize(
    ("settings", "P", "message"),
    [
        ({}, 4, "at most 3 parameters; got 4"),
        ({"low": 2.0, "high": 2.0}, 1, r"low must be below high \(2\); got 2"),
        (
            {"points_per_axis": 200},
            3,
            r"points_per_axis to the power of the 3 parameters must be at most 1\u202f000\u202f000; "
            r"got 200\^3 = 8\u202f000\u202f000",
        ),
    ],
)
def test_exhaustive_search_refuses_what_would_never_end(settings: dict[str, float], P: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ExhaustiveSearch(**settings).start(Parabola([0.0] * P, [1.0] * P, [0.0] * P), seed=1)


def test_exhaustive_search_takes_exactly_a_million_points() -> None:
    ExhaustiveSearch(points_per_axis=100).start(Parabola([0.0] * 3, [1.0] * 3, [0.0] * 3), seed=1)


# -- random search -----------------------------------------------------------------------------------------------------


def test_random_search_by_hand() -> None:
    # J = (theta + 0.1)^2 from 0.5: 0.36. NumPy draws from [-1, 1] for seed 4:
    # step 0: 0.88611221 and 0.02265511, J = 0.97 and 0.015;  step 1: 0.95963621 and -0.13209534, J = 1.1 and 0.001
    method, objective = RandomSearch(-1.0, 1.0, tries_per_step=2), Parabola([0.5], [2.0], [-0.1])
    method.start(objective, seed=4)
    assert method.step(objective.theta, objective) == pytest.approx(0.36)
    assert objective.theta == pytest.approx([0.02265511], abs=1e-8)
    assert method.step(objective.theta, objective) == pytest.approx(0.12265511**2, abs=1e-8)
    assert objective.theta == pytest.approx([-0.13209534], abs=1e-8)
    assert objective.evaluations == 1 + 2 * 2


def test_random_search_keeps_the_best_of_its_draws() -> None:
    method, objective = RandomSearch(-2.0, 2.0), Square(2.0)
    losses = run(method, objective, 50)
    assert objective.evaluations == 1 + 50
    assert losses[0] == 4.0
    assert all(later <= earlier for earlier, later in itertools.pairwise(losses))
    assert objective.theta[0] ** 2 == method.state["best"] <= losses[-1]


def test_random_search_draws_evenly_from_the_whole_range() -> None:
    method, objective = RandomSearch(-3.0, 5.0), Parabola([0.0, 0.0])
    method.start(objective, seed=4)
    draws = []
    for _ in range(2000):
        method.step(objective.theta, objective)
        draws.append(method.state["candidate"].copy())
    # uniform on [-3, 5]: mean 1, deviation 8 / sqrt(12) = 2.3094; their errors at 2,000 draws are 0.05 and 0.03
    assert np.mean(draws, axis=0) == pytest.approx([1.0, 1.0], abs=0.2)
    assert np.std(draws, axis=0) == pytest.approx([2.3094, 2.3094], abs=0.12)
    assert np.min(draws) >= -3.0
    assert np.max(draws) <= 5.0
    assert len({tuple(draw) for draw in draws}) == 2000


def test_random_search_draws_again_what_a_seed_and_step_say() -> None:
    def draws(seed: int, skip: int) -> list[list[float]]:
        method, objective = RandomSearch(), Parabola([0.0, 0.0])
        method.start(objective, seed)
        method.state["t"][...] = skip
        drawn = []
        for _ in range(3):
            method.step(objective.theta, objective)
            drawn.append(method.state["candidate"].tolist())
        return drawn

    assert draws(1, 0)[2] == draws(1, 2)[0]
    assert draws(1, 0) != draws(2, 0)


@pytest.mark.parametrize("tries", [1, 50])
def test_random_search_s_improvements_grow_rare(tries: int) -> None:
    # The t-th draw is the best so far with probability 1/t: sum 1/t over 1,000 is 7.5, and its deviation 2.4.
    improvements = []
    for seed in range(40):
        method, objective = RandomSearch(tries_per_step=tries), Square(1e6)
        method.start(objective, seed)
        losses = [method.step(objective.theta, objective) for _ in range(1000 // tries)]
        improvements.append(len(set(losses)) - 1)
    expected = sum(1 / t for t in range(1, 1000 // tries + 1))  # the best of a step's draws is one draw of its own
    assert np.mean(improvements) == pytest.approx(expected, abs=1.5)


@pytest.mark.parametrize(("objective", "limit"), [(Parabola([-2.0, 2.0]), 0.05), (Rosenbrock(), 0.05)])
def test_random_search_comes_near_the_minimum(objective: ToyObjective, limit: float) -> None:
    run(RandomSearch(-4.0, 4.0, tries_per_step=100), objective, 200)
    assert objective.value(objective.theta) < limit


def test_random_search_refuses_an_empty_range() -> None:
    with pytest.raises(ValueError, match=r"low must be below high \(1\); got 5"):
        RandomSearch(5.0, 1.0).start(Square(0.0), seed=1)


# -- hill climbing -----------------------------------------------------------------------------------------------------


def test_hill_climbing_by_hand() -> None:
    # J = ((x - 3)^2 + 10 (y + 2)^2) / 2 from (0, 0) with delta 1:
    # of the eight neighbours (1, -1) is best: (4 + 10) / 2 = 7;  then (2, -2): 0.5;  then (3, -2): 0;  then none
    method, objective = HillClimbing(1.0), Parabola([0.0, 0.0])
    method.start(objective, seed=1)
    seen = []
    while not method.finished:
        seen.append((method.step(objective.theta, objective), *objective.theta))
    assert seen == [(24.5, 1, -1), (7.0, 2, -2), (0.5, 3, -2), (0.0, 3, -2)]
    assert method.finished == "no neighbour at distance 1 is better"
    assert objective.evaluations == 1 + 4 * 8


@pytest.mark.parametrize(("P", "neighbours"), [(1, 2), (2, 8), (3, 26), (4, 80), (5, 10), (50, 100)])
def test_number_of_neighbours(P: int, neighbours: int) -> None:
    objective = Parabola([0.0] * P, [1.0] * P, [9.0] * P)
    run(HillClimbing(), objective, 1)
    assert objective.evaluations == 1 + neighbours


@pytest.mark.parametrize("P", [4, 6])
def test_hill_climbing_goes_both_ways_along_each_axis(P: int) -> None:
    minimum = (2.0, -2.0, 1.0, -1.0, 0.0, 3.0)[:P]
    objective = Parabola([0.0] * P, [1.0] * P, minimum)
    run(HillClimbing(1.0), objective, 20)
    assert objective.theta.tolist() == list(minimum)


def test_hill_climbing_goes_on_with_a_smaller_delta() -> None:
    method, objective = HillClimbing(0.5), Parabola([0.0, 0.0], minimum=(1.13, 0.77))
    run(method, objective, 100)
    assert objective.theta.tolist() == [1.0, 1.0]
    method.delta = 0.01
    while method.step(objective.theta, objective) and not method.finished:
        pass
    assert objective.theta == pytest.approx([1.13, 0.77], abs=1e-9)


def test_hill_climbing_walks_down_rosenbrock_s_valley() -> None:
    objective = Rosenbrock()
    run(HillClimbing(1e-3), objective, 100_000)
    assert objective.value(objective.theta) < 0.01


def test_hill_climbing_refuses_a_thousand_neighbours_and_more() -> None:
    with pytest.raises(ValueError, match="hill climbing takes models of at most 1\u202f000 parameters; got 1\u202f001"):
        HillClimbing().start(Parabola([0.0] * 1001, [1.0] * 1001, [0.0] * 1001), seed=1)


# -- all ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "method",
    [ExhaustiveSearch(), RandomSearch(-5.0, 5.0, tries_per_step=10), HillClimbing()],
    ids=lambda method: method.name,
)
def test_a_loss_that_is_no_number_is_worse_than_any_other(method: Method) -> None:
    class Cliff(Square):
        def value(self, theta: Array) -> float:
            return float("nan") if theta[0] < 0.99 else super().value(theta)

    objective = Cliff(3.0)
    run(method, objective, 200)
    assert 0.99 <= objective.theta[0] <= 1.05


def test_exhaustive_search_begins_the_grid_again_after_a_change_of_data() -> None:
    x, y = noisy_line()
    method, objective = ExhaustiveSearch(points_per_axis=21), objective_of(x, y, start=(-4.0, 4.0))
    run(method, objective, 1000)
    assert objective.theta.tolist() == [1.0, 0.0]
    other = objective_of(x, y - 4.0 * x, start=(1.0, 0.0))
    method.objective_changed(other, seed=1)
    while not method.finished:
        method.step(other.theta, other)
    assert other.theta.tolist() == [-3.0, 0.0]
    assert other.evaluations == 1 + 21**2


@pytest.mark.parametrize("make", [ExhaustiveSearch, RandomSearch, HillClimbing])
def test_after_a_change_of_data_the_remembered_loss_is_asked_for_anew(make: type[Method]) -> None:
    x, y = noisy_line()
    objective = objective_of(x, y, start=(-4.0, 4.0))
    method = make()
    method.start(objective, seed=1)
    for _ in range(200):
        method.step(objective.theta, objective)
    theta = objective.theta.copy()

    other = objective_of(x, y + 50.0, start=tuple(theta))
    method.objective_changed(other, seed=1)
    assert method.finished == ""
    assert method.step(other.theta, other) == pytest.approx(np.mean((theta[0] * x + theta[1] - y - 50) ** 2) / 2)
    assert method.state["best"] <= method.state["best_before"]


@pytest.mark.parametrize("make", [ExhaustiveSearch, RandomSearch])
def test_a_range_that_became_empty_while_it_ran_ends_the_search_with_a_reason(make: type[Method]) -> None:
    method, objective = make(low=-1.0, high=1.0), Square(3.0)
    run(method, objective, 1)
    method.high = -2.0
    method.step(objective.theta, objective)
    assert method.finished == "low must be below high (-2); got -1"
