"""Layers without a bias: their sums of zeros are 0, and no method gives them one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdviz.core.anatomy import one_sample, stages
from gdviz.core.carry_over import carried_over
from gdviz.core.hinges import hinges
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.layers.conv2d import Conv2D
from gdviz.core.layers.dense import Dense
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models.network import Network
from gdviz.core.objective import Objective
from gdviz.core.walk import Walk

PICTURE = {"name": "reshape", "rows": 3, "columns": 2, "channels": 1}
DENSE = [{"name": "dense", "width": 3, "activation": "tanh", "bias": False}]
FILTERS = [PICTURE, {"name": "conv2d", "filters": 2, "kernel_rows": 2, "kernel_columns": 2, "bias": False}, "flatten"]


def network(layers, n_inputs=6):
    chosen = tuple(LayerChoice.of(layer if isinstance(layer, dict) else {"name": layer}) for layer in layers)
    model = Network(layers=chosen)
    model.build(n_inputs, 1, "regression")
    return model


def objective_of(model, n, seed):
    rng = np.random.default_rng(seed)
    model.initialize(rng)
    X, y = rng.normal(size=(n, model.n_inputs)), rng.normal(size=n)
    return Objective(model, LOSSES["mse"](), X, y)


@pytest.mark.parametrize("layers", [DENSE, FILTERS])
@settings(max_examples=10, deadline=None)
@given(n=st.integers(1, 7), seed=st.integers(0, 2**31))
def test_gradients_are_central_differences(layers, n, seed):
    model = network(layers)
    objective = objective_of(model, n, seed)
    theta = model.trained.copy()
    gradient = objective.loss_and_gradient(theta)[1].copy()
    found = np.empty_like(theta)
    for place in range(theta.size):
        moved = [theta.copy(), theta.copy()]
        moved[0][place] += 1e-6
        moved[1][place] -= 1e-6
        up, down = map(objective.loss, moved)
        found[place] = (up - down) / 2e-6
    np.testing.assert_allclose(gradient, found, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("layers", "trained"), [(DENSE, 6 * 3 + 3 + 1), (FILTERS, 4 * 2 + 4 + 1)])
def test_no_method_gives_it_one(layers, trained):
    model = network(layers)
    objective = objective_of(model, 20, 1)
    method = METHODS["adam"](learning_rate=0.1)
    method.start(objective, 0)
    for _ in range(5):
        method.step(model.trained, objective)
    assert model.trained.size == trained
    bias = model.parameters.value["b1"]
    assert bias.size > 0
    np.testing.assert_array_equal(bias, 0.0)


@pytest.mark.parametrize(
    ("layer", "shape", "kernel"), [(Dense(4, bias=False), (3,), (3, 4)), (Conv2D(4, 2, 2, bias=False), (3, 3, 1), None)]
)
def test_what_is_trained_are_the_weights_alone(layer, shape, kernel):
    assert list(layer.shapes(shape)) == ["W"]
    assert layer.statistics(shape) == {"b": (4,)}
    assert kernel is None or layer.shapes(shape)["W"] == kernel


def test_weights_stay_where_the_bias_goes_or_comes():
    plain, bare = network([{**DENSE[0], "bias": True}]), network(DENSE)
    for old, new in ((plain, bare), (bare, plain)):
        places = new.parameters.views(carried_over(old, new, [0]))
        assert (places["b1"] == -1).all()
        np.testing.assert_array_equal(places["W1"], old.parameters.views(np.arange(old.theta.size))["W1"])


def test_a_walk_through_it_speaks_of_no_bias():
    model = network(DENSE)
    objective_of(model, 3, 2)
    parts = stages(model)
    slopes = one_sample(model, "mse", np.ones((1, 6)), np.ones(1))
    moves = Walk(parts, slopes, 1.0, "mse", [f"x{i}" for i in range(6)], "{:.3g}".format).moves
    assert [move.column for move in moves if move.phase == "bias"] == [2]
    told = {move.column: "".join(text for text, _ in move.pieces) for move in moves if move.phase == "sum"}
    assert "b" not in told[1]
    assert "b²" in told[2]


def test_corners_need_a_bias_to_be_moved():
    def curve(bias):
        layers = [{"name": "dense", "width": 2, "activation": "relu", "bias": bias}]
        model = network(layers, 1)
        model.initialize(np.random.default_rng(0))
        return hinges(model)

    assert curve(True) is not None
    assert curve(False) is None
