"""Batch normalisation by hand: batches while it trains, running means in answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gdviz.core.layers.base import Mode
from gdviz.core.layers.batch_normalization import BatchNormalization
from gdviz.core.operations import run
from gdviz.core.parameters import Parameters


def made(**options: Any) -> tuple[BatchNormalization, Parameters]:
    layer = BatchNormalization(**options)
    kept = layer.statistics((1,))
    parameters = Parameters({**layer.shapes((1,)), **kept}, fixed=kept)
    layer.bind(parameters.value, parameters.gradient)
    layer.initialize(np.random.default_rng(0))
    return layer, parameters


def answers(layer: BatchNormalization, *numbers: float, training: bool, backward: bool = False) -> list[float]:
    x = np.array(numbers)[:, None]
    y, dy = np.empty_like(x), np.ones_like(x)
    passes = layer.write(x, y, dy, None, Mode(training))
    run(passes.forward)
    if backward:
        run(passes.backward)
    return [round(float(number), 9) for number in y[:, 0]]


def test_running_means_follow_the_batches_and_answer() -> None:
    layer, parameters = made(momentum=0.75, epsilon=1e-12)
    value = parameters.value
    # 0 and 4: mean 2, variance 4, so -1 and 1; means 0.75 * 0 + 0.25 * 2, variances 0.75 * 1 + 0.25 * 4
    assert answers(layer, 0.0, 4.0, training=True, backward=True) == [-1.0, 1.0]
    assert (value["mean"][0], value["variance"][0]) == (0.5, 1.75)
    # 1 and 3: mean 2, variance 1; 0.75 * 0.5 + 0.25 * 2, 0.75 * 1.75 + 0.25 * 1
    answers(layer, 1.0, 3.0, training=True, backward=True)
    assert (value["mean"][0], value["variance"][0]) == (0.875, 1.5625)
    # answers: (x - 0.875) / 1.25, whatever else is in the batch, and nothing moves
    value["gamma"][...], value["beta"][...] = 2.0, 3.0
    assert answers(layer, 0.875, 2.125, training=False, backward=True) == [3.0, 5.0]
    assert (value["mean"][0], value["variance"][0]) == (0.875, 1.5625)


@pytest.mark.parametrize("training", [True, False])
def test_frozen_it_answers_by_running_means_while_training_too(training: bool) -> None:
    layer, parameters = made(epsilon=1e-12, frozen=True)
    parameters.value["mean"][...], parameters.value["variance"][...] = 1.0, 4.0
    assert answers(layer, 1.0, 5.0, training=training, backward=True) == [0.0, 2.0]
    assert (parameters.value["mean"][0], parameters.value["variance"][0]) == (1.0, 4.0)
