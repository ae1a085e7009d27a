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
    assert found.slope == 860_000
    assert found.end(50.0) == 9_500_000


def test_neurons_in_any_order_and_of_any_steepness():
    found = hinges(network([2, 0.5], [-6, -0.5], [1, 4], 7))
    assert found.order.tolist() == [1, 0]
    assert found.x.tolist() == [1, 3]
    assert found.y.tolist() == [7, 11]  # c; then 2 steps of 4 * 0.5
    assert found.slope == 4.0  # 2 and 1 * 2 more


@pytest.mark.parametrize("corner", [0, 1, 2, 3])
def test_a_corner_comes_to_where_it_is_dragged_and_the_others_stay(corner):
    model = network([1.5, 0.5, 2.0], [-6, -0.5, -10], [1, 4, -3], 7)
    found, end = hinges(model), 8.0
    wanted = np.column_stack([np.append(found.x, end), np.append(found.y, found.end(end))])
    wanted[corner] += (0.25, -3.0) if corner < 3 else (0.0, -3.0)
    edits = found.moved(corner, *wanted[corner], end)
    for place, value in edits.items():
        model.theta[place] = value
    answers = model.answers(wanted[:, :1])[:, 0]  # the network itself
    assert answers == pytest.approx(wanted[:, 1], abs=1e-9)
    assert hinges(model).x == pytest.approx(wanted[:3, 0])
    assert model.theta[:3].tolist() == [1.5, 0.5, 2.0]


def test_a_corner_does_not_pass_another():
    found = hinges(network([1, 1], [-1, -2], [1, 1], 0))
    model = network([1, 1], [-1, -2], [1, 1], 0)
    for place, value in found.moved(0, 99.0, 0.0, 5.0).items():
        model.theta[place] = value
    assert hinges(model).x[0] < hinges(model).x[1] == 2.0


@pytest.mark.parametrize(
    "model",
    [
        network([1, -1], [0, 0], [1, 1], 0),  # one looks to the left
        network([1, 1], [0, 0], [1, 1], 0),  # two corners in one place
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
    edits = hinges(model).moved(0, 2.5, 6.0, 10.0)
    assert edits[second.bias_at(0)] == 6.0
    assert edits[first.bias_at(0)] == -2.5
    assert edits[second.weight_at(0, 0)] == pytest.approx((5.0 + 3.0 * 8.0 - 6.0) / 7.5)  # the end stays
