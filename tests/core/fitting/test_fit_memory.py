"""Nothing is allocated in a step that grows with the model, and training takes little beyond the data."""

from __future__ import annotations

import gc
import tracemalloc

import numpy as np
import pytest

from gdviz.core.fitting import Fit
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.metrics import METRICS
from gdviz.core.models import MODELS


def peak_of_steps(width: int, method: str, batch_size: int = 32, columns: int = 64) -> tuple[int, int]:
    """Return the bytes that steps, once everything is there, take at their highest point; and those of theta."""
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 256, (160, columns)).astype(np.uint8), rng.integers(0, 10, 160)
    model = MODELS["network"](hidden=(width, width), activation="relu")
    model.build(columns, 10, "classification", dtype=np.float32)
    model.initialize(rng)
    fit = Fit(model, LOSSES["sparse_categorical_cross_entropy"](), METHODS[method](), x, y, batch_size=batch_size,
              scale=1 / 255, metrics=[METRICS["accuracy"]()], class_weight={0: 2.0},
              l1=1e-5, l2=1e-5)  # fmt: skip
    running = fit.run(3)
    for _ in range(12):
        next(running)
    gc.collect()
    tracemalloc.start()
    try:
        for _ in range(5):
            next(running)
        return tracemalloc.get_traced_memory()[1], model.theta.nbytes
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("method", ["gradient_descent", "momentum", "nesterov", "rmsprop", "adam"])
def test_a_step_allocates_nothing_that_grows_with_the_model(method) -> None:
    # from 8,192 numbers on NumPy casts in pieces, whose memory no longer grows
    small, small_theta = peak_of_steps(260, method)
    large, theta = peak_of_steps(510, method)
    assert theta > small_theta + 700_000
    assert large < small + 1000
    assert large < 40_000


def test_a_step_allocates_nothing_that_grows_with_the_pictures() -> None:
    small, _ = peak_of_steps(20, "gradient_descent", columns=300)
    large, _ = peak_of_steps(20, "gradient_descent", columns=900)
    assert large < small + 1000


def test_the_check_sees_an_allocation() -> None:
    tracemalloc.start()
    try:
        np.zeros(100_000, np.float32)
        assert tracemalloc.get_traced_memory()[1] >= 400_000
    finally:
        tracemalloc.stop()


def test_mnists_network_takes_under_150_mb_beyond_the_data() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 256, (60_000, 784), np.uint8), rng.integers(0, 10, 60_000).astype(np.uint8)
    held = rng.integers(0, 256, (10_000, 784), np.uint8), rng.integers(0, 10, 10_000)
    gc.collect()
    tracemalloc.start()
    try:
        model = MODELS["network"](hidden=(128, 128), activation="relu")
        model.build(784, 10, "classification", dtype=np.float32)
        model.initialize(rng)
        fit = Fit(model, LOSSES["sparse_categorical_cross_entropy"](), METHODS["adam"](), x, y, batch_size=128,
                  scale=1 / 255, metrics=[METRICS["accuracy"]()], validation_data=held)  # fmt: skip
        for phase in fit.run(1):
            if phase == "validation":
                break
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 30e6  # the goal is 150 MB; a float copy of the pictures would be 188 MB
