"""Training without a window, against a plain loop."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.training.build import generate, prepare
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice
from gdviz.training.headless import results, train

LINE = Experiment(
    data=DataChoice("line", train_share=1.0),
    start=(-4.0, 4.0),
    methods=(MethodChoice(1, options={"learning_rate": 0.05}), MethodChoice(2, "closed_form")),
)


def test_steps_are_those_of_a_plain_loop() -> None:
    data = generate(LINE.data)
    x, y = data.X[:, 0], data.y
    w, b = -4.0, 4.0
    for _ in range(37):
        error = w * x + b - y
        w, b = w - 0.05 * 2 * (error * x).mean(), b - 0.05 * 2 * error.mean()
    said = results(LINE, train(LINE, 37))[0]
    assert said["steps"] == 37
    assert list(said["theta"].values()) == pytest.approx([w, b], rel=1e-9)
    assert said["loss"] == pytest.approx(np.mean((w * x + b - y) ** 2), rel=1e-9)
    assert said["accuracy"] is None


def test_progress_adds_up_and_a_finished_method_stops() -> None:
    heard: list[int] = []
    first, second = results(LINE, train(LINE, 1234, heard.append))
    assert sum(heard) == 1234
    assert (first["steps"], first["status"]) == (1234, "stopped")
    assert second["status"] == "finished"
    assert second["steps"] < 5


def test_a_diverging_run_ends_early_with_finite_numbers() -> None:
    wild = LINE.replace(methods=(MethodChoice(1, options={"learning_rate": 1e3}),))
    (said,) = results(wild, train(wild, 100_000))
    assert said["status"] == "diverged"
    assert said["steps"] < 1000
    assert np.isfinite(list(said["theta"].values())).all()


def test_no_steps_show_the_start() -> None:
    said = results(LINE, train(LINE, 0))[0]
    assert said["theta"] == {"w": -4.0, "b": 4.0}


def test_what_does_not_fit_is_said() -> None:
    with pytest.raises(ValueError, match=r"steps must be at least 0; got -1"):
        train(LINE, -1)
    with pytest.raises(ValueError, match="logistic does not do regression"):
        train(LINE.replace(model=ModelChoice("logistic"), loss="binary_cross_entropy"), 5)
    assert prepare(LINE, generate(LINE.data))[2].number == 1
    still = MethodChoice(1, options={"learning_rate": 0.0})
    with pytest.raises(ValueError, match=r"^learning_rate must be above 0; got 0.0$"):
        train(LINE.replace(methods=(MethodChoice(2), still)), 5)
