"""The network made of layers of all kinds: the long form, the short form, pictures, what does not fit."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.gradient_check import relative_error
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.losses import LOSSES
from gdviz.core.models import MODELS
from gdviz.core.models.network import declared_layers
from gdviz.core.objective import Objective


def layers(*written: dict) -> tuple[LayerChoice, ...]:
    return tuple(map(LayerChoice.of, written))


def built(n_inputs, outputs: int, task: str, dtype=np.float64, **options):
    model = MODELS["network"](**options)
    model.build(n_inputs, outputs, task, dtype=dtype)
    model.initialize(np.random.default_rng(1))
    return model


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_the_short_form_is_a_short_form_of_the_long_one(activation) -> None:
    short = built(2, 3, "classification", hidden=(5, 4), activation=activation)
    dense = [{"name": "dense", "width": width, "activation": activation} for width in (5, 4)]
    long = built(2, 3, "classification", layers=layers(*dense))
    assert short.component_names == long.component_names
    np.testing.assert_array_equal(short.theta, long.theta)
    X = np.random.default_rng(2).normal(size=(6, 2))
    np.testing.assert_array_equal(short.answers(X), long.answers(X))
    assert short.declared == long.declared == layers(*dense)
    assert short.shape == long.shape == (2, 5, 4, 3)


def test_declared_layers_of_options() -> None:
    assert declared_layers({}) == declared_layers({"hidden": (8, 8), "activation": "tanh"})
    (only,) = declared_layers({"hidden": [3]})
    assert only == LayerChoice("dense", {"width": 3, "activation": "tanh"})
    own = layers({"name": "dropout"})
    assert declared_layers({"layers": own}) == own
    assert declared_layers({"layers": ()}) == ()


def test_no_layers_at_all_is_one_output() -> None:
    model = built(3, 1, "regression", layers=())
    assert list(model.parameters.shapes) == ["W1", "b1"]
    assert model.shape == (3, 1)


def test_pictures_go_in() -> None:
    own = layers(
        {"name": "conv2d", "filters": 3, "activation": "relu"},
        {"name": "max_pooling2d"},
        {"name": "flatten"},
        {"name": "dense", "width": 4, "activation": "gelu"},
    )
    model = built((8, 8, 1), 3, "classification", layers=own)
    assert model.input_shape == (8, 8, 1)
    assert model.shape == ((8, 8, 1), (6, 6, 3), 4, 3)
    X = np.random.default_rng(3).normal(size=(700, 8, 8, 1))
    answers = model.answers(X)
    np.testing.assert_allclose(answers.sum(axis=1), 1.0)
    np.testing.assert_allclose(answers[600:603], model.answers(X[600:603]), rtol=1e-12)  # in blocks or not


def test_plain_rows_become_pictures() -> None:
    own = layers({"name": "reshape", "rows": 4, "columns": 5, "channels": 1}, {"name": "conv2d", "filters": 2},
                 {"name": "flatten"})  # fmt: skip
    plain = built(20, 2, "classification", layers=own)
    pictures = built((4, 5, 1), 2, "classification", layers=own[1:])
    np.testing.assert_array_equal(plain.theta, pictures.theta)
    X = np.random.default_rng(3).normal(size=(5, 20))
    np.testing.assert_allclose(plain.answers(X), pictures.answers(X.reshape(5, 4, 5, 1)), rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_dropout_and_running_means_in_answers_and_in_training(dtype) -> None:
    own = layers({"name": "dense", "width": 6, "activation": "tanh"}, {"name": "batch_normalization"},
                 {"name": "dropout", "rate": 0.4})  # fmt: skip
    model = built(2, 1, "regression", dtype, layers=own)
    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(20, 2)), rng.normal(size=20)
    np.testing.assert_array_equal(model.answers(X), model.answers(X))
    training, finished = (Objective(model, LOSSES["mse"](), X, y, training=way) for way in (True, False))
    assert training.loss(training.theta) != finished.loss(finished.theta)
    first = training.loss(training.theta)
    assert training.loss(training.theta) == first
    model.moment.step = 1
    assert training.loss(training.theta) != first
    assert training.loss_and_gradient(training.theta)[1].dtype == dtype
    if dtype is np.float64:
        assert relative_error(training, training.theta.copy()) < 1e-6
        assert relative_error(finished, finished.theta.copy()) < 1e-6


def test_dropout_keeps_the_mean_and_leaves_out_its_share() -> None:
    model = built(1000, 1, "regression", layers=layers({"name": "dropout", "rate": 0.3}))
    model.parameters.value["W1"][...] = 1e-3
    tape = model.tape(np.ones((50, 1000)), training=True)
    sums = []
    for step in range(40):
        model.moment.step = step
        for function, arguments in tape.forward:
            function(*arguments)
        sums.append(tape.z.copy())
    spread = np.sqrt(0.3 / 0.7 / 1000)  # of the mean of 1000 numbers that are 0 or 1/0.7
    assert np.mean(sums) == pytest.approx(1.0, abs=5 * spread / np.sqrt(len(sums) * 50))
    assert np.std(sums) == pytest.approx(spread, rel=0.1)


def test_two_dropouts_leave_out_different_numbers() -> None:
    half = {"name": "dropout", "rate": 0.5}
    model = built(1, 1, "regression", layers=layers(half, half))
    model.parameters.value["W1"][...] = 1.0
    tape = model.tape(np.ones((4000, 1)), training=True)
    for function, arguments in tape.forward:
        function(*arguments)
    assert set(np.unique(tape.z)) == {0.0, 4.0}
    assert np.mean(tape.z > 0) == pytest.approx(0.25, abs=0.03)


@pytest.mark.parametrize(
    ("n_inputs", "own", "said"),
    [
        ((8, 8, 1), [{"name": "dense"}], r"layer 1 \(dense\): rows must be plain lists of .*; got \(8, 8, 1\)"),
        ((8, 8, 1), [{"name": "tanh"}],
         r"layer 2 \(dense\): rows must be plain lists of numbers, .*; got \(8, 8, 1\)"),
        (20, [{"name": "dense", "activation": "relu"}, {"name": "reshape"}],
         r"layer 2 \(reshape\): rows must have 784 numbers for a shape of \(28, 28, 1\); got \(8,\)"),
        (2, [{"name": "dropout"}] * 65, "layers must be at most 64; got 65"),
        ((), [], r"n_inputs must be at least 1; got \(\)"),
        ((3, 0), [], r"n_inputs must be at least 1; got \(3, 0\)"),
    ],
)  # fmt: skip
def test_layers_that_do_not_fit(n_inputs, own, said) -> None:
    with pytest.raises(ValueError, match=said):
        built(n_inputs, 1, "regression", layers=layers(*own))
