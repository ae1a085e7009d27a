"""Layers that draw at random or keep running means, and pictures: exact to the bit from wherever a fit was saved."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.fitting import Fit, predict
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.metrics import METRICS
from gdviz.core.models import MODELS

RANDOM = (
    LayerChoice("conv2d", {"filters": 3}),
    LayerChoice("batch_normalization", {}),
    LayerChoice("max_pooling2d", {}),
    LayerChoice("flatten", {}),
    LayerChoice("dense", {"width": 6, "activation": "relu"}),
    LayerChoice("dropout", {"rate": 0.4}),
)


def fit_of(seed: int = 3) -> Fit:
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 256, (30, 8, 8, 1)).astype(np.uint8), rng.integers(0, 3, 30)
    model = MODELS["network"](layers=RANDOM)
    model.build((8, 8, 1), 3, "classification", dtype=np.float32)
    model.initialize(np.random.default_rng(1))
    loss, method = LOSSES["sparse_categorical_cross_entropy"](), METHODS["momentum"](learning_rate=0.05)
    return Fit(model, loss, method, x, y, batch_size=8, seed=seed, scale=1 / 255, metrics=[METRICS["accuracy"]()],
               validation_split=0.3)  # fmt: skip


def run_all(fit: Fit, epochs: int) -> Fit:
    for _ in fit.run(epochs):
        pass
    return fit


def test_the_same_seed_draws_the_same() -> None:
    first, again, other = (run_all(fit_of(seed), 2) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.model.theta, again.model.theta)
    assert not np.array_equal(first.model.theta, other.model.theta)


@pytest.mark.parametrize("stop_at", [1, 3, 4, 6])
def test_random_layers_and_running_means_go_on_to_the_bit(stop_at) -> None:
    whole, first, second = run_all(fit_of(), 4), fit_of(), fit_of()
    running = first.run(4)
    for _ in range(stop_at):
        next(running)
    second.load(first.save())
    run_all(second, 4)
    np.testing.assert_array_equal(second.model.theta, whole.model.theta)
    assert second.history == whole.history


def test_validation_neither_drops_nor_learns() -> None:
    fit = run_all(fit_of(), 1)
    before = fit.model.theta.copy()
    x = np.random.default_rng(5).integers(0, 256, (300, 8, 8, 1)).astype(np.uint8)
    one, blocks = (predict(fit.model, x, scale=1 / 255, block=block) for block in (300, 64))
    np.testing.assert_allclose(one, blocks, rtol=1e-4, atol=1e-6)
    np.testing.assert_array_equal(fit.model.theta, before)
    assert fit.model.trained.size < fit.model.theta.size  # running means are there, and no method trains them
