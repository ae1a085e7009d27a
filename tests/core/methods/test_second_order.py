"""Methods that know or guess the curvature: by hand, exact where they must be, and beside SciPy."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from line_objective import noisy_line, objective_of
from scipy.optimize import least_squares, minimize
from toy_objectives import Array, Parabola, Rosenbrock, Square, ToyObjective

from gdviz.core.methods import Method
from gdviz.core.methods.conjugate_gradient import ConjugateGradient
from gdviz.core.methods.gauss_newton import GaussNewton
from gdviz.core.methods.lbfgs import LBFGS
from gdviz.core.methods.levenberg_marquardt import LevenbergMarquardt

LINE_SEARCHERS = [ConjugateGradient, LBFGS]


def run(method: Method, objective: ToyObjective, steps: int) -> list[float]:
    """Take the steps, or as many as there are; return the losses before each."""
    method.start(objective, seed=1)
    losses = []
    while len(losses) < steps and not method.finished:
        losses.append(method.step(objective.theta, objective))
    return losses


class Bumpy(ToyObjective):
    """J = sum theta^4 / 4 - theta^2 / 2 + theta / 10 in P parameters: no parabola, several minima."""

    def value(self, theta: Array) -> float:
        return float(np.sum(theta**4 / 4 - theta**2 / 2 + theta / 10))

    def gradient(self, theta: Array) -> Array:
        return theta**3 - theta + 0.1


# -- L-BFGS ------------------------------------------------------------------------------------------------------------


def test_lbfgs_by_hand() -> None:
    # J = theta^2 from 4: g = 8, and the first step tried is g / |g| = 1: 3, where the loss 9 < 16 and the slope is less
    # than 0.9 of the first. Then s = -1, y = 6 - 8 = -2, H = s y / y^2 = 1/2, and 3 - 1/2 * 6 = 0.
    objective, method = Square(4.0), LBFGS()
    assert run(method, objective, 1) == [16.0]
    assert objective.theta == pytest.approx([3.0], abs=1e-15)
    assert method.step(objective.theta, objective) == 9.0
    assert objective.theta == pytest.approx([0.0], abs=1e-15)


def test_lbfgs_s_last_pair_is_met_exactly() -> None:
    # the secant equation: a gradient that is the last change y must lead back along the last step s
    rng = np.random.default_rng(2)
    objective, method = Bumpy(rng.normal(size=6)), LBFGS()
    run(method, objective, 5)
    last = (int(method.state["pairs"]) - 1) % 10
    s, y = method.state["moved"][last], method.state["change"][last]
    direction = np.empty(6)
    method.direction(y, direction)
    assert direction == pytest.approx(-s, rel=1e-10)


def test_lbfgs_s_direction_is_that_of_the_whole_matrix() -> None:
    # H written out in full by the BFGS formula from the same pairs: Nocedal and Wright, equation (7.16)
    objective, method = Bumpy(np.linspace(-2.0, 2.0, 4)), LBFGS(memory=3)
    run(method, objective, 5)
    pairs = int(method.state["pairs"])
    assert pairs > 3
    kept = [(method.state["moved"][k % 10], method.state["change"][k % 10]) for k in range(pairs - 3, pairs)]
    s, y = kept[-1]
    H = np.eye(4) * (s @ y) / (y @ y)
    for s, y in kept:
        V = np.eye(4) - np.outer(y, s) / (y @ s)
        H = V.T @ H @ V + np.outer(s, s) / (y @ s)
    grad, direction = np.array([0.3, -1.0, 2.0, 0.1]), np.empty(4)
    method.direction(grad, direction)
    assert direction == pytest.approx(-H @ grad, rel=1e-9)


@pytest.mark.parametrize("start", [(-1.2, 1.0), (0.0, 3.0), (2.0, -1.0)])
def test_lbfgs_comes_down_rosenbrock_s_valley_about_as_fast_as_scipy(start: tuple[float, float]) -> None:
    objective, method = Rosenbrock(start), LBFGS()
    run(method, objective, 200)
    theirs = minimize(objective.value, start, jac=objective.gradient, method="L-BFGS-B", options={"ftol": 1e-15})
    assert objective.theta == pytest.approx([1.0, 1.0], abs=1e-6)
    assert objective.theta == pytest.approx(theirs.x, abs=1e-4)
    assert objective.evaluations < 2 * theirs.nfev


def test_lbfgs_finds_what_scipy_finds_in_a_logistic_regression() -> None:
    rng = np.random.default_rng(3)
    X = rng.normal(size=(80, 4))
    y = (X @ [1.0, -2.0, 0.5, 0.0] + rng.normal(size=80) > 0).astype(float)
    objective = objective_of(X, y, model="logistic", loss="binary_cross_entropy", l2=0.01)

    def loss(theta: Array) -> tuple[float, Array]:
        value, grad = objective.loss_and_gradient(theta)
        return value, grad.copy()

    theirs = minimize(loss, np.zeros(5), jac=True, method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-10})
    objective.theta[...] = 0.0
    method = LBFGS()
    method.start(objective, 1)
    for _ in range(60):
        method.step(objective.theta, objective)
    assert objective.theta == pytest.approx(theirs.x, abs=1e-5)
    assert objective.loss(objective.theta) <= theirs.fun + 1e-12


# -- conjugate gradient ------------------------------------------------------------------------------------------------


def test_conjugate_gradient_by_hand() -> None:
    # curvatures 1 and 10 round (3, -2), from (-4, 4): g = (-7, 60), the line's minimum is at g.g / g.H g = 3649 / 36049
    # = 0.10122333: (-3.29143666, -2.07340009). After two steps a parabola in two parameters is solved.
    objective, method = Parabola([-4.0, 4.0]), ConjugateGradient()
    run(method, objective, 1)
    assert objective.theta == pytest.approx([-3.29143666, -2.07340009], abs=1e-8)
    method.step(objective.theta, objective)
    assert objective.theta == pytest.approx([3.0, -2.0], abs=1e-8)


def test_conjugate_gradient_remembers_by_polak_and_ribiere_where_it_is_no_parabola() -> None:
    # beta = max(0, g1 . (g1 - g0) / g0 . g0); Fletcher and Reeves have g1 . g1 / g0 . g0, the same on a parabola
    def slope(place: Array) -> Array:
        x, y = place  # of (1 - x)^2 + 100 (y - x^2)^2
        return np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])

    objective, method = Rosenbrock(), ConjugateGradient()
    method.start(objective, 1)
    g0 = slope(objective.theta)
    method.step(objective.theta, objective)
    g1 = slope(objective.theta)
    method.step(objective.theta, objective)
    expected = max(0.0, g1 @ (g1 - g0) / (g0 @ g0))
    assert abs(expected - g1 @ g1 / (g0 @ g0)) > 1e-6
    assert float(method.state["beta"]) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_conjugate_gradient_begins_anew_where_its_direction_leads_uphill() -> None:
    # g.g = 1, g.last = 0.6: beta = 0.4. From d = (6.25, 0) it would be (1.9, -0.8), along which the slope is 0.5.
    objective, method = Parabola([-4.0, 4.0]), ConjugateGradient()
    method.start(objective, 1)
    method.state["t"][...] = 1
    for last, expected, beta in (([6.25, 0.0], [-0.6, -0.8], 0.0), ([1.0, 0.0], [-0.2, -0.8], 0.4)):
        method.state["last_grad"][...] = [1.0, 0.0]
        direction = np.array(last)
        method.direction(np.array([0.6, 0.8]), direction)
        np.testing.assert_allclose(direction, expected)
        assert float(method.state["beta"]) == pytest.approx(beta)


@pytest.mark.parametrize("P", [1, 2, 3, 5, 8])
def test_conjugate_gradient_solves_a_parabola_in_as_many_steps_as_it_has_parameters(P: int) -> None:
    h, minimum = np.linspace(1.0, 20.0, P), np.linspace(-1.0, 2.0, P)
    objective, method = Parabola(np.full(P, 4.0), h, minimum), ConjugateGradient()
    run(method, objective, P)
    assert objective.theta == pytest.approx(minimum, abs=1e-6)


def test_conjugate_gradient_s_directions_are_conjugate() -> None:
    h = np.array([1.0, 3.0, 9.0, 27.0])
    objective, method = Parabola(np.ones(4), h, np.zeros(4)), ConjugateGradient()
    method.start(objective, 1)
    directions = []
    for _ in range(4):
        method.step(objective.theta, objective)
        directions.append(method.state["direction"].copy())
    D = np.array(directions)
    products = D * h @ D.T
    sizes = np.sqrt(np.outer(np.diag(products), np.diag(products)))
    assert np.abs(products - np.diag(np.diag(products))).max() < 1e-6 * sizes.max()


def test_conjugate_gradient_comes_down_rosenbrock_s_valley() -> None:
    objective = Rosenbrock()
    losses = run(ConjugateGradient(), objective, 300)
    assert objective.theta == pytest.approx([1.0, 1.0], abs=1e-5)
    assert all(later <= earlier for earlier, later in itertools.pairwise(losses))


# -- both --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", LINE_SEARCHERS)
def test_each_step_fulfils_the_wolfe_conditions(make: type[Method]) -> None:
    objective, method = Bumpy(np.array([2.0, -1.5, 0.3])), make()
    method.start(objective, 1)
    c2 = 0.1 if make is ConjugateGradient else 0.9
    for _ in range(8):
        before, old = objective.theta.copy(), objective.gradient(objective.theta)
        if not old.any() or np.abs(old).max() < 1e-6:
            break
        loss = method.step(objective.theta, objective)
        moved = objective.theta - before
        assert objective.value(objective.theta) <= loss + 1e-4 * old @ moved
        assert abs(objective.gradient(objective.theta) @ moved) <= c2 * abs(old @ moved) * 1.0001


@pytest.mark.parametrize("make", LINE_SEARCHERS)
def test_what_the_line_search_found_out_is_not_asked_for_again(make: type[Method]) -> None:
    objective, method = Rosenbrock(), make()
    asked: list[Array] = []
    original = objective.loss_and_gradient

    def counted(theta: Array) -> tuple[float, Array]:
        asked.append(theta.copy())
        return original(theta)

    objective.loss_and_gradient = counted  # type: ignore[method-assign]
    run(method, objective, 12)
    repeats = sum(bool(np.array_equal(a, b)) for a, b in itertools.pairwise(asked))
    assert repeats == 0


@pytest.mark.parametrize("make", LINE_SEARCHERS)
def test_theta_moved_by_somebody_else_is_noticed(make: type[Method]) -> None:
    objective, method = Parabola([-4.0, 4.0]), make()
    run(method, objective, 1)
    objective.theta[...] = (5.0, 5.0)
    assert method.step(objective.theta, objective) == pytest.approx(0.5 * 4 + 5 * 49)


@pytest.mark.parametrize("make", LINE_SEARCHERS)
def test_at_the_minimum_it_says_so(make: type[Method]) -> None:
    objective, method = Parabola([3.0, -2.0]), make()
    run(method, objective, 5)
    assert method.finished == "the slope is 0"
    assert objective.theta.tolist() == [3.0, -2.0]


# -- least squares -----------------------------------------------------------------------------------------------------


def test_gauss_newton_by_hand() -> None:
    # Rosenbrock from (-1.2, 1): r = (2.2, -4.4), R = [[-1, 0], [24, 10]]: s = (2.2, (4.4 - 52.8) / 10) = (2.2, -4.84)
    # then r = (0, -48.4), R = [[-1, 0], [-20, 10]]: s = (0, 4.84)
    objective, method = Rosenbrock(), GaussNewton()
    assert run(method, objective, 1) == pytest.approx([24.2])
    assert objective.theta == pytest.approx([1.0, -3.84], abs=1e-12)
    method.step(objective.theta, objective)
    assert objective.theta == pytest.approx([1.0, 1.0], abs=1e-12)


def test_levenberg_marquardt_by_hand() -> None:
    # J = theta^2 from 1: r = theta, R = 1, damping 1: (1 + 1) s = -1, theta = 1/2
    # damping 1/10: (1 + 0.1) s = -1/2, theta = 1/2 - 0.45454545 = 0.04545455
    objective, method = Square(1.0), LevenbergMarquardt(damping=1.0)
    run(method, objective, 1)
    assert objective.theta == pytest.approx([0.5], abs=1e-14)
    method.step(objective.theta, objective)
    assert objective.theta == pytest.approx([0.04545455], abs=1e-8)


def test_levenberg_marquardt_never_goes_up_where_gauss_newton_does() -> None:
    down, free = Rosenbrock(), Rosenbrock()
    losses = run(LevenbergMarquardt(), down, 100)
    assert all(later < earlier for earlier, later in itertools.pairwise(losses))
    assert down.theta == pytest.approx([1.0, 1.0], abs=1e-10)
    leaps = run(GaussNewton(), free, 2)
    assert leaps[1] > leaps[0]


@pytest.mark.parametrize("make", [GaussNewton, LevenbergMarquardt])
def test_least_squares_fit_a_line_as_polyfit_does(make: type[Method]) -> None:
    x, y = noisy_line()
    objective = objective_of(x, y, start=(-4.0, 4.0))
    method = make()
    method.start(objective, 1)
    for _ in range(10):
        method.step(objective.theta, objective)
    assert objective.theta == pytest.approx(np.polyfit(x, y, 1), rel=1e-9)
    assert method.finished


@pytest.mark.parametrize("seed", [1, 3])
def test_levenberg_marquardt_fits_a_network_as_well_as_scipy(seed: int) -> None:
    x = np.linspace(-2.0, 2.0, 25)
    objective = objective_of(x, np.tanh(2 * x) + 0.2 * x, model="network", hidden=(2,), loss="mse")
    start = np.random.default_rng(seed).normal(size=objective.theta.size)
    theirs = least_squares(lambda t: objective.residuals(t)[0], start, method="lm")
    objective.theta[...] = start
    method = LevenbergMarquardt()
    method.start(objective, 1)
    for _ in range(100):
        method.step(objective.theta, objective)
    assert objective.loss(objective.theta) <= 2 * theirs.cost + 1e-7


@pytest.mark.parametrize("make", [GaussNewton, LevenbergMarquardt])
def test_what_is_no_sum_of_squares_is_refused(make: type[Method]) -> None:
    x, y = noisy_line()
    with pytest.raises(ValueError, match=r"^least squares need a squared loss, as mse is; got mae$"):
        make().start(objective_of(x, y, loss="mae"), 1)
    with pytest.raises(ValueError, match=r"^least squares need l1 = 0, as \|w\| is no square; got 0.1$"):
        make().start(objective_of(x, y, l1=0.1), 1)


@pytest.mark.parametrize("make", [GaussNewton, LevenbergMarquardt])
def test_a_loss_that_was_changed_while_it_ran_ends_it_with_a_reason(make: type[Method]) -> None:
    x, y = noisy_line()
    method = make()
    method.start(objective_of(x, y), 1)
    other = objective_of(x, y, loss="mae", start=(1.0, 2.0))
    method.objective_changed(other, 1)
    method.step(other.theta, other)
    assert method.finished == "least squares need a squared loss, as mse is; got mae"
    assert other.theta.tolist() == [1.0, 2.0]
