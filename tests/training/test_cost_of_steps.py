"""What a step reads and how long it works, against a plain loop over the rows."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from training_cases import Problem

from gdviz.core.datasets import Dataset
from gdviz.training import clock
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, from_json, to_json
from gdviz.training.headless import results, train

LINE = Problem()


def many(n: int) -> Problem:
    rng = np.random.default_rng(2)
    x = rng.normal(size=(n, 1))
    return Problem(Dataset(x, 2.0 * x[:, 0] + 1.0 + 0.1 * rng.normal(size=n), "regression"))


def test_a_step_that_reads_the_rows_is_that_of_a_plain_loop() -> None:
    run = LINE.run(sum_up=False, options={"learning_rate": 0.1})
    x, y = LINE.dataset.X[:, 0], LINE.dataset.y
    w, b = run.model.theta
    for _ in range(50):
        error = w * x + b - y
        w, b = w - 0.1 * (error * x).mean(), b - 0.1 * error.mean()
    run.advance(50)
    assert run.model.theta == pytest.approx([w, b], rel=1e-10)
    summed = LINE.run(options={"learning_rate": 0.1})
    summed.advance(50)
    assert summed.model.theta == pytest.approx([w, b], rel=1e-10)


@pytest.mark.parametrize(
    ("method", "batch", "sum_up", "rows"),
    [
        ("gradient_descent", None, True, 0),
        ("gradient_descent", None, False, 23),
        ("gradient_descent", 5, True, 5),
        ("gradient_descent", 5, False, 5),
        ("gradient_descent", 100, False, 23),  # a batch larger than the data is all of them
        ("hill_climbing", 5, True, 0),  # compares losses of all rows, whatever batch was chosen
        ("hill_climbing", 5, False, 23),
        ("closed_form", None, True, 23),  # solves from the rows themselves
        ("newton", None, True, 23),
    ],
)
def test_rows_that_a_step_reads(method: str, batch: int | None, sum_up: bool, rows: int) -> None:
    run = LINE.run(method, batch_size=batch, sum_up=sum_up)
    assert run.rows_per_step == rows


def test_nothing_is_summed_up_where_the_loss_is_no_parabola() -> None:
    run = LINE.run(loss="mae")
    assert run.rows_per_step == 23


def test_reading_every_row_costs_what_it_says() -> None:
    problem = many(100_000)
    seconds = {}
    for name, changes in {"summed": {}, "read": {"sum_up": False}, "batch": {"batch_size": 50}}.items():
        run = problem.run(options={"learning_rate": 0.5}, **changes)
        run.advance(60)
        seconds[name] = run.seconds
    assert seconds["read"] > 4 * seconds["batch"]  # twenty times and more where nothing disturbs it
    assert seconds["read"] > 4 * seconds["summed"]


def test_the_choice_acts_on_a_running_model_and_is_repeated_to_the_bit() -> None:
    run = LINE.run()
    run.advance(20)
    run.change(LINE.settings(sum_up=False))
    run.advance(20)
    assert run.rows_per_step == 23
    end = run.model.theta.copy()
    run.rewind(10)
    assert run.rows_per_step == 0
    run.advance(30)
    assert (run.model.theta == end).all()
    assert run.rows_per_step == 23


@pytest.mark.skipif(clock.CLOCK != "thread_time", reason="this machine measures the work of a thread coarsely")
def test_waiting_is_no_work() -> None:
    began = clock.seconds_worked()
    threading.Event().wait(0.1)
    assert clock.seconds_worked() - began < 0.05


def test_results_tell_seconds_and_rows_of_each_method() -> None:
    methods = (MethodChoice(1), MethodChoice(2, batch_size=10))
    experiment = Experiment(data=DataChoice("line", train_share=1.0), methods=methods, sum_up=False)
    whole, batch = results(experiment, train(experiment, 40))
    assert (whole["rows_per_step"], batch["rows_per_step"]) == (100, 10)
    for said in (whole, batch):
        assert said["seconds"] > 0
        assert said["seconds_per_step"] == pytest.approx(said["seconds"] / 40, abs=1e-7)
    assert results(experiment, train(experiment, 0))[0]["seconds_per_step"] is None


def test_an_experiment_keeps_the_choice() -> None:
    assert from_json(to_json(Experiment(sum_up=False))).sum_up is False
    assert from_json({}).sum_up is True
    with pytest.raises(TypeError, match="sum_up must be true or false; got 1"):
        Experiment(sum_up=1)  # type: ignore[arg-type]
