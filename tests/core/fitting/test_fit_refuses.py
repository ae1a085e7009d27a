"""What does not fit is refused before any work is done, by a message that names it."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.fitting import EarlyStopping, Fit, evaluate, predict
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.metrics import METRICS
from gdviz.core.models import MODELS

X = np.random.default_rng(0).normal(size=(10, 4))
Y = np.arange(10) % 3


def refuse(error, message, *, x=X, y=Y, loss="sparse_categorical_cross_entropy", method="gradient_descent", **facts):
    model = MODELS["network"](hidden=(3,))
    model.build(4, 3, "classification")
    model.initialize(np.random.default_rng(0))
    before = model.theta.copy()
    with pytest.raises(error, match=message):
        Fit(model, LOSSES[loss](), METHODS[method](), x, y, **facts)
    np.testing.assert_array_equal(model.theta, before)


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        (X[:, :3], ValueError, r"x must be \(n, 4\) for this model; got \(10, 3\)"),
        (X[:, 0], ValueError, r"x must be \(n, 4\) for this model; got \(10,\)"),
        (X[:0], ValueError, "x must have at least one row; got none"),
        (np.full_like(X, np.nan), ValueError, "x must be finite; got NaN or infinity"),
        (X.astype(str), TypeError, "x must be numbers; got <U32"),
        (X * 1j, TypeError, "x must be numbers; got complex128"),
    ],
)
def test_x(x, error, message) -> None:
    refuse(error, message, x=x, y=Y[: len(x)])


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (Y[:9], r"y must have one entry a row of x \(10, 4\); got \(9,\)"),
        (np.append(Y, 0), r"y must have one entry a row of x \(10, 4\); got \(11,\)"),
        (Y + 1, r"y must be class labels in \[0, 2\]; got 3"),
        (Y - 1, r"y must be class labels in \[0, 2\]; got -1"),
        (np.where(Y == 1, np.nan, Y), "y must be finite; got NaN or infinity"),
        (np.eye(3)[Y], r"y must be one class label a row, \(n,\); got \(10, 3\)"),
    ],
)
def test_y(y, message) -> None:
    refuse(ValueError, message, y=y)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"batch_size": 0}, "batch_size must be at least 1; got 0"),
        ({"validation_split": 1.0}, r"validation_split must be in \[0, 1\); got 1.0"),
        ({"validation_split": 0.95}, "validation_split must leave rows on both sides; got 0.95 of 10 rows"),
        ({"validation_data": (X[:, :2], Y)}, r"validation x must be \(n, 4\) for this model; got \(10, 2\)"),
        ({"validation_data": (X, Y + 5)}, r"y must be class labels in \[0, 2\]; got 7"),
        ({"validation_data": (X,)}, r"validation_data must be \(x, y\) or \(x, y, weights\); got 1 part"),
        ({"class_weight": {7: 1.0}}, r"class_weight must name classes of y \(0, 1, 2\); got 7"),
        ({"class_weight": {1: -1.0}}, "class_weight of 1 must be at least 0; got -1"),
        ({"sample_weight": np.ones(3)}, r"sample_weight must be one number a row, \(10,\); got \(3,\)"),
        ({"sample_weight": np.full(10, np.nan)}, "sample_weight must be finite"),
        ({"initial_epoch": -1}, "initial_epoch must be at least 0; got -1"),
        ({"scale": 0.0}, "scale must be a number other than 0; got 0"),
        ({"loss": "binary_cross_entropy"}, "loss binary_cross_entropy needs a sigmoid output; this model has softmax"),
        ({"method": "random_search", "batch_size": 4}, "method random_search .* batch_size must be None, got 4"),
        ({"metrics": [METRICS["accuracy"](), METRICS["accuracy"]()]}, "metrics must be different ones, or named"),
    ],
)
def test_settings(facts, message) -> None:
    refuse(ValueError, message, **facts)


@pytest.mark.parametrize(
    ("facts", "error", "message"),
    [
        ({"x": None}, TypeError, "x must be an array; got None"),
        ({"batch_size": 1.5}, ValueError, "batch_size must be a whole number; got 1.5"),
        ({"batch_size": True}, ValueError, "batch_size must be a whole number; got True"),
        ({"seed": -1}, ValueError, "seed must be at least 0; got -1"),
        ({"initial_epoch": 1.5}, ValueError, "initial_epoch must be a whole number; got 1.5"),
        ({"validation_split": "a"}, TypeError, "validation_split must be a number; got 'a'"),
        ({"class_weight": "balanced"}, TypeError, "class_weight must map labels to weights; got 'balanced'"),
        ({"class_weight": {1: "a"}}, TypeError, "class_weight of 1 must be a number; got 'a'"),
        ({"l2": "a"}, TypeError, "l2 must be a number; got 'a'"),
        ({"l1": np.inf}, ValueError, "l1 must be at least 0; got inf"),
        ({"loss_scale": np.nan}, ValueError, "loss_scale must be at least 0; got nan"),
        ({"scale": "a"}, TypeError, "scale must be a number; got 'a'"),
        ({"metrics": ["accuracy"]}, TypeError, "each of metrics must be an object of class Metric; got 'accuracy'"),
        ({"callbacks": [print]}, TypeError, "each of callbacks must be an object of class Callback; got <built-in"),
    ],
)
def test_what_is_of_another_kind(facts, error, message) -> None:
    refuse(error, message, **facts)


def test_names_in_place_of_parts_and_a_model_that_is_not_built() -> None:
    model, loss, method = MODELS["network"](), LOSSES["sparse_categorical_cross_entropy"](), METHODS["adam"]()
    with pytest.raises(ValueError, match="model must be built before it works on rows; got a network without"):
        Fit(model, loss, method, X, Y)
    with pytest.raises(ValueError, match="task must be one of classification, regression; got 'clasification'"):
        model.build(4, 3, "clasification")
    with pytest.raises(ValueError, match="dtype must be one of floats, such as float32 or float64; got int32"):
        model.build(4, 3, "classification", dtype=np.int32)
    model.build(4, 3, "classification")
    for parts, message in (
        (("network", loss, method), "model must be an object of class Model; got 'network'"),
        ((model, "mse", method), "loss must be an object of class Loss; got 'mse'"),
        ((model, loss, "adam"), "method must be an object of class Method; got 'adam'"),
    ):
        with pytest.raises(TypeError, match=message):
            Fit(*parts, X, Y)
    with pytest.raises(ValueError, match=r"epochs must be a whole number; got 1\.5"):
        next(Fit(model, loss, method, X, Y).run(1.5))


def test_stopping() -> None:
    with pytest.raises(ValueError, match="patience must be at least 0; got -1"):
        EarlyStopping(patience=-1)
    with pytest.raises(ValueError, match="mode must be one of auto, min, max; got 'least'"):
        EarlyStopping(mode="least")


def test_blocks() -> None:
    model = MODELS["network"](hidden=())
    model.build(4, 3, "classification")
    with pytest.raises(ValueError, match="block must be at least 1; got 0"):
        predict(model, X, block=0)
    with pytest.raises(ValueError, match="block must be at least 1; got 0"):
        evaluate(model, LOSSES["categorical_cross_entropy"](), X, Y, block=0)


@pytest.mark.parametrize("name", [name for name in METHODS if hasattr(METHODS[name], "learning_rate")])
def test_a_learning_rate_of_nothing(name) -> None:
    model = MODELS["network"](hidden=(3,))
    model.build(4, 3, "classification")
    with pytest.raises(ValueError, match=r"learning_rate must be .*; got 0.0"):
        Fit(model, LOSSES["sparse_categorical_cross_entropy"](), METHODS[name](learning_rate=0.0), X, Y)
