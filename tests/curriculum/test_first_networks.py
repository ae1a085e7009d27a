"""One neuron, and one sample through a network of 2-2-1: what the lessons show, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import curve_fit
from scipy.special import expit

from gdviz.core.losses import LOSSES
from gdviz.core.objective import Objective
from gdviz.lessons import find_lesson
from gdviz.training.build import generate
from gdviz.training.headless import train


def run_of(lesson_id, steps):
    return train(find_lesson(lesson_id).experiment, steps).runs[1]


def test_neuron_is_a_sigmoid_of_steepness_2_and_comes_near_the_best_one() -> None:
    lesson = find_lesson("neuron")
    data, run = generate(lesson.experiment.data), run_of("neuron", lesson.steps)
    x, y = data.X[:, 0], data.y
    w, b, v, d = run.model.theta  # a linear output scales and moves the curve
    loss = run.evaluate()["train_loss"]
    assert loss == pytest.approx(np.mean((v * expit(2 * (w * x + b)) + d - y) ** 2), rel=1e-9)
    best, _ = curve_fit(lambda x, w, b, v, d: v * expit(2 * (w * x + b)) + d, x, y, p0=(w, b, v, d), maxfev=20_000)
    least = np.mean((best[2] * expit(2 * (best[0] * x + best[1])) + best[3] - y) ** 2)
    assert least * (1 - 1e-9) <= loss < 1.2 * least + 1e-4


def test_backprop_is_the_chain_rule_number_by_number() -> None:
    run = run_of("backprop", 0)
    split, value = run.settings.split, run.model.parameters.value
    x, y = split.X_train[:1], split.y_train[:1]
    w, c, v, d = (value[name].copy() for name in ("W1", "b1", "W2", "b2"))
    assert [part.shape for part in (w, c, v, d)] == [(2, 2), (2,), (2, 1), (1,)]

    h = [np.tanh(x[0, 0] * w[0, j] + x[0, 1] * w[1, j] + c[j]) for j in range(2)]
    p = expit(h[0] * v[0, 0] + h[1] * v[1, 0] + d[0])
    behind = p - y[0]  # of the score: cross-entropy's slope (p - y) / (p (1 - p)) times the sigmoid's p (1 - p)
    expected = {
        "W2": [[behind * h[0]], [behind * h[1]]],
        "b2": [behind],
        "W1": [[behind * v[j, 0] * (1 - h[j] ** 2) * x[0, i] for j in range(2)] for i in range(2)],
        "b1": [behind * v[j, 0] * (1 - h[j] ** 2) for j in range(2)],
    }
    loss, _ = Objective(run.model, LOSSES[run.settings.loss](), x, y).loss_and_gradient(run.model.theta)
    assert loss == pytest.approx(-np.log(p if y[0] == 1 else 1 - p), rel=1e-12)
    for name, slopes in expected.items():
        np.testing.assert_allclose(run.model.parameters.gradient[name], slopes, rtol=1e-12)


def test_backprop_learns_the_moons_with_one_sample_a_step() -> None:
    lesson = find_lesson("backprop")
    before, after = run_of("backprop", 0).evaluate(), run_of("backprop", lesson.steps).evaluate()
    assert after["train_loss"] < 0.75 * before["train_loss"]
    assert after["train_accuracy"] > 0.7 > before["train_accuracy"]
