"""The course's networks: their sizes, counted by hand, and that they learn."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from gdviz.core.fitting import Fit
from gdviz.core.hyperparameter import validated
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models import MODELS
from gdviz.core.objective import Objective
from gdviz.core.presets import PRESETS, SMALL_CNN, preset
from gdviz.core.schedules import SCHEDULES

PARAMETERS = {
    "softmax": 784 * 10 + 10,
    "mlp": 784 * 128 + 128 + 128 * 128 + 128 + 128 * 10 + 10,
    "deep_sigmoid": 784 * 100 + 100 + 4 * (100 * 100 + 100) + 100 * 10 + 10,
    "small_cnn": (9 * 8 + 8) + (9 * 8 * 16 + 16) + (5 * 5 * 16 * 10 + 10),
    "course_cnn": (9 * 128 + 128) + (9 * 128 * 128 + 128) + (28 * 28 * 128 * 10 + 10),
}


def built(name):
    model = MODELS["network"](layers=preset(name).layers)
    model.build((28, 28, 1), 10, "classification", dtype=np.float32)
    model.initialize(np.random.default_rng(1))
    return model


def test_every_preset_is_counted() -> None:
    assert set(PARAMETERS) == set(PRESETS)


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameters(name) -> None:
    assert built(name).theta.size == PARAMETERS[name]


@pytest.mark.parametrize("name", PARAMETERS)
def test_what_it_is_trained_with_exists(name) -> None:
    chosen = preset(name)
    validated(METHODS[chosen.method], dict(chosen.options))
    assert chosen.schedule in SCHEDULES
    assert chosen.name == name


def test_steps_of_all_epochs() -> None:
    assert SMALL_CNN.total_steps(60_000) == 3 * 1875
    assert SMALL_CNN.total_steps(33) == 3 * 2


def test_a_name_that_there_is_not() -> None:
    with pytest.raises(ValueError, match=r"preset must be one of softmax, mlp, .*; got 'lenet'"):
        preset("lenet")


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_step_allocates_nothing_that_grows(name) -> None:
    model = built(name)
    x, y = np.random.default_rng(2).random((16, 28, 28, 1), dtype=np.float32), np.arange(16) % 10
    objective = Objective(model, LOSSES["categorical_cross_entropy"](), x, y)
    method = METHODS["adam"]()
    method.start(objective, 1)
    method.step(objective.theta, objective)
    tracemalloc.start()
    try:
        method.step(objective.theta, objective)
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        method.step(objective.theta, objective)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert peak < 150_000  # NumPy's own buffers, of a fixed size


def test_the_small_one_learns_where_a_stroke_is() -> None:
    """Ten kinds of pictures, each with a bright square at a place of its own, in noise."""
    rng = np.random.default_rng(1)
    y = np.arange(600) % 10
    x = rng.integers(0, 100, (600, 28, 28, 1), np.uint8)
    for picture, kind in zip(x, y, strict=True):
        i, j = divmod(int(kind), 4)
        picture[9 * i : 9 * i + 5, 7 * j : 7 * j + 5] += 120
    model = built("small_cnn")
    method = METHODS[SMALL_CNN.method](**SMALL_CNN.options)
    loss = LOSSES["sparse_categorical_cross_entropy"]()
    fit = Fit(model, loss, method, x[:500], y[:500], batch_size=SMALL_CNN.batch_size, scale=1 / 255)
    for _ in fit.run(6):
        pass
    right = model.answers(x[500:] / 255).argmax(axis=1) == y[500:]
    assert right.mean() > 0.95
