"""A line with corners, by hand and by the network itself."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.anatomy import stages
from gdviz.core.hinges import hinges
from gdviz.core.models import MODELS


def network(m, b, n, c, activation="relu", hidden=None):
    model = MODELS["network"](hidden=hidden or (len(m),), activation=activation)
    model.build(1, 1, "regression")
    if hidden is None:
        model.theta[...] = [*m, *b, *n, c]
    return model


def test_the_talks_three_hinges():
    """b = 0, -35, -40 with m = 1: corners at 0, 35, 40; heights 0, 35e4, 40e4 + 5e5."""
    found = hinges(network([1, 1, 1], [0, -35, -40], [1e4, 1e5, 7.5e5], 0))
    assert found.x.tolist() == [0, 35, 40]
    assert found.y.tolist() == [0, 350_000, 900_000]
    assert found.at(np.array([50.0])).tolist() == [9_500_000]


def test_neurons_in_any_order_and_of_any_steepness():
    found = hinges(network([2, 0.5], [-6, -0.5], [1, 4], 7))
    assert found.order.tolist() == [1, 0]
    assert found.x.tolist() == [1, 3]
    assert found.y.tolist() == [7, 11]  # c; then 2 steps of 4 * 0.5
    assert found.at(np.array([4.0])).tolist() == [15.0]  # 2 and 1 * 2 more


def test_one_that_looks_to_the_left_bends_the_line_before_its_corner():
    """f = 1 + 3 ReLU(-2 x + 4) + ReLU(x - 5): falls by 6 a step until 2, then level, from 5 on it rises by 1."""
    found = hinges(network([1, -2], [-5, 4], [1, 3], 1))
    assert found.x.tolist() == [2, 5]
    assert found.at(np.array([0.0, 1.0, 2.0, 4.0, 5.0, 8.0])).tolist() == [13, 7, 1, 1, 1, 4]


def after(model, edits):
    for place, value in edits.items():
        model.theta[place] = value
    return model


@pytest.mark.parametrize("corner", [0, 1, 2])
def test_a_corner_comes_to_where_it_is_dragged_and_the_others_stay(corner):
    model = network([1.5, 0.5, 2.0], [-6, -0.5, -10], [1, 4, -3], 7)
    found, end = hinges(model), 8.0
    wanted = np.column_stack([np.append(found.x, end), np.append(found.y, found.at(np.array([end])))])
    wanted[corner] += (0.25, -3.0)
    after(model, found.moved(corner, *wanted[corner], 0.0, end))
    answers = model.answers(wanted[:, :1])[:, 0]  # the network itself
    assert answers == pytest.approx(wanted[:, 1], abs=1e-9)
    assert hinges(model).x == pytest.approx(wanted[:3, 0])
    assert model.theta[:3].tolist() == [1.5, 0.5, 2.0]


def test_the_end_of_the_line_is_dragged_and_the_corners_stay():
    model = network([1.5, 0.5, 2.0], [-6, -0.5, -10], [1, 4, -3], 7)
    found = hinges(model)
    after(model, found.ended(8.0, 21.0, 0.0))
    assert model.answers(np.array([[8.0]]))[0, 0] == pytest.approx(21.0)
    assert model.answers(found.x[:, None])[:, 0] == pytest.approx(found.y)


@pytest.mark.parametrize("corner", [0, 1, 2])
def test_with_corners_that_look_both_ways_the_dragged_one_is_there_exactly(corner):
    model = network([1.0, -2.0, 3.0], [-1, 8, -21], [2, -1, 0.5], -3)
    found = hinges(model)
    after(model, found.moved(corner, found.x[corner] + 0.5, 11.0, 0.0, 10.0))
    moved = hinges(model)
    assert moved.x[corner] == pytest.approx(found.x[corner] + 0.5)
    assert model.answers(np.array([[moved.x[corner]]]))[0, 0] == pytest.approx(11.0)
    assert moved.m.tolist() == found.m.tolist()


def test_a_piece_is_turned_by_m_alone():
    """From (2, 1) to (4, 10): n m 2 = 9, so with n = 3 m is 1.5, and b = -1.5 * 2."""
    model = network([1.0, 1.0], [-2.0, -5.0], [3.0, 1.0], 1.0)
    after(model, hinges(model).turned(0, 4.0, 10.0))
    assert model.theta.tolist() == [1.5, 1.0, -3.0, -5.0, 3.0, 1.0, 1.0]


def test_a_piece_that_is_turned_to_the_other_side_of_its_corner_makes_m_negative():
    model = network([1.0], [-2.0], [3.0], 1.0)
    after(model, hinges(model).turned(0, 0.0, 13.0))
    assert model.theta.tolist() == [-2.0, 4.0, 3.0, 1.0]
    assert model.answers(np.array([[0.0], [2.0], [9.0]]))[:, 0].tolist() == [13.0, 1.0, 1.0]


def test_a_piece_that_is_turned_down_makes_n_negative_and_keeps_where_it_looks():
    model = network([1.0], [-2.0], [3.0], 1.0)
    after(model, hinges(model).turned(0, 4.0, -5.0))
    assert model.theta.tolist() == [1.0, -2.0, -3.0, 1.0]


def test_a_level_piece_keeps_its_corner():
    model = network([1.0], [-2.0], [3.0], 1.0)
    after(model, hinges(model).turned(0, 4.0, 1.0))
    assert hinges(model).x.tolist() == [2.0]


def test_a_corner_does_not_pass_another():
    model = network([1, 1], [-1, -2], [1, 1], 0)
    after(model, hinges(model).moved(0, 99.0, 0.0, 0.0, 5.0))
    assert hinges(model).x[0] < hinges(model).x[1] == 2.0


@pytest.mark.parametrize(
    "model",
    [
        network([0.0, 1.0], [1.0, 0.0], [1, 1], 0),  # the first bends nothing anywhere
        network([1.0], [0.0], [1.0], 0, "tanh"),
        network([], [], [], 0, hidden=(3, 3)),
        MODELS["line"](),
    ],
)
def test_what_has_no_corners_to_drag(model):
    if not hasattr(model, "theta"):
        model.build(1, 1, "regression")
    assert hinges(model) is None


def test_edits_name_places_of_theta():
    model = network([1.0], [-2.0], [3.0], 5.0)
    first, second = stages(model)
    edits = hinges(model).moved(0, 2.5, 6.0, 0.0, 10.0)
    assert edits[second.bias_at(0)] == 6.0
    assert edits[first.bias_at(0)] == -2.5
    assert edits[second.weight_at(0, 0)] == pytest.approx((5.0 + 3.0 * 8.0 - 6.0) / 7.5)  # the end stays
