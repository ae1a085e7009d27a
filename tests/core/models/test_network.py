"""The network against a forward pass written by hand, and scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
import random_objectives
from scipy.special import expit
from sklearn.neural_network import MLPClassifier, MLPRegressor

from gdviz.core.layers import ACTIVATIONS
from gdviz.core.losses import LOSSES
from gdviz.core.models import MODELS
from gdviz.core.objective import Objective

SKLEARN_NAMES = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu", "linear": "identity"}


def built(X, classes: int = 1, **options):
    task = "classification" if classes > 1 else "regression"
    model = random_objectives.built("network", task, X, classes, **options)
    model.initialize(np.random.default_rng(1))
    return model


def test_hand_worked_forward_pass() -> None:
    model = built(np.zeros((1, 2)), hidden=(2,), activation="relu")
    model.parameters.value["W1"][...] = [[1.0, -1.0], [2.0, 3.0]]
    model.parameters.value["b1"][...] = [0.5, -20.0]
    model.parameters.value["W2"][...] = [[2.0], [7.0]]
    model.parameters.value["b2"][...] = -1.0
    # neuron 1: 1 + 4 + 0.5 = 5.5; neuron 2: -1 + 6 - 20 < 0; 2 * 5.5 - 1
    assert model.answers(np.array([[1.0, 2.0]]))[0, 0] == 10.0


def test_hand_worked_backward_pass() -> None:
    # one input, one hidden sigmoid, half squared error of one row: the chain rule written out
    X, y = np.array([[2.0]]), np.array([1.0])
    model = built(X, hidden=(1,), activation="sigmoid")
    w1, b1, w2, b2 = model.theta[...] = [0.3, -0.1, 0.7, 0.2]
    a = expit(w1 * 2 + b1)
    delta = w2 * a + b2 - 1
    slope = delta * w2 * a * (1 - a)
    objective = Objective(model, LOSSES["half_mse"](), X, y)
    loss, grad = objective.loss_and_gradient(model.theta)
    assert loss == pytest.approx(delta**2 / 2)
    np.testing.assert_allclose(grad, [slope * 2, slope, delta * a, delta])


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "linear"])
@pytest.mark.parametrize("hidden", [(), (1,), (25, 25), (3, 5, 2, 4)])
@pytest.mark.parametrize("classes", [1, 2, 4])
def test_forward_layer_by_layer(activation, hidden, classes) -> None:
    rng = np.random.default_rng(2)
    X = rng.normal(size=(17, 3))
    model = built(X, classes, hidden=hidden, activation=activation)
    model.theta[...] = rng.normal(size=model.theta.size)
    functions = {"sigmoid": expit, "tanh": np.tanh, "relu": lambda z: z.clip(min=0), "linear": lambda z: z}
    sizes, theta, a = [3, *hidden, 1 if classes <= 2 else classes], model.theta.copy(), X
    for i, (n_in, n_out) in enumerate(zip(sizes, sizes[1:], strict=False)):  # noqa: RUF007
        W, b, theta = theta[: n_in * n_out], theta[n_in * n_out : n_in * n_out + n_out], theta[n_in * n_out + n_out :]
        a = np.array([[sum(row[j] * W[j * n_out + k] for j in range(n_in)) + b[k] for k in range(n_out)] for row in a])
        if i < len(hidden):
            a = functions[activation](a)
    assert theta.size == 0
    np.testing.assert_allclose(model.scores(X), a, rtol=1e-9, atol=1e-12)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("activation", list(SKLEARN_NAMES))
@pytest.mark.parametrize("classes", [2, 3])
def test_forward_is_scikit_learns(activation, classes) -> None:

    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(40, 2)), np.arange(40) % classes
    peer = MLPClassifier(
        hidden_layer_sizes=(6, 4), activation=SKLEARN_NAMES[activation], max_iter=3, random_state=1
    ).fit(X, y)
    model = built(X, classes, hidden=(6, 4), activation=activation)
    for layer, (W, b) in enumerate(zip(peer.coefs_, peer.intercepts_, strict=True), start=1):
        model.parameters.value[f"W{layer}"][...] = W
        model.parameters.value[f"b{layer}"][...] = b
    np.testing.assert_allclose(model.answers(X), peer.predict_proba(X), rtol=1e-9, atol=1e-12)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_regression_forward_is_scikit_learns() -> None:
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(40, 2)), rng.normal(size=40)
    peer = MLPRegressor(hidden_layer_sizes=(5,), activation="tanh", max_iter=3, random_state=1).fit(X, y)
    model = built(X, hidden=(5,), activation="tanh")
    for layer, (W, b) in enumerate(zip(peer.coefs_, peer.intercepts_, strict=True), start=1):
        model.parameters.value[f"W{layer}"][...] = W
        model.parameters.value[f"b{layer}"][...] = b
    np.testing.assert_allclose(model.answers(X)[:, 0], peer.predict(X), rtol=1e-9)


def test_names_and_sizes() -> None:
    model = built(np.zeros((1, 2)), 3, hidden=(4, 5), activation="tanh")
    shapes = {"W1": (2, 4), "b1": (4,), "W2": (4, 5), "b2": (5,), "W3": (5, 3), "b3": (3,)}
    assert model.parameters.shapes == shapes
    assert model.theta.size == 8 + 4 + 20 + 5 + 15 + 3
    assert model.shape == (2, 4, 5, 3)
    assert model.component_names[:2] == ("W1[0,0]", "W1[0,1]")
    assert model.component_names[-1] == "b3[2]"
    assert (built(np.zeros((1, 2)), 2).link, built(np.zeros((1, 2)), 3).link, built(np.zeros((1, 2))).link) == (
        "sigmoid", "softmax", "identity",
    )  # fmt: skip


def test_a_start_repeats_with_its_seed_and_biases_start_at_nothing() -> None:
    first, again = (built(np.zeros((1, 2)), hidden=(7,)) for _ in range(2))
    np.testing.assert_array_equal(first.theta, again.theta)
    assert not first.parameters.value["b1"].any()
    assert first.parameters.value["W1"].all()
    again.initialize(np.random.default_rng(2))
    assert not np.allclose(first.theta, again.theta)


@pytest.mark.parametrize("hidden", [(512,), (1,) * 12])
def test_the_largest_and_deepest_work(hidden) -> None:
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(5, 2)), np.array([0, 1, 0, 1, 1])
    objective = Objective(built(X, 2, hidden=hidden), LOSSES["binary_cross_entropy"](), X, y)
    loss, grad = objective.loss_and_gradient(objective.theta)
    assert np.isfinite(loss)
    assert np.isfinite(grad).all()


@pytest.mark.parametrize(
    ("options", "facts", "message"),
    [
        ({"hidden": (3,) * 13}, (2, 2, "classification"), "hidden must have at most 12 layers; got 13"),
        ({"hidden": (3, 0)}, (2, 2, "classification"), "hidden widths must be whole numbers in [1, 512]; got 0"),
        ({"hidden": (513,)}, (2, 2, "classification"), "hidden widths must be whole numbers in [1, 512]; got 513"),
        ({"hidden": (2.5,)}, (2, 2, "classification"), "hidden widths must be whole numbers in [1, 512]; got 2.5"),
        ({}, (0, 1, "regression"), "n_inputs must be at least 1; got 0"),
        ({}, (2, 1, "classification"), "a classifier needs at least 2 classes; got 1"),
        ({"activation": "a"}, (2, 1, "regression"), f"activation must be one of {', '.join(ACTIVATIONS)}; got 'a'"),
    ],
)
def test_networks_that_are_none(options, facts, message) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        MODELS["network"](**options).build(*facts)
    assert str(caught.value) == message
