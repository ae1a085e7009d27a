"""Newton's method, for the minimum and for the root."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.optimize
from line_objective import noisy_line, objective_of
from toy_objectives import Array, Parabola, Rosenbrock, Square, ToyObjective

from gdviz.core.methods.newton import Newton


def path(objective: ToyObjective, steps: int, target: str = "minimum") -> tuple[Array, Newton]:
    method = Newton(target)
    method.start(objective, seed=1)
    places = []
    for _ in range(steps):
        method.step(objective.theta, objective)
        places.append(objective.theta.copy())
        if method.finished:
            break
    return np.array(places), method


class Quartic(ToyObjective):
    """J = theta^4: gradient 4 theta^3, curvature 12 theta^2."""

    def value(self, theta: Array) -> float:
        return float(theta[0] ** 4)

    def gradient(self, theta: Array) -> Array:
        return 4 * theta**3

    def curvature(self, theta: Array) -> Array:
        return np.diag(12 * theta**2)


class Saddle(ToyObjective):
    """J = x^2 / 2 - 2 y^2."""

    def value(self, theta: Array) -> float:
        return float(theta[0] ** 2 / 2 - 2 * theta[1] ** 2)

    def gradient(self, theta: Array) -> Array:
        return np.array([theta[0], -4 * theta[1]])

    def curvature(self, theta: Array) -> Array:
        return np.diag([1.0, -4.0])


class Trough(ToyObjective):
    """J = x^2, flat along y."""

    def value(self, theta: Array) -> float:
        return float(theta[0] ** 2)

    def gradient(self, theta: Array) -> Array:
        return np.array([2 * theta[0], 0.0])

    def curvature(self, theta: Array) -> Array:
        return np.diag([2.0, 0.0])


class Plane(Trough):
    """J = x."""

    def value(self, theta: Array) -> float:
        return float(theta[0])

    def gradient(self, theta: Array) -> Array:
        return np.array([1.0, 0.0])

    def curvature(self, theta: Array) -> Array:
        return np.zeros((2, 2))


def test_newton_by_hand() -> None:
    # theta - 4 theta^3 / (12 theta^2) = 2/3 theta:  3 -> 2 -> 4/3
    places, method = path(Quartic([3.0]), 2)
    assert places.ravel() == pytest.approx([2.0, 4 / 3], rel=1e-14)
    assert method.state["step"] == pytest.approx([2 / 3], rel=1e-14)


def test_root_by_hand() -> None:
    # theta - theta^4 / (4 theta^3) = 3/4 theta:  3 -> 9/4 -> 27/16
    places, _ = path(Quartic([3.0]), 2, "root")
    assert places.ravel() == pytest.approx([9 / 4, 27 / 16], rel=1e-14)


def test_root_of_a_parabola_that_goes_below_zero() -> None:
    class Below(Square):
        def value(self, theta: Array) -> float:
            return super().value(theta) - 2

    places, method = path(Below(1.0), 20, "root")
    assert places[:2].ravel() == pytest.approx([1.5, 17 / 12])  # Heron's first steps towards the root of 2
    assert places[-1] == pytest.approx([2**0.5], rel=1e-15)
    assert method.finished == "the step is smaller than rounding"


def test_one_step_ends_on_the_lowest_point_of_a_parabola() -> None:
    objective = Parabola([-40.0, 7.0], [1.0, 1000.0])
    places, method = path(objective, 10)
    assert places[0] == pytest.approx([3.0, -2.0], rel=1e-14)
    assert method.finished == "the step is smaller than rounding"
    assert len(places) <= 3


def test_rosenbrock_s_valley_as_scipy_ends_there() -> None:
    objective = Rosenbrock()
    places, method = path(objective, 50)
    scipys = scipy.optimize.minimize(
        scipy.optimize.rosen,
        [-1.2, 1.0],
        jac=scipy.optimize.rosen_der,
        hess=scipy.optimize.rosen_hess,
        method="trust-exact",
    )
    assert places[-1] == pytest.approx(scipys.x, abs=1e-6)
    assert places[-1] == pytest.approx([1.0, 1.0], abs=1e-12)
    assert method.finished
    assert len(places) < 10


def test_from_a_saddle_it_goes_down_instead_of_to_the_saddle() -> None:
    # plain Newton would jump to (0, 0); with |-4| the second step is -(-8)/4 = +2
    places, _ = path(Saddle([5.0, 2.0]), 1)
    assert places[0] == pytest.approx([0.0, 4.0], abs=1e-12)


def test_a_flat_direction_is_left_alone() -> None:
    places, _ = path(Trough([5.0, 2.0]), 1)
    assert places[0] == pytest.approx([0.0, 2.0], abs=1e-12)


def test_two_columns_that_say_the_same_share_the_weight_without_blowing_up() -> None:
    x, y = noisy_line()
    objective = objective_of(np.column_stack([x, x]), y, start=(1.0, -3.0, 0.5))
    method = Newton()
    method.start(objective, seed=1)
    for _ in range(3):
        method.step(objective.theta, objective)
    w1, w2, b = objective.theta
    assert [w1 + w2, b] == pytest.approx(np.polyfit(x, y, 1), rel=1e-6)
    assert w1 - w2 == pytest.approx(4.0, rel=1e-6)  # nothing pulls on the difference


def test_without_curvature_it_says_so() -> None:
    places, method = path(Plane([5.0, 2.0]), 3)
    assert places.tolist() == [[5.0, 2.0]]
    assert method.finished == "the surface has no curvature here that a parabola could be laid on"


def test_without_slope_there_is_no_root_to_step_to() -> None:
    _, method = path(Square(0.0), 3, "root")
    assert method.finished == "the slope is 0: the tangent never meets the axis"


def test_root_needs_one_parameter() -> None:
    with pytest.raises(ValueError, match="target root needs a model of one parameter; got 2"):
        Newton("root").start(Parabola([0.0, 0.0]), seed=1)


def test_a_hessian_that_is_too_large_is_refused_at_the_start() -> None:
    objective = objective_of(np.zeros((3, 500)), np.zeros(3))
    with pytest.raises(ValueError, match=r"at most 500 parameters, .*; got 501"):
        Newton().start(objective, seed=1)


def test_least_squares_in_one_step() -> None:
    x, y = noisy_line()
    objective = objective_of(x, y, start=(-4.0, 4.0))
    method = Newton()
    method.start(objective, seed=1)
    method.step(objective.theta, objective)
    assert objective.theta == pytest.approx(np.polyfit(x, y, 1), rel=1e-12)
    assert objective.evaluations == 1


def test_logistic_regression_ends_where_scipy_does() -> None:
    rng = np.random.default_rng(3)
    X = rng.normal(size=(80, 2))
    y = (X @ [1.5, -1.0] + 0.3 + rng.logistic(size=80) > 0).astype(int)
    objective = objective_of(X, y, model="logistic", loss="binary_cross_entropy")
    method = Newton()
    method.start(objective, seed=1)
    while not method.finished:
        method.step(objective.theta, objective)

    def cross_entropy(theta: Array) -> float:
        z = X @ theta[:2] + theta[2]
        return float(np.mean(np.log1p(np.exp(z)) - y * z))

    scipys = scipy.optimize.minimize(cross_entropy, np.zeros(3), method="BFGS", options={"gtol": 1e-9})
    assert objective.theta == pytest.approx(scipys.x, abs=1e-5)
    assert objective.evaluations <= 12


def test_the_gradient_of_the_step_is_still_there_after_a_hessian_by_differences() -> None:
    x, y = noisy_line()
    objective = objective_of(x, y, model="network", hidden=(2,), start=(0.5, -0.4, 0.1, 0.2, 0.7, 0.3, 0.0))
    expected = objective.loss_and_gradient(objective.theta)[1].copy()
    method = Newton()
    method.start(objective, seed=1)
    method.step(objective.theta, objective)
    assert np.array_equal(objective.grad, expected)
    assert objective.evaluations == 1 + 1 + 2 * 7
