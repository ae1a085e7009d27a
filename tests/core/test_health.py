"""Networks whose health is known by hand: gradients, silent neurons, saturation, and the one sentence about them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gdviz.core.anatomy import stages
from gdviz.core.health import Examiner, Histogram, LayerHealth, diagnose, histogram
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.losses import LOSSES
from gdviz.core.models import MODELS
from gdviz.core.objective import Objective


def network(hidden, activation, n_inputs=2, task="regression", seed=0):
    model = MODELS["network"](hidden=hidden, activation=activation)
    model.build(n_inputs, 2 if task == "classification" else 1, task)
    model.initialize(np.random.default_rng(seed))
    return model


def test_a_network_of_two_numbers_by_hand():
    """f = v relu(w x) at x = 2 with w = 3, v = 0.5: f = 3; loss (f - y)^2 with y = 1.

    df = 2 (3 - 1) = 4; dv = df relu = 24, dc = 4; dw = df v x = 4 * 0.5 * 2 = 4, db = 2.
    """
    model = network((1,), "relu", 1)
    first, second = stages(model)
    model.theta[[first.weights, first.biases, second.weights, second.biases]] = [3.0, 0.0, 0.5, 0.0]
    theta = model.theta.copy()
    layers = Examiner(model, "mse", np.array([[2.0]]), np.array([1.0])).layers(theta)
    assert layers[0].gradient == pytest.approx(math.hypot(4, 2))
    assert layers[1].gradient == pytest.approx(math.hypot(24, 4))
    assert (layers[0].weight_norm, layers[1].weight_norm) == (3.0, 0.5)
    assert layers[0].silent == 0.0
    assert math.isnan(layers[1].silent)


def test_gradients_by_layer_are_those_of_finite_differences():
    model = network((4, 3), "tanh", seed=1)
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(30, 2)), rng.normal(size=30)
    theta = model.theta.copy()
    found = Examiner(model, "mse", X, y).layers(theta)
    other = network((4, 3), "tanh")
    objective = Objective(other, LOSSES["mse"](), X, y)
    slopes = np.empty(theta.size)
    for place in range(theta.size):
        step = np.zeros(theta.size)
        step[place] = 1e-6
        slopes[place] = (objective.loss(theta + step) - objective.loss(theta - step)) / 2e-6
    sizes = [(2 + 1) * 4, (4 + 1) * 3, 3 + 1]
    parts = np.split(slopes, np.cumsum(sizes)[:-1])
    assert [layer.gradient for layer in found] == pytest.approx([np.linalg.norm(part) for part in parts], rel=1e-6)


def test_neurons_that_never_answer_are_counted():
    model = network((4,), "relu", 1)
    first = stages(model)[0]
    for row, (w, b) in enumerate([(1.0, 0.0), (1.0, -5.0), (-1.0, -0.5), (0.0, 1.0)]):
        model.theta[first.weight_at(0, row)], model.theta[first.bias_at(row)] = w, b
    X = np.linspace(0.0, 2.0, 9)[:, None]
    layers = Examiner(model, "mse", X, X[:, 0]).layers(model.theta.copy())
    assert layers[0].silent == 0.5  # the second and the third


@pytest.mark.parametrize("behind", [("relu", "batch_normalization"), ("relu", "dropout", "batch_normalization")])
def test_batch_normalisation_behind_hides_no_silent_neuron(behind):
    layers = (LayerChoice("dense", {"width": 4}), *map(LayerChoice, behind))
    model = MODELS["network"](layers=layers)
    model.build(1, 1, "regression")
    model.initialize(np.random.default_rng(0))
    model.theta[:8] = [1.0, 1.0, -1.0, 0.0, 0.0, -5.0, -0.5, 1.0]  # weights, then biases of the four
    model.graph.nodes[len(behind)].layer.beta[...] = 3.0  # lifts what it hands on above 0
    X = np.linspace(0.0, 2.0, 9)[:, None]
    assert Examiner(model, "mse", X, X[:, 0]).layers(model.theta.copy())[0].silent == 0.5


def test_answers_at_an_end_are_counted():
    model = network((2,), "sigmoid", 1)
    first = stages(model)[0]
    model.theta[[first.weight_at(0, 0), first.weight_at(0, 1)]] = [100.0, 0.0]  # a step, and always one half
    model.theta[[first.bias_at(0), first.bias_at(1)]] = 0.0
    X = np.array([[-1.0], [1.0], [2.0], [3.0]])
    assert Examiner(model, "mse", X, X[:, 0]).layers(model.theta.copy())[0].saturated == 0.5


def test_dropout_is_not_at_work_while_it_is_looked_at():
    layers = (LayerChoice("dense", {"width": 20}), LayerChoice("dropout", {"rate": 0.5}))
    X = np.random.default_rng(0).normal(size=(50, 2))
    found = []
    for choice in (layers, layers[:1]):
        model = MODELS["network"](layers=choice)
        model.build(2, 1, "regression")
        model.initialize(np.random.default_rng(3))
        found.append(Examiner(model, "mse", X, X[:, 0]).layers(model.theta.copy())[0].gradient)
    assert found[0] == found[1]


def test_a_histogram_has_all_that_is_finite():
    found = histogram(np.array([[0.0, 1.0, 1.0], [np.nan, 4.0, np.inf]]))
    assert (found.edges[0], found.edges[-1]) == (0.0, 4.0)
    assert found.shares.sum() == pytest.approx(1.0)
    assert found.shares[10] == 0.5  # the two ones: bins are a tenth wide
    assert histogram(np.full(3, 7.0)).shares.sum() == 1.0


def layer(gradient=1.0, activation="relu", silent=math.nan, saturated=math.nan, at_zero=0.0, norm=1.0):
    return LayerHealth(activation, gradient, norm, 0.1, silent, saturated, at_zero)


OUT = layer(activation="sigmoid")


@pytest.mark.parametrize(
    ("layers", "l1", "said"),
    [
        ([layer(1e-7, "sigmoid"), *[layer(1e-4, "sigmoid")] * 3, OUT], 0.0,
         "Layer 1 gets 1 × 10⁻⁷ of the gradient of layer 5: sigmoid layers shrink it; try ReLU."),
        ([layer(1e-5, "relu", 0.1), layer(), OUT], 0.0, "Layer 1 gets 1 × 10⁻⁵ of the gradient of layer 3: the layers"),
        ([layer(0.0, "relu", 1.0), OUT], 0.0, "100\u202f% of the ReLU neurons of layer 1 are silent"),
        ([layer(1.0, "relu", 0.1), layer(1.0, "relu", 0.6), OUT], 0.0, "60\u202f% of the ReLU neurons of layer 2"),
        ([layer(5e5), layer(1.0), layer(2.0)], 0.0, "Layer 1 gets 250000 times the gradient of layer 3"),
        ([layer(5e3), layer(9e3)], 0.0, "The gradient of layer 2 is 9000"),
        ([layer(math.nan), OUT], 0.0, "no longer a number"),
        ([layer(1.0, "tanh", saturated=0.95), OUT], 0.0, "95\u202f% of what layer 1 answers is at an end of its tanh"),
        ([layer(at_zero=0.9), OUT], 0.01, "L1 holds 90\u202f% of the weights of layer 1 at 0"),
        ([layer(at_zero=0.9), OUT], 0.0, ""),
        ([layer(1.0, "relu", 0.2), layer(0.5), OUT], 0.0, ""),
        ([layer(0.0), layer(0.0)], 0.0, ""),
        ([], 0.0, ""),
    ],
)  # fmt: skip
def test_the_sentence(layers, l1, said):
    finding = diagnose(layers, l1)
    assert (finding is None) == (said == "")
    if finding is not None:
        assert said in finding.text


def test_what_vanishes_at_most_steps_is_said_at_all_of_them_with_the_numbers_of_the_present_one():
    vanished, lucky = [layer(1e-5, "sigmoid"), layer(), OUT], [layer(2e-3, "sigmoid"), layer(), OUT]
    told = diagnose(lucky, before=[vanished, lucky, vanished, vanished])
    assert told is not None
    assert told.text.startswith("Layer 1 gets 0.002 of the gradient of layer 3: sigmoid layers shrink it")
    assert diagnose(vanished, before=[lucky] * 4) is None
    assert diagnose(lucky) is None


@pytest.mark.parametrize(("activation", "said"), [("sigmoid", "sigmoid layers shrink it; try ReLU"), ("relu", None)])
def test_five_layers_of_100(activation, said):
    model = network((100,) * 5, activation, task="classification", seed=5)
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 2))
    y = (X[:, 0] * X[:, 1] > 0).astype(float)
    finding = diagnose(Examiner(model, "binary_cross_entropy", X, y).layers(model.theta.copy()))
    assert (finding is None) if said is None else (finding is not None and said in finding.text)


@pytest.mark.parametrize(("name", "loss"), [("line", "mse"), ("logistic", "binary_cross_entropy")])
def test_a_model_of_one_layer_is_examined_like_a_network(name, loss):
    model = MODELS[name]()
    model.build(2, 1 if name == "line" else 2, "regression" if name == "line" else "classification")
    rng = np.random.default_rng(3)
    X, theta = rng.normal(size=(20, 2)), rng.normal(size=3)
    z, y = X @ theta[:2] + theta[2], (np.arange(20) % 2).astype(float)
    examiner = Examiner(model, loss, X, y if name == "line" else y.astype(np.int64))
    dz = 2 * (z - y) / 20 if name == "line" else (1 / (1 + np.exp(-z)) - y) / 20
    (layer,) = examiner.layers(theta)
    assert layer.gradient == pytest.approx(np.linalg.norm(np.append(X.T @ dz, dz.sum())))
    assert layer.weight_norm == pytest.approx(np.linalg.norm(theta[:2]))


def test_a_histogram_tells_its_outline_and_the_share_at_a_place():
    bars = Histogram(np.array([0.0, 1.0, 2.0]), np.array([0.25, 0.75]))
    x, y = bars.outline()
    assert x.tolist() == [0, 0, 1, 1, 2, 2]
    assert y.tolist() == [0, 0.25, 0.25, 0.75, 0.75, 0]
    places = {-0.1: 0.0, 0.0: 0.25, 0.9: 0.25, 1.0: 0.75, 2.0: 0.75, 2.1: 0.0}
    assert {place: bars.share_at(place) for place in places} == places


@pytest.mark.parametrize(("now", "before", "said"), [(0.5, [], True), (0.4, [], False), (0.4, [0.1, 0.5], True),
                                                     (0.3, [0.5, 0.5], False)])  # fmt: skip
def test_a_share_near_its_limit_does_not_come_and_go(now, before, said):
    layers = [[layer(silent=share), OUT] for share in (*before, now)]
    finding = diagnose(layers[-1], before=layers[:-1])
    assert (finding is not None) == said
    if finding is not None:
        assert finding.text.startswith(f"{100 * now:.0f}\u202f% of the ReLU neurons of layer 1 are silent")
