"""A network taken apart: the same numbers as the core's own, worked out in other ways."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.anatomy import can_be_taken_apart, look_inside, one_sample, stages
from gdviz.core.carry_over import carried_over
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.models import MODELS
from gdviz.core.models.network import Network


def built(layers=None, n_inputs=2, n_outputs=2, task="classification", **options) -> Network:
    model = Network(layers=None if layers is None else tuple(layers), **options)
    model.build(n_inputs, n_outputs, task)
    model.initialize(np.random.default_rng(5))
    return model


def test_sums_and_outputs_are_those_of_the_formulas():
    model = built(hidden=(4, 3))
    X = np.random.default_rng(1).normal(size=(700, 2))  # more than a block
    inside = look_inside(model, X)
    W1, b1, W2, b2, W3, b3 = (model.parameters.value[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    z1 = X @ W1 + b1
    z2 = np.tanh(z1) @ W2 + b2
    z3 = np.tanh(z2) @ W3 + b3
    for shown, wanted in zip(inside.sums, (z1, z2, z3), strict=True):
        np.testing.assert_allclose(shown, wanted, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(inside.outputs[2], np.tanh(z2), rtol=1e-12)
    np.testing.assert_allclose(inside.outputs[3], 1 / (1 + np.exp(-z3)), rtol=1e-12)
    assert inside.outputs[0] is not None
    np.testing.assert_array_equal(inside.outputs[0], X)


@pytest.mark.parametrize(
    ("task", "n_outputs", "loss", "y"),
    [
        ("classification", 2, "binary_cross_entropy", 1),
        ("classification", 4, "categorical_cross_entropy", 2),
        ("classification", 2, "mse", 0),
        ("regression", 1, "mse", 0.7),
        ("regression", 1, "half_mse", -1.2),
    ],
)
def test_every_slope_is_that_of_central_differences(task, n_outputs, loss, y):
    model = built(hidden=(3, 2), task=task, n_outputs=n_outputs)
    x, target = np.array([[0.4, -0.9]]), np.array([y])
    slopes = one_sample(model, loss, x, target)
    grad = np.concatenate(
        [np.concatenate([W.ravel(), b]) for W, b in zip(slopes.by_weight, slopes.by_bias, strict=True)]
    )
    for place in range(model.theta.size):
        kept = model.theta[place]
        losses = []
        for step in (1e-6, -1e-6):
            model.theta[place] = kept + step
            losses.append(one_sample(model, loss, x, target).loss)
        model.theta[place] = kept
        assert grad[place] == pytest.approx((losses[0] - losses[1]) / 2e-6, rel=1e-5, abs=1e-8)
    # the chain rule: a bias moves its sum one to one, a weight by what comes in
    for column in range(3):
        np.testing.assert_allclose(slopes.by_bias[column], slopes.by_sum[column], rtol=1e-12)
        np.testing.assert_allclose(
            slopes.by_weight[column], np.outer(slopes.inside.outputs[column][0], slopes.by_sum[column]), rtol=1e-12
        )


def test_dropout_stands_aside_and_other_layers_belong_to_the_dense_one_before():
    layers = [
        LayerChoice("dense", {"width": 3, "activation": "relu"}), LayerChoice("dropout", {"rate": 0.5}),
        LayerChoice("dense", {"width": 2, "activation": "tanh"}), LayerChoice("batch_normalization"),
    ]  # fmt: skip
    model = built(layers)
    parts = stages(model)
    assert [part.activation for part in parts] == ["relu", "tanh", "sigmoid"]
    assert [[layer.name for layer in part.others] for part in parts] == [["dropout"], ["batch_normalization"], []]
    X = np.random.default_rng(2).normal(size=(5, 2))
    inside = look_inside(model, X)
    np.testing.assert_allclose(inside.outputs[1], np.maximum(0, inside.sums[0]))
    np.testing.assert_allclose(inside.outputs[-1][:, 0], model.answers(X)[:, 1], rtol=1e-12)


def test_only_rows_of_dense_layers_are_taken_apart():
    curve = MODELS["polynomial"](degree=2)
    curve.build(1, 1, "regression", X=np.linspace(0, 1, 5)[:, None])
    assert not can_be_taken_apart(curve)
    with pytest.raises(ValueError, match="polynomial"):
        stages(curve)


LINEAR = [("line", 1, "mse", 1.5), ("logistic", 2, "binary_cross_entropy", 1), ("logistic", 2, "mse", 0),
          ("softmax", 3, "categorical_cross_entropy", 2)]  # fmt: skip


@pytest.mark.parametrize(("name", "k", "loss", "target"), LINEAR)
def test_one_layer_models_are_an_output_alone(name, k, loss, target):
    """z = x W + b by hand, and every gradient from differences of the loss."""
    model = MODELS[name]()
    model.build(2, k, "regression" if name == "line" else "classification")
    model.theta[...] = np.random.default_rng(0).normal(size=model.theta.size)
    (part,) = stages(model)
    W, b = model.theta[: 2 * part.shape[1]].reshape(2, -1), model.theta[2 * part.shape[1] :]
    np.testing.assert_array_equal(part.dense.W, W)
    np.testing.assert_array_equal(part.dense.b, b)
    X = np.array([[0.5, -2.0], [1.0, 3.0]])
    inside = look_inside(model, X)
    np.testing.assert_allclose(inside.sums[0], X @ W + b, rtol=1e-14)
    np.testing.assert_array_equal(inside.outputs[0], X)
    answers = model.answers(X)
    np.testing.assert_allclose(inside.outputs[1], answers[:, 1:] if name == "logistic" else answers)
    slopes = one_sample(model, loss, X[:1], np.array([target]))
    for index in range(model.theta.size):
        source, row = divmod(index, part.shape[1])
        told = slopes.by_bias[0][row] if source == 2 else slopes.by_weight[0][source, row]
        assert (part.bias_at(row) if source == 2 else part.weight_at(source, row)) == index
        kept, losses = model.theta[index], []
        for change in (1e-6, -1e-6):
            model.theta[index] = kept + change
            losses.append(one_sample(model, loss, X[:1], np.array([target])).loss)
        model.theta[index] = kept
        assert told == pytest.approx((losses[0] - losses[1]) / 2e-6, rel=1e-5, abs=1e-8)


def test_what_layers_have_in_common_is_carried_over():
    old, new = built(hidden=(3, 2)), built(hidden=(4, 2))
    places = carried_over(old, new, [0, 1])
    theta = np.where(places >= 0, old.theta[places], np.nan)
    new.theta[...] = theta
    part, before = new.parameters.value, old.parameters.value
    np.testing.assert_array_equal(part["W1"][:, :3], before["W1"])
    np.testing.assert_array_equal(part["W2"][:3], before["W2"])
    np.testing.assert_array_equal(part["W3"], before["W3"])
    assert np.isnan(part["W1"][:, 3]).all()
    assert np.isnan(part["W2"][3]).all()
    assert np.isnan(part["b1"][3])
    assert np.isnan(theta).sum() == 2 + 2 + 1


def test_a_layer_in_the_middle_that_goes_takes_its_own_weights_along():
    old, new = built(hidden=(3, 3, 2)), built(hidden=(3, 2))
    places = carried_over(old, new, [0, 2])
    new.theta[...] = old.theta[places]
    np.testing.assert_array_equal(new.parameters.value["W1"], old.parameters.value["W1"])
    np.testing.assert_array_equal(new.parameters.value["W2"], old.parameters.value["W3"])
    np.testing.assert_array_equal(new.parameters.value["W3"], old.parameters.value["W4"])
    with pytest.raises(ValueError, match="dropout"):
        carried_over(built([LayerChoice("dropout")]), built(hidden=(2,)), [0])
