"""Many rows through a network whose layers put out a lot for each: block by block, in bounded memory."""

from __future__ import annotations

import tracemalloc

import numpy as np

from gdviz.core.fitting import predict
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.models.network import Network

N = 700


def network() -> Network:
    convolution = LayerChoice("conv2d", {"filters": 32, "padding": "same", "activation": "relu"})
    model = Network(layers=(convolution, convolution, LayerChoice("flatten")))
    model.build((20, 20, 1), 10, "classification", dtype=np.float32)
    model.initialize(np.random.default_rng(1))
    return model


def test_answers_for_many_pictures_take_the_memory_of_a_few() -> None:
    model, X = network(), np.random.default_rng(2).random((N, 20, 20, 1), dtype=np.float32)
    of_one_layer = N * 20 * 20 * 32 * 4
    for ask in (model.scores, lambda X: predict(model, X, scores=True)):
        tracemalloc.start()
        try:
            scores = ask(X)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < of_one_layer, f"{peak / 2**20:.0f} MiB"
        np.testing.assert_allclose(scores[-3:], model.scores(X[-3:]), rtol=1e-4, atol=1e-5)


def test_small_layers_take_many_rows_at_once() -> None:
    small = Network()
    small.build(2, 2, "classification")
    assert small.rows_at_once == 512
    assert 32 <= network().rows_at_once < 128
