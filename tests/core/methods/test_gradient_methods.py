"""Each gradient method's first two steps by hand, and the valleys that all of them must come down."""

from __future__ import annotations

import numpy as np
import pytest
from toy_objectives import Array, Parabola, Rosenbrock, Scripted, Square, ToyObjective

from gdviz.core.methods import METHODS, Method
from gdviz.core.methods.adagrad import AdaGrad
from gdviz.core.methods.adam import Adam
from gdviz.core.methods.gradient_descent import GradientDescent
from gdviz.core.methods.momentum import Momentum
from gdviz.core.methods.nesterov import Nesterov
from gdviz.core.methods.rmsprop import RMSprop


def path(method: Method, objective: ToyObjective, steps: int) -> Array:
    """Return theta (steps, P) after each step."""
    method.start(objective, seed=1)
    places = []
    for _ in range(steps):
        method.step(objective.theta, objective)
        places.append(objective.theta.copy())
    return np.array(places)


def test_gradient_descent_by_hand() -> None:
    # J = theta^2 from 1: 1 - 0.1 * 2 = 0.8;  0.8 - 0.1 * 1.6 = 0.64
    assert path(GradientDescent(0.1), Square(1.0), 2).ravel() == pytest.approx([0.8, 0.64], abs=1e-15)


def test_momentum_by_hand() -> None:
    # v = -0.1 * 2 = -0.2,                 theta = 1 - 0.2 = 0.8
    # v = 0.9 * -0.2 - 0.1 * 1.6 = -0.34,  theta = 0.8 - 0.34 = 0.46
    method = Momentum(0.1, momentum=0.9)
    assert path(method, Square(1.0), 2).ravel() == pytest.approx([0.8, 0.46], abs=1e-15)
    assert method.state["velocity"] == pytest.approx([-0.34], abs=1e-15)


def test_nesterov_by_hand() -> None:
    # v = -0.1 * 2 = -0.2,                      theta = 1 + 0.9 * -0.2 - 0.2 = 0.62
    # v = 0.9 * -0.2 - 0.1 * 1.24 = -0.304,     theta = 0.62 + 0.9 * -0.304 - 0.124 = 0.2224
    method = Nesterov(0.1, momentum=0.9)
    assert path(method, Square(1.0), 2).ravel() == pytest.approx([0.62, 0.2224], abs=1e-15)
    assert method.state["velocity"] == pytest.approx([-0.304], abs=1e-15)


def test_nesterov_is_sutskever_s_equations_3_and_4_seen_from_the_place_ahead() -> None:
    objective, mu, eta = Rosenbrock(), 0.9, 1e-4
    ahead = path(Nesterov(eta, momentum=mu), objective, 60)
    theta, v = np.array([-1.2, 1.0]), np.zeros(2)
    for place in ahead:
        v = mu * v - eta * objective.gradient(theta + mu * v)
        theta = theta + v
        assert place == pytest.approx(theta + mu * v, rel=1e-9)


def test_adagrad_by_hand() -> None:
    # slopes 3 and 4, epsilon 1:  s = 9,  theta = 2 - 3 / (3 + 1) = 1.25
    #                             s = 25, theta = 1.25 - 4 / (5 + 1) = 0.58333...
    method = AdaGrad(1.0, epsilon=1.0)
    assert path(method, Scripted(2.0, [3.0, 4.0]), 2).ravel() == pytest.approx([1.25, 7 / 12], abs=1e-15)
    assert method.state["accumulator"] == pytest.approx([25.0])


def test_rmsprop_by_hand() -> None:
    # slopes 5 and 3, rho 0.64, epsilon 1 beside the root (under it, the roots would be sqrt(10)):
    # v = 0.36 * 25 = 9,             theta = 2 - 0.8 * 5 / (3 + 1) = 1
    # v = 0.64 * 9 + 0.36 * 9 = 9,   theta = 1 - 0.8 * 3 / (3 + 1) = 0.4
    method = RMSprop(0.8, rho=0.64, epsilon=1.0)
    assert path(method, Scripted(2.0, [5.0, 3.0]), 2).ravel() == pytest.approx([1.0, 0.4], abs=1e-15)
    assert method.state["v"] == pytest.approx([9.0])


def test_adam_by_hand() -> None:
    # slopes 2 and 4, beta1 1/2, beta2 3/4, epsilon 1:
    # m = 1,   m^ = 1 / (1/2) = 2;        v = 1,    v^ = 1 / (1/4) = 4;         theta = 1 - 2 / (2 + 1) = 0.33333
    # m = 2.5, m^ = 2.5 / (3/4) = 3.3333; v = 4.75, v^ = 4.75 / (7/16) = 76/7;
    #          sqrt(76/7) = 3.29501788,   theta = 0.33333333 - 3.33333333 / 4.29501788 = -0.44275967
    method = Adam(1.0, beta1=0.5, beta2=0.75, epsilon=1.0)
    assert path(method, Scripted(1.0, [2.0, 4.0]), 2).ravel() == pytest.approx([1 / 3, -0.44275967], abs=1e-8)
    assert method.state["m"] == pytest.approx([2.5])
    assert method.state["v"] == pytest.approx([4.75])
    assert method.save_state()["steps_taken"] == 2


def test_adam_s_first_step_is_the_learning_rate_however_steep() -> None:
    objective = Parabola([3.0 - 1e-3, -2.0 + 1e3])
    assert path(Adam(0.01), objective, 1)[0] - [3.0 - 1e-3, -2.0 + 1e3] == pytest.approx([0.01, -0.01], rel=1e-4)


@pytest.mark.parametrize("name", ["momentum", "nesterov"])
def test_without_momentum_it_is_gradient_descent(name: str) -> None:
    method = METHODS[name](learning_rate=0.05, momentum=0.0)
    plain = path(GradientDescent(0.05), Parabola([-4.0, 4.0]), 20)
    assert path(method, Parabola([-4.0, 4.0]), 20) == pytest.approx(plain, rel=1e-12)


@pytest.mark.parametrize(("rate", "converges"), [(0.199, True), (0.201, False)])
def test_gradient_descent_bears_rates_up_to_two_over_the_largest_curvature(rate: float, converges: bool) -> None:
    # curvatures 1 and 10: the limit is 2 / 10
    last = path(GradientDescent(rate), Parabola([-4.0, 4.0]), 2000)[-1]
    assert bool(np.abs(last - [3.0, -2.0]).max() < 1e-6) is converges


@pytest.mark.parametrize(
    ("method", "steps", "tolerance"),
    [
        (GradientDescent(0.1), 200, 1e-8),
        (Momentum(0.03, momentum=0.9), 400, 1e-8),
        (Nesterov(0.03, momentum=0.9), 400, 1e-8),
        (AdaGrad(1.0), 1000, 1e-8),
        (RMSprop(0.01), 2000, 0.01),  # its steps never get shorter than about the learning rate
        (Adam(0.1), 1000, 1e-8),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_parabola(method: Method, steps: int, tolerance: float) -> None:
    assert path(method, Parabola([-4.0, 4.0]), steps)[-1] == pytest.approx([3.0, -2.0], abs=tolerance)


@pytest.mark.parametrize(
    ("method", "steps", "tolerance"),
    [
        (GradientDescent(1e-3), 30_000, 1e-4),
        (Momentum(1e-4, momentum=0.99), 5_000, 1e-4),
        (Nesterov(3e-4, momentum=0.99), 5_000, 1e-4),
        (AdaGrad(1.0), 10_000, 1e-3),
        (RMSprop(1e-3), 10_000, 0.02),
        (Adam(0.02), 5_000, 1e-4),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_rosenbrock_s_valley(method: Method, steps: int, tolerance: float) -> None:
    assert path(method, Rosenbrock(), steps)[-1] == pytest.approx([1.0, 1.0], abs=tolerance)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", [name for name in METHODS if "learning_rate" in METHODS[name].__dataclass_fields__])
def test_state_has_the_precision_of_theta(name: str, dtype: type) -> None:
    objective = Parabola([-4.0, 4.0])
    objective.theta, objective.grad = objective.theta.astype(dtype), objective.grad.astype(dtype)
    method = METHODS[name]()
    path(method, objective, 3)
    assert objective.theta.dtype == dtype
    assert {array.dtype for array in method.state.values() if array.ndim} <= {np.dtype(dtype)}
