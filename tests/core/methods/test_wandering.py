"""Searches without a slope: Nelder-Mead beside SciPy's, simulated annealing beside what heat must do."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from line_objective import noisy_line, objective_of
from scipy.optimize import minimize
from toy_objectives import Array, Parabola, Rosenbrock, Square, ToyObjective

from gdviz.core.methods.nelder_mead import NelderMead
from gdviz.core.methods.simulated_annealing import SimulatedAnnealing


class TwoValleys(ToyObjective):
    """J = theta^4 - 2 theta^2 + theta / 2: a shallow minimum near 0.93 and a deep one near -1.06."""

    def value(self, theta: Array) -> float:
        return float(np.sum(theta**4 - 2 * theta**2 + theta / 2))

    def gradient(self, theta: Array) -> Array:
        return 4 * theta**3 - 4 * theta + 0.5


# -- Nelder-Mead -------------------------------------------------------------------------------------------------------


def test_nelder_mead_by_hand() -> None:
    # J = (x - 3)^2 + (y - 3)^2, corners (0, 0): 18, (1, 0): 13, (0, 1): 13
    # (0, 0) over the middle (0.5, 0.5) of the others is (1, 1): 8, the best; twice as far (1.5, 1.5): 4.5 is better
    # (0, 1) over (1.25, 0.75) is (2.5, 0.5): 6.5, middling: it takes its place
    # (1, 0) over (2, 1) is (3, 2): 1, the best; twice as far (4, 3): 1 is not better
    objective, method = Parabola([0.0, 0.0], [2.0, 2.0], [3.0, 3.0]), NelderMead(1.0)
    method.start(objective, 1)
    seen = [(method.step(objective.theta, objective), *objective.theta) for _ in range(3)]
    assert seen == [(18.0, 1.5, 1.5), (4.5, 1.5, 1.5), (4.5, 3.0, 2.0)]
    assert objective.evaluations == 1 + 2 + 2 + 1 + 2


@pytest.mark.parametrize("start", [(-1.2, 1.0), (0.0, 0.0), (3.0, -2.0)])
def test_nelder_mead_goes_scipy_s_way(start: tuple[float, float]) -> None:
    objective, method = Rosenbrock(start), NelderMead(0.5)
    places: list[Array] = []
    corners = np.array(start) + np.vstack([np.zeros(2), 0.5 * np.eye(2)])
    minimize(
        objective.value, start, method="Nelder-Mead", callback=lambda xk: places.append(xk.copy()),
        options={"initial_simplex": corners, "maxiter": 120, "xatol": 0.0, "fatol": 0.0},
    )  # fmt: skip
    method.start(objective, 1)
    for place in places:
        method.step(objective.theta, objective)
        assert objective.theta == pytest.approx(place, rel=1e-9, abs=1e-12)
    assert len(places) >= 100


def test_nelder_mead_comes_down_rosenbrock_s_valley_and_ends() -> None:
    objective, method = Rosenbrock(), NelderMead()
    method.start(objective, 1)
    losses = []
    while not method.finished and len(losses) < 2_000:
        losses.append(method.step(objective.theta, objective))
    assert method.finished == "all corners are in one place"
    assert objective.theta == pytest.approx([1.0, 1.0], abs=1e-7)
    assert all(later <= earlier for earlier, later in itertools.pairwise(losses))


def test_nelder_mead_lays_out_a_new_simplex_for_other_data() -> None:
    x, y = noisy_line()
    objective, method = objective_of(x, y, start=(-4.0, 4.0)), NelderMead()
    method.start(objective, 1)
    for _ in range(400):
        method.step(objective.theta, objective)
    other = objective_of(x, y - 4 * x, start=tuple(objective.theta))
    method.objective_changed(other, 1)
    for _ in range(400):
        method.step(other.theta, other)
    assert other.theta == pytest.approx(np.polyfit(x, y - 4 * x, 1), abs=1e-5)


def test_nelder_mead_refuses_a_simplex_of_many_corners() -> None:
    with pytest.raises(ValueError, match=r"^Nelder-Mead takes models of at most 200 parameters; got 201$"):
        NelderMead().start(Parabola([0.0] * 201, [1.0] * 201, [0.0] * 201), 1)


# -- simulated annealing -----------------------------------------------------------------------------------------------


def test_simulated_annealing_by_hand() -> None:
    # J = theta^2 from 1, T = 2 and then 1/2; for seed 11 NumPy draws z = 0.03419277, u = 0.49927786, and then
    # z = 0.82597477, u = 0.92219756:
    # 1 + 0.03419277 is higher by 0.06955468, exp(-0.06955468 / 2) = 0.96582 > u: up it goes
    # 1.03419277 + sqrt(1/4) 0.82597477 = 1.44718015 is higher by 1.02477571, exp(-1.02477571 / 0.5) = 0.12879 < u: no
    objective, method = Square(1.0), SimulatedAnnealing(temperature=2.0, cooling=0.25, width=1.0)
    method.start(objective, seed=11)
    assert method.step(objective.theta, objective) == 1.0
    assert objective.theta == pytest.approx([1.03419277], abs=1e-8)
    assert method.step(objective.theta, objective) == pytest.approx(1.06955468, abs=1e-8)
    assert objective.theta == pytest.approx([1.03419277], abs=1e-8)
    assert method.state["candidate"] == pytest.approx([1.44718015], abs=1e-8)
    assert method.state["candidate_loss"] - method.state["loss"] == pytest.approx(1.02477571, abs=1e-8)
    assert method.state["best"] == [1.0]


def test_annealing_at_a_steady_heat_is_where_boltzmann_says() -> None:
    # exp(-theta^2 / T) is a normal curve with variance T / 2: for T = 2 mean 0 and variance 1
    objective = Square(0.0)
    method = SimulatedAnnealing(temperature=2.0, cooling=0.999999, width=2.4)
    method.start(objective, seed=7)
    seen = []
    for _ in range(12_000):
        method.step(objective.theta, objective)
        seen.append(float(objective.theta[0]))
    assert np.mean(seen) == pytest.approx(0.0, abs=0.12)
    assert np.var(seen) == pytest.approx(1.0, rel=0.12)


def test_annealing_leaves_the_shallow_valley_for_the_deep_one() -> None:
    deep = 0
    for seed in range(20):
        objective = TwoValleys([0.93])
        method = SimulatedAnnealing(temperature=2.0, cooling=0.98, width=1.0)
        method.start(objective, seed)
        while not method.finished:
            method.step(objective.theta, objective)
        deep += abs(objective.theta[0] + 1.06) < 0.05
    assert deep >= 18


def test_annealing_ends_at_the_best_place_it_has_seen() -> None:
    objective = Rosenbrock()
    method = SimulatedAnnealing(temperature=10.0, cooling=0.998)
    method.start(objective, 3)
    lowest = np.inf
    while not method.finished:
        lowest = min(lowest, method.step(objective.theta, objective))
    assert method.finished == "it is frozen: back to the best place"
    assert objective.value(objective.theta) == pytest.approx(lowest, rel=1e-12)
    assert lowest < 0.1


def test_annealing_comes_near_a_parabola_s_minimum() -> None:
    objective = Parabola([-4.0, 4.0])
    method = SimulatedAnnealing(temperature=10.0, cooling=0.995, width=2.0)
    method.start(objective, 5)
    while not method.finished:
        method.step(objective.theta, objective)
    assert objective.theta == pytest.approx([3.0, -2.0], abs=0.05)


def test_annealing_takes_an_uphill_step_as_often_as_metropolis_says() -> None:
    # every candidate is higher by 1 at T = 2: taken with probability exp(-1/2) = 0.6065, deviation 0.011
    class Stairs(Square):
        def value(self, theta: Array) -> float:
            return float(self.evaluations)

    objective, method = Stairs(0.0), SimulatedAnnealing(temperature=2.0, cooling=0.999999)
    method.start(objective, 11)
    taken = 0
    for _ in range(2_000):
        before = objective.theta.copy()
        method.state["loss"][...] = objective.evaluations
        method.step(objective.theta, objective)
        taken += bool((objective.theta != before).any())
    assert taken / 2_000 == pytest.approx(0.6065, abs=0.04)
