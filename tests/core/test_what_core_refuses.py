"""What does not fit is refused by name before any work is done, wherever one begins."""

from __future__ import annotations

import re

import numpy as np
import pytest

from gdviz.core.clipping import CLIPS
from gdviz.core.datasets import DATASETS
from gdviz.core.fitting import EarlyStopping, Fit, evaluate, predict
from gdviz.core.graph import Graph
from gdviz.core.initializers import INITIALIZERS
from gdviz.core.layers import LAYERS
from gdviz.core.layers.base import given
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.layers.dense import Dense
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.metrics import METRICS
from gdviz.core.models import MODELS
from gdviz.core.models.layered import LayeredModel
from gdviz.core.objective import Objective
from gdviz.core.schedules import SCHEDULES

RNG = np.random.default_rng(3)
X, LABELS = RNG.normal(size=(20, 2)), RNG.integers(0, 2, 20)
LOSS = LOSSES["binary_cross_entropy"]()
REGISTRIES = {
    registry.kind: registry
    for registry in (MODELS, METHODS, LOSSES, LAYERS, METRICS, SCHEDULES, CLIPS, INITIALIZERS, DATASETS)
}


def network(n_outputs: int = 2, task: str = "classification", **options):
    model = MODELS["network"](**{"hidden": (3,), **options})
    model.build(2, n_outputs, task)
    model.initialize(np.random.default_rng(1))
    return model


def objective(X=X, y=LABELS, loss=LOSS, **facts) -> Objective:
    return Objective(network(), loss, X, y, **facts)


def fit(**facts) -> Fit:
    return Fit(network(), LOSS, METHODS["gradient_descent"](), X, LABELS, **facts)


CALLS = {
    "half a label": (lambda: objective(y=LABELS + 0.5), "y must be class labels in [0, 1]; got "),
    "one-hot rows for one score": (lambda: objective(y=np.eye(2)[LABELS]), "y must be one class label a row, (n,)"),
    "two numbers for one": (
        lambda: Objective(network(1, "regression"), LOSSES["mse"](), X, np.ones((20, 2))),
        "y must be (n,) or (n, 1) for 1 output; got (20, 2)",
    ),
    "no X": (lambda: objective(X=None), "X must be an array; got None"),
    "no y": (lambda: objective(y=None), "y must be an array; got None"),
    "one number as y": (lambda: objective(y=3), "y must have one entry a row of X (20); got 3"),
    "ragged X": (lambda: objective(X=[[1, 2], [3]], y=[0, 1]), "X must have rows of one length"),
    "a loss by its name": (lambda: objective(loss="mse"), "loss must be an object of class Loss; got 'mse'"),
    "a model by its name": (lambda: Objective("network", LOSS, X, LABELS), "model must be an object of class Model"),
    "a model that is not built": (
        lambda: Objective(MODELS["network"](), LOSS, X, LABELS),
        "model must be built before it works on rows; got a network without parameters",
    ),
    "weights of words": (lambda: objective(weights=["a"] * 20), "weights must be numbers; got <U1"),
    "another theta": (lambda: objective().loss(np.zeros(3)), "theta must have 13 numbers, as the model has; got 3"),
    "a batch of none": (lambda: objective().select(np.arange(0)), "indices must name at least one row; got none"),
    "other rows to evaluate": (lambda: objective().evaluate(X[:, :1], LABELS), "X must be (n, 2) for this model; got"),
    "NaN to evaluate": (lambda: objective().evaluate(X * np.nan, LABELS), "X and y must be finite; got NaN"),
    "none to evaluate": (lambda: objective().evaluate(X[:0], LABELS[:0]), "X must have at least one row; got none"),
    "Fit: shuffle": (lambda: fit(shuffle="a"), "shuffle must be True or False; got 'a'"),
    "Fit: start_method": (lambda: fit(start_method=2), "start_method must be True or False; got 2"),
    "Fit: metrics": (lambda: fit(metrics=3), "metrics must be a list; got 3"),
    "Fit: a metric by its name": (lambda: fit(metrics={"a": "mae"}), "each of metrics must be an object of class"),
    "Fit: callbacks": (lambda: fit(callbacks=None), "callbacks must be a list; got None"),
    "Fit: validation_data": (lambda: fit(validation_data=3), "validation_data must be (x, y) or (x, y, weights)"),
    "Fit: validation y": (lambda: fit(validation_data=(X, LABELS + 3)), "validation y must be in [0, 1]; got 4"),
    "Fit: class_weight": (lambda: fit(class_weight=3), "class_weight must map labels to weights; got 3"),
    "Fit: no class counts": (lambda: fit(class_weight=[0, 0]), "class_weight must be above 0 for at least one class"),
    "Fit: sample_weight": (lambda: fit(sample_weight="a"), "sample_weight must be numbers; got <U1"),
    "monitor": (
        lambda: next(fit(callbacks=[EarlyStopping("los")]).run(1)),
        "monitor must be one of loss; got 'los': did you mean 'loss'?",
    ),
    "patience": (lambda: EarlyStopping(patience=1.5), "patience must be a whole number; got 1.5"),
    "evaluate: block": (lambda: evaluate(network(), LOSS, X, LABELS, block="a"), "block must be a whole number; got"),
    "predict: no x": (lambda: predict(network(), None), "x must be an array; got None"),
    "predict: no model": (lambda: predict("network", X), "model must be an object of class Model; got 'network'"),
    "solve: words": (lambda: solved(X.astype(str)), "X must be numbers; got <U32"),
    "solve: one number": (lambda: solved(X, 3), "y must have one entry a row of X (20); got 3"),
    "scores of other rows": (lambda: network().scores(X[:, :1]), "X must be (n, 2) for this model; got (20, 1)"),
    "answers to one number": (lambda: network().answers(3.0), "X must be (n, 2) for this model; got ()"),
    "neighbours of nobody": (lambda: solved(None).answers(X), "k_nearest must be solved before it answers"),
    "an activation": (lambda: Dense(3, "rleu"), "got 'rleu': did you mean 'relu'?"),
    "an option of a layer": (
        lambda: LayerChoice("dense", {"widht": 3}),
        "unknown hyperparameter 'widht' of Dense; did you mean 'width'?",
    ),
    "an argument of a layer": (
        lambda: LAYERS["dense"](widht=3),
        "unknown hyperparameter 'widht' of Dense; did you mean 'width'?",
    ),
    "an argument of a method": (
        lambda: METHODS["adam"](learning_rte=0.1),
        "unknown hyperparameter 'learning_rte' of Adam; did you mean 'learning_rate'?",
    ),
    "hidden": (lambda: network(hidden=3), "hidden must be a list of widths, such as (8, 8); got 3"),
    "a width": (lambda: network(hidden=("a",)), "hidden widths must be whole numbers in [1, 512]; got 'a'"),
    "layers": (lambda: network(layers=[{"name": "dense"}]), "each of layers must be an object of class LayerChoice"),
    "a shape": (lambda: given((0,)), "the shape of a row must be whole numbers from 1 on; got (0,)"),
    "no layer": (lambda: Graph.chain((2,), [3]), "layer 1 must be an object of class Layer; got 3"),
    "a link": (
        lambda: LayeredModel.of(Graph.chain((2,), [Dense(3)]), "softmx"),
        "link must be one of identity, sigmoid, softmax; got 'softmx': did you mean 'softmax'?",
    ),
    "no graph": (lambda: LayeredModel.of(3, "softmax"), "graph must be an object of class Graph; got 3"),
    "dtype": (
        lambda: MODELS["line"]().build(2, 1, "regression", dtype="float23"),
        "dtype must be one of floats, such as float32 or float64; got 'float23'",
    ),
}  # fmt: skip


def solved(X, y=LABELS):
    model = MODELS["k_nearest"]()
    model.build(2, 2, "classification")
    if X is not None:
        model.solve(X, y)
    return model


@pytest.mark.parametrize("case", CALLS)
def test_the_message_names_it(case) -> None:
    call, sentence = CALLS[case]
    with pytest.raises((ValueError, TypeError), match=re.escape(sentence)):
        call()


@pytest.mark.parametrize("kind", REGISTRIES)
@pytest.mark.parametrize("wrong", ["nosuch", None, [], 3])
def test_no_registry_knows_it(kind, wrong) -> None:
    with pytest.raises(ValueError, match=re.escape(f"unknown {kind} {wrong!r}; ")):
        REGISTRIES[kind][wrong]


@pytest.mark.parametrize("name", list(MODELS))
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("two", 2, None), "n_inputs must be a whole number; got 'two'"),
        ((2.5, 2, None), "n_inputs must be a whole number; got 2.5"),
        ((2, "two", None), "n_outputs must be a whole number; got 'two'"),
        ((2, 2, "clasification"), "got 'clasification': did you mean 'classification'?"),
    ],
)
def test_no_model_is_built_of_it(name, arguments, sentence) -> None:
    n_inputs, n_outputs, task = arguments
    with pytest.raises(ValueError, match=re.escape(sentence)):
        MODELS[name]().build(n_inputs, n_outputs, task or next(iter(MODELS[name].tasks)))


def test_numbers_of_numpy_are_numbers() -> None:
    labels = np.array([0, 2, 1])
    model = MODELS["network"](hidden=(np.int64(4),))
    model.build(np.int64(2), labels.max() + 1, "classification")
    assert model.n_outputs == 3
    assert METHODS["adam"](learning_rate=np.float32(0.5)).learning_rate == 0.5
    assert LAYERS["dense"](width=np.int64(3), bias=np.bool_(False)) == Dense(3, bias=False)
    assert type(LAYERS["dense"](width=np.int64(3)).width) is int  # JSON knows no other
