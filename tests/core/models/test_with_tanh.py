"""Maps of sigmoid networks are worked out with tanh: the same scores, and they follow the weights."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy.special import expit

from gdviz.core.graph import Graph
from gdviz.core.layers.base import Layer
from gdviz.core.layers.dense import Dense
from gdviz.core.layers.dropout import Dropout
from gdviz.core.layers.sigmoid import Sigmoid
from gdviz.core.layers.tanh import Tanh
from gdviz.core.models import MODELS
from gdviz.core.models.layered import NUMBERS_KEPT, LayeredModel
from gdviz.core.models.with_tanh import with_tanh

ROWS = 1300  # two whole blocks and a part


def network(rng: np.random.Generator, dtype: type = np.float64) -> LayeredModel:
    """Return 2-7-5-1 with sigmoids of steepness 1, weights of all sizes."""
    model = MODELS["network"](hidden=(7, 5), activation="sigmoid")
    model.build(2, 2, "classification", dtype=dtype)
    model.theta[...] = 2 * rng.normal(size=model.theta.size)
    return model


def textbook(model: LayeredModel, X: np.ndarray, steepness: tuple[float, ...]) -> np.ndarray:
    part, a = model.parameters.value, X
    for number, beta in enumerate(steepness, start=1):
        a = expit(beta * (a @ part[f"W{number}"] + part[f"b{number}"]))
    last = len(steepness) + 1
    return a @ part[f"W{last}"] + part[f"b{last}"]


def test_scores_are_the_textbooks_and_follow_theta() -> None:
    rng = np.random.default_rng(0)
    model, X = network(rng), rng.normal(size=(ROWS, 2))
    for _ in range(3):
        np.testing.assert_allclose(model.scores(X), textbook(model, X, (1, 1)), rtol=0, atol=1e-13)
        model.theta[...] = 3 * rng.normal(size=model.theta.size)


@pytest.mark.parametrize("betas", [(0.3, 4.0), (4.0, 0.3)])
def test_each_steepness_goes_into_the_weights(betas) -> None:
    rng = np.random.default_rng(1)
    layers: list[Layer] = [Dense(4), Sigmoid(betas[0]), Dense(6), Sigmoid(betas[1]), Dense(2)]
    model = LayeredModel.of(Graph.chain((3,), layers), "softmax")
    model.theta[...] = rng.normal(size=model.theta.size)
    X = rng.normal(size=(ROWS, 3))
    np.testing.assert_allclose(model.scores(X), textbook(model, X, betas), rtol=0, atol=1e-13)


def test_float32_stays_float32() -> None:
    rng = np.random.default_rng(2)
    model, X = network(rng, np.float32), rng.normal(size=(ROWS, 2))
    scores = model.scores(X)
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores, textbook(model, X, (1, 1)), rtol=0, atol=2e-5)


def test_theta_is_left_as_it_was() -> None:
    rng = np.random.default_rng(3)
    model = network(rng)
    kept = model.theta.copy()
    model.scores(rng.normal(size=(ROWS, 2)))
    np.testing.assert_array_equal(model.theta, kept)


@pytest.mark.parametrize(
    "layers",
    [
        [Dense(4), Tanh(), Dense(1)],
        [Sigmoid(), Dense(1)],
        [Dense(3), Sigmoid()],
        [Dense(3), Sigmoid(), Dropout(0.5), Dense(1)],
        [Dense(3, "relu"), Sigmoid(), Dense(1)],
    ],
    ids=["no sigmoid", "first", "last", "dropout behind", "relu before"],
)
def test_other_networks_are_left_alone(layers) -> None:
    graph = Graph.chain((2,), layers)
    assert with_tanh(graph, graph.parameters(np.float64)) is None


def test_a_layer_at_two_places_is_left_alone() -> None:
    shared = Dense(2)
    graph = Graph.chain((2,), [shared, Sigmoid(), shared, Sigmoid(), Dense(1)])
    assert with_tanh(graph, graph.parameters(np.float64)) is None


def test_threads_that_ask_at_the_same_time_get_their_own_answers() -> None:
    rng = np.random.default_rng(4)
    model = network(rng)
    asked = [rng.normal(size=(20_000, 2)) for _ in range(8)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(model.scores, asked * 5))
    for X, scores in zip(asked * 5, found, strict=True):
        np.testing.assert_allclose(scores, textbook(model, X, (1, 1)), rtol=0, atol=1e-13)


def test_buffers_stay_for_the_next_map_unless_they_are_large() -> None:
    rng = np.random.default_rng(5)
    small = network(rng)
    first, second = (small.scores(rng.normal(size=(ROWS, 2))) for _ in range(2))
    assert len(small._spare) == 1
    assert not np.may_share_memory(first, second)
    large = MODELS["network"](hidden=(NUMBERS_KEPT // 512,), activation="relu")
    large.build(2, 2, "classification")
    large.scores(rng.normal(size=(ROWS, 2)))
    assert not large._spare
