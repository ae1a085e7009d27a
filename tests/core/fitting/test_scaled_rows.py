"""Pictures as bytes train as the grey values do that they stand for, whatever layer comes first."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.fitting import Fit, evaluate, predict
from gdviz.core.graph import Graph
from gdviz.core.layers.base import given
from gdviz.core.layers.batch_normalization import BatchNormalization
from gdviz.core.layers.concatenate import Concatenate
from gdviz.core.layers.conv2d import Conv2D
from gdviz.core.layers.dense import Dense
from gdviz.core.layers.dropout import Dropout
from gdviz.core.layers.flatten import Flatten
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models.layered import LayeredModel

SCALE = 1 / 255
FIRST = {
    "wide dense": lambda: [Dense(70, "relu")],
    "wide dense without a bias": lambda: [Dense(70, "relu", bias=False)],
    "narrow dense": lambda: [Dense(5, "tanh")],
    "dropout": lambda: [Dropout(0.5), Dense(5)],
    "no dropout": lambda: [Dropout(0.0), Dense(5)],
    "batch normalization": lambda: [BatchNormalization(), Dense(5)],
}


def fitted(model: LayeredModel, x: np.ndarray, y: np.ndarray, scale: float) -> tuple[float, np.ndarray, np.ndarray]:
    """Return the loss of two epochs, theta and answers."""
    model.initialize(np.random.default_rng(1))
    loss = LOSSES["sparse_categorical_cross_entropy"]()
    fit = Fit(model, loss, METHODS["gradient_descent"](learning_rate=0.5), x, y, batch_size=7, scale=scale)
    for _ in fit.run(2):
        pass
    after = evaluate(model, loss, x, y, scale=scale)["loss"]
    return after, model.theta.copy(), predict(model, x, scale=scale)


def assert_same(make, x: np.ndarray, y: np.ndarray) -> None:
    kept = x.copy()
    for own, expected in zip(fitted(make(), x, y, SCALE), fitted(make(), x / 255.0, y, 1.0), strict=True):
        np.testing.assert_allclose(own, expected, rtol=1e-9, atol=1e-11)
    np.testing.assert_array_equal(x, kept)


@pytest.mark.parametrize("columns", [12, 80])
@pytest.mark.parametrize("first", list(FIRST))
def test_lists(first, columns) -> None:
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 256, (20, columns)).astype(np.uint8), rng.integers(0, 3, 20)
    assert_same(lambda: LayeredModel.of(Graph.chain((columns,), [*FIRST[first](), Dense(3)]), "softmax"), x, y)


@pytest.mark.parametrize("first", [[Flatten, lambda: Dense(5)], [lambda: Conv2D(2), Flatten]])
def test_pictures(first) -> None:
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 256, (20, 6, 6, 1)).astype(np.uint8), rng.integers(0, 3, 20)
    assert_same(
        lambda: LayeredModel.of(Graph.chain((6, 6, 1), [*(make() for make in first), Dense(3)]), "softmax"), x, y
    )


def test_an_input_with_two_ways() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 256, (20, 30)).astype(np.uint8), rng.integers(0, 3, 20)

    def make() -> LayeredModel:
        rows = given((30,))
        ends = Concatenate()(Dense(20, "tanh")(rows), Flatten()(rows))
        return LayeredModel.of(Graph.between((rows,), (Dense(3)(ends),)), "softmax")

    assert_same(make, x, y)
