"""Adaptive methods and their variants: the first two steps by hand, and the valleys that they must come down."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from toy_objectives import Array, Parabola, Rosenbrock, Scripted, ToyObjective

from gdviz.core.methods import METHODS, Method
from gdviz.core.methods.adadelta import Adadelta
from gdviz.core.methods.adagrad import AdaGrad
from gdviz.core.methods.adam import BLOCK, Adam
from gdviz.core.methods.adamw import AdamW
from gdviz.core.methods.nadam import Nadam
from gdviz.core.methods.rmsprop import RMSprop
from gdviz.core.methods.rprop import Rprop


def path(method: Method, objective: ToyObjective, steps: int) -> Array:
    """Return theta (steps, P) after each step."""
    method.start(objective, seed=1)
    places = []
    for _ in range(steps):
        method.step(objective.theta, objective)
        places.append(objective.theta.copy())
    return np.array(places)


def test_adadelta_by_hand() -> None:
    # slopes 4 and 2, rho 1/2, epsilon 1:
    # v = 8, d = sqrt(0 + 1) / sqrt(8 + 1) * 4 = 4/3,              u = 16/9 / 2 = 8/9,  theta = 2 - 4/3 = 2/3
    # v = 6, d = sqrt(8/9 + 1) / sqrt(7) * 2 = 2 sqrt(17/63) = 1.03892496,              theta = -0.37225829
    #        u = 4/9 + 68/63 / 2 = 0.98412698
    method = Adadelta(1.0, rho=0.5, epsilon=1.0)
    assert path(method, Scripted(2.0, [4.0, 2.0]), 2).ravel() == pytest.approx([2 / 3, -0.37225829], abs=1e-8)
    assert method.state["v"] == pytest.approx([6.0])
    assert method.state["u"] == pytest.approx([0.98412698])


def test_adamw_by_hand() -> None:
    # slopes 2 and 4, beta1 1/2, beta2 3/4, epsilon 1, decay 1/4; Adam's own steps are 2/3 and 0.77609300:
    # theta = 1 * 3/4 - 2/3 = 1/12;   theta = 1/12 * 3/4 - 0.77609300 = -0.71359300
    method = AdamW(1.0, beta1=0.5, beta2=0.75, epsilon=1.0, weight_decay=0.25)
    assert path(method, Scripted(1.0, [2.0, 4.0]), 2).ravel() == pytest.approx([1 / 12, -0.713593], abs=1e-7)


def test_nadam_by_hand() -> None:
    # slopes 2 and 4, beta1 1/2, beta2 3/4, epsilon 1, psi 0, so that every mu is 1/4; v^ as in Adam: 4 and 76/7
    # m = 1:   m^ = 1/4 * 1 / (15/16) + 3/4 * 2 / (3/4) = 2.26666667;      theta = 1 - 2.26666667 / 3 = 0.24444444
    # m = 2.5: m^ = 1/4 * 2.5 / (63/64) + 3/4 * 4 / (15/16) = 3.83492063;  3.83492063 / 4.29501788 = 0.89287652
    #                                                                      theta = -0.64843208
    method = Nadam(1.0, beta1=0.5, beta2=0.75, epsilon=1.0, momentum_decay=0.0)
    assert path(method, Scripted(1.0, [2.0, 4.0]), 2).ravel() == pytest.approx([0.24444444, -0.64843208], abs=1e-7)


def test_nadam_s_momentum_grows_by_hand() -> None:
    # as above with psi 1: mu = (1 - 0.96^t / 2) / 2 = 0.26, 0.2696, 0.278816, and their products 0.26, 0.070096,
    # 0.0195438867
    # m = 1:   m^ = 0.2696 / 0.929904 + 2 = 2.28992240;                            theta = 1 - m^ / 3 = 0.23669253
    # m = 2.5: m^ = 0.69704 / 0.9804561133 + 0.7304 * 4 / 0.929904 = 3.85276412;   m^ / 4.29501788 = 0.89703098
    #                                                                              theta = -0.66033845
    method = Nadam(1.0, beta1=0.5, beta2=0.75, epsilon=1.0, momentum_decay=1.0)
    assert path(method, Scripted(1.0, [2.0, 4.0]), 2).ravel() == pytest.approx([0.23669253, -0.66033845], abs=1e-7)


def test_rprop_by_hand() -> None:
    # slopes 3, 5, -2, -1: 2 - 0.1 = 1.9;  longer: 1.9 - 0.12 = 1.78;  turned: it waits, at half of 0.12;  1.78 + 0.06
    method = Rprop(0.1, grow=1.2, shrink=0.5)
    places = path(method, Scripted(2.0, [3.0, 5.0, -2.0, -1.0]), 4).ravel()
    assert places == pytest.approx([1.9, 1.78, 1.78, 1.84], abs=1e-15)
    assert method.state["pace"] == pytest.approx([0.6])


def test_rprop_s_steps_stay_within_their_limits() -> None:
    method = Rprop(0.1, grow=2.0, smallest=0.08, largest=0.3)
    places = path(method, Scripted(0.0, [1.0, 1.0, 1.0, 1.0, -1.0, -1.0, 1.0, 1.0]), 8).ravel()
    # 0.1, 0.2, 0.3 (not 0.4), 0.3; turn: 0.15; turn: 0.08 (not 0.075)
    assert places == pytest.approx([-0.1, -0.3, -0.6, -0.9, -0.9, -0.75, -0.75, -0.83], abs=1e-12)


def test_adagrad_with_a_first_sum_by_hand() -> None:
    # slopes 3 and 4, s0 = 7, epsilon 1: 2 - 3 / (sqrt(16) + 1) = 1.4;  1.4 - 4 / (sqrt(32) + 1) = 0.79911558
    method = AdaGrad(1.0, epsilon=1.0, initial_accumulator_value=7.0)
    assert path(method, Scripted(2.0, [3.0, 4.0]), 2).ravel() == pytest.approx([1.4, 0.79911558], abs=1e-8)


def test_adagrad_with_epsilon_under_the_root_by_hand() -> None:
    # slopes 3 and 4, epsilon 7: 2 - 3 / sqrt(9 + 7) = 1.25;  1.25 - 4 / sqrt(25 + 7) = 0.54289322
    method = AdaGrad(1.0, epsilon=1.0, epsilon_under_root=True, initial_accumulator_value=6.0)
    assert path(method, Scripted(2.0, [3.0, 4.0]), 2).ravel() == pytest.approx([1.25, 0.54289322], abs=1e-8)


def test_rmsprop_with_epsilon_under_the_root_by_hand() -> None:
    # slopes 5 and 3, rho 0.64: v = 9 twice; 2 - 0.8 * 5 / sqrt(10) = 0.73508894;  - 0.8 * 3 / sqrt(10) = -0.02385770
    method = RMSprop(0.8, rho=0.64, epsilon=1.0, epsilon_under_root=True)
    assert path(method, Scripted(2.0, [5.0, 3.0]), 2).ravel() == pytest.approx([0.73508894, -0.0238577], abs=1e-8)


def test_rmsprop_centred_and_with_momentum_by_hand() -> None:
    # slopes 4 and 2, rho 1/2, epsilon 1, momentum 1/2:
    # v = 8, a = 2, V = 8 - 4 = 4;  u = 4 / (2 + 1) = 4/3,                    theta = 2 - 4/3 = 2/3
    # v = 6, a = 2, V = 6 - 4 = 2;  u = 2/3 + 2 / (sqrt(2) + 1) = 1.49509379, theta = -0.82842712
    method = RMSprop(1.0, rho=0.5, epsilon=1.0, momentum=0.5, centered=True)
    assert path(method, Scripted(2.0, [4.0, 2.0]), 2).ravel() == pytest.approx([2 / 3, -0.82842712], abs=1e-8)
    assert method.state["mean"] == pytest.approx([2.0])


def test_adam_as_keras_adds_epsilon_by_hand() -> None:
    # as Adam by hand, but epsilon is 1 / sqrt(1/4) = 2, then 1 / sqrt(7/16) = 1.51185789:
    # 1 - 2 / (2 + 2) = 0.5;   0.5 - 3.33333333 / (3.29501788 + 1.51185789) = -0.19345111
    method = Adam(1.0, beta1=0.5, beta2=0.75, epsilon=1.0, epsilon_before_correction=True)
    assert path(method, Scripted(1.0, [2.0, 4.0]), 2).ravel() == pytest.approx([0.5, -0.19345111], abs=1e-7)


def test_amsgrad_by_hand() -> None:
    # slopes 4 and 1, beta1 0, beta2 1/2, epsilon 1:
    # v = 8,                     v^ = 8 / (1/2) = 16;    theta = 1 - 4 / (4 + 1) = 0.2
    # v = 4.5, the largest is 8, v^ = 8 / (3/4) = 32/3;  theta = 0.2 - 1 / (3.26598632 + 1) = -0.03441238
    method = Adam(1.0, beta1=0.0, beta2=0.5, epsilon=1.0, amsgrad=True)
    assert path(method, Scripted(1.0, [4.0, 1.0]), 2).ravel() == pytest.approx([0.2, -0.03441238], abs=1e-8)
    assert method.state["v_max"] == pytest.approx([8.0])


@pytest.mark.parametrize("extra", [-1, 0, 1, BLOCK + 7])
@pytest.mark.parametrize("amsgrad", [False, True])
def test_adam_in_blocks_is_adam(extra: int, amsgrad: bool) -> None:
    # every parameter has a slope of its own; each must go where it would have gone alone
    P = BLOCK + extra
    slopes = np.linspace(-3.0, 3.0, P)
    large, alone = Parabola(np.zeros(P), np.ones(P), slopes), Adam(0.1, amsgrad=amsgrad)
    last = path(Adam(0.1, amsgrad=amsgrad), large, 3)[-1]
    for place in (0, BLOCK // 2, min(P, BLOCK) - 1, P - 1):
        single = Parabola([0.0], [1.0], [slopes[place]])
        assert path(alone, single, 3)[-1] == pytest.approx(last[place], rel=1e-12)


@pytest.mark.parametrize(
    ("method", "steps", "tolerance"),
    [
        (Adadelta(1.0), 6_000, 0.02),
        (AdamW(0.1, weight_decay=0.0), 1_000, 1e-8),
        (Nadam(0.1), 1_000, 1e-8),
        (Rprop(0.1), 200, 1e-5),
        (RMSprop(0.01, centered=True), 2_000, 0.02),
        (RMSprop(0.001, momentum=0.9), 3_000, 0.02),
        (Adam(0.1, amsgrad=True), 1_000, 1e-6),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_parabola(method: Method, steps: int, tolerance: float) -> None:
    assert path(method, Parabola([-4.0, 4.0]), steps)[-1] == pytest.approx([3.0, -2.0], abs=tolerance)


@pytest.mark.parametrize(
    ("method", "steps", "tolerance"),
    [
        (Adadelta(0.1), 20_000, 0.2),  # it has no idea of a learning rate that falls
        (AdamW(0.02, weight_decay=0.0), 5_000, 1e-4),
        (Nadam(0.005), 10_000, 1e-3),
        (Rprop(0.01), 5_000, 2e-3),
        (Adam(0.02, amsgrad=True), 10_000, 1e-3),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_rosenbrock_s_valley(method: Method, steps: int, tolerance: float) -> None:
    assert path(method, Rosenbrock(), steps)[-1] == pytest.approx([1.0, 1.0], abs=tolerance)


def test_weight_decay_pulls_to_zero_whatever_the_slope_is() -> None:
    # on J = (theta - 3)^2 / 2 the pull lambda theta meets Adam's sign-like step: it settles below 3, without decay at 3
    shrunk = path(AdamW(0.01, weight_decay=0.1), Parabola([0.0], [1.0], [3.0]), 5_000)[-1]
    plain = path(AdamW(0.01, weight_decay=0.0), Parabola([0.0], [1.0], [3.0]), 5_000)[-1]
    assert plain == pytest.approx([3.0], abs=1e-3)
    assert 0.5 < shrunk[0] < 2.99


@pytest.mark.parametrize("name", ["adagrad", "rmsprop", "adam"])
def test_the_card_tells_the_rule_of_the_variant(name: str) -> None:
    switches = [field for field in fields(METHODS[name]) if field.default is False]
    plain = METHODS[name]().formula
    assert len(switches) >= 1
    for switch in switches:
        assert METHODS[name](**{switch.name: True}).formula != plain
