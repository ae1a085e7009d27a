"""What a run costs: evaluations are counted, seconds are measured, and both go back with a rewind."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest
from training_cases import Problem, state_of, two_clouds, walk

from gdviz.training.record import SERIES
from gdviz.training.snapshot import picture

LINE = Problem()


class EnoughError(Exception):
    """What a watch raises to end a step."""


PRICES = {  # evaluations after so many steps, from the methods' definitions
    "gradient_descent": lambda steps: steps,
    "momentum": lambda steps: steps,
    "adam": lambda steps: steps,
    "hill_climbing": lambda steps: 1 + 8 * steps,  # the start once, then eight neighbours a step
    "random_search": lambda steps: 1 + 3 * steps,  # three tries a step
    "exhaustive_search": lambda steps: 1 + 7 * steps,
}


@pytest.mark.parametrize("method", PRICES)
def test_evaluations_are_those_of_the_method_and_of_nothing_else(method: str) -> None:
    run = LINE.run(method)
    assert run.evaluations == 0
    for step in range(1, 21):
        run.advance(1, detailed=step % 3 == 0)
        picture(1, run)
        assert run.evaluations == PRICES[method](step)
    run.rewind(13)
    assert run.evaluations == PRICES[method](13)
    run.advance(1)
    assert run.evaluations == PRICES[method](14)
    np.testing.assert_array_equal(run.record.series.view("evaluations"), [0, *map(PRICES[method], range(1, 21))])


def test_evaluations_count_on_over_changes_and_back() -> None:
    run = LINE.run()
    run.advance(5)
    run.change(LINE.settings(loss="mse"))
    run.advance(5)
    assert run.evaluations == 10
    run.rewind(3)
    assert run.evaluations == 3
    run.rewind(8)
    assert run.evaluations == 8


def test_seconds_grow_with_steps_and_go_back_with_a_rewind(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(np.arange(1_000_000) * 0.5)  # every look at the clock is half a second later
    monkeypatch.setattr("gdviz.training.run.seconds_worked", lambda: float(next(clock)))
    run = LINE.run()
    run.advance(10)  # each step has a row of its own, so the clock is looked at before and after each
    assert run.seconds == 5.0
    run.rewind(4)
    assert run.seconds == 2.0
    run.advance(6)
    assert run.seconds == 5.0  # repeating costs nothing
    run.rewind(4)
    run.change(LINE.settings(options={"learning_rate": 0.01}))
    run.advance(2)
    assert run.seconds == 3.0  # a branch begins where it left the other way
    np.testing.assert_array_equal(run.record.series.view("seconds"), np.arange(7) * 0.5)


def test_a_picture_has_every_series_over_the_steps() -> None:
    run = Problem(two_clouds(), "logistic", train_share=0.7).run(loss="binary_cross_entropy", batch_size=5)
    run.advance(700)
    shown = picture(4, run)
    assert (shown.key, shown.step, shown.method) == (4, 700, "gradient_descent")
    assert set(shown.series) == set(SERIES)
    assert all(len(values) == len(shown.steps) for values in shown.series.values())
    assert len(shown.path) == len(shown.path_steps)
    assert 0 <= shown.figures["test_accuracy"] <= 1
    assert shown.learning_rate == 0.05


def test_a_picture_does_not_change_when_the_run_goes_on() -> None:
    run = LINE.run()
    run.advance(30)
    shown = picture(1, run)
    kept = shown.theta.copy(), shown.steps.copy(), shown.series["train_loss"].copy(), shown.path.copy()
    run.advance(5000)
    run.rewind(10)
    run.change(LINE.settings(options={"learning_rate": 0.3}))
    run.advance(50)
    for now, before in zip((shown.theta, shown.steps, shown.series["train_loss"], shown.path), kept, strict=True):
        np.testing.assert_array_equal(now, before)


def test_a_long_run_stays_small() -> None:
    run = LINE.run()
    run.advance(20_000)
    picture(1, run)
    tracemalloc.start()
    try:
        for _ in range(100):
            run.advance(2000)
            picture(1, run)
        grown, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert run.position == 220_000
    assert grown < 5e6
    assert peak < 10e6


def test_changing_and_rewinding_all_the_time_stays_small() -> None:
    run = LINE.run()
    run.advance(3000)
    tracemalloc.start()
    try:
        for number in range(300):
            run.rewind(2000 + number)
            run.change(LINE.settings(options={"learning_rate": 0.01 + 1e-5 * number}))
            run.advance(100, detailed=True)
        grown, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert grown < 5e6


def allocated() -> int:
    return tracemalloc.get_traced_memory()[0]


def test_a_run_that_rests_needs_little_and_goes_on_exactly() -> None:
    problem = Problem(two_clouds(2000), "network", train_share=0.8, hidden=(64, 64))
    fresh = problem.run(batch_size=100)
    fresh.advance(12)
    tracemalloc.start()
    try:
        run = problem.run(batch_size=100)
        run.advance(6, detailed=True)
        working = allocated()
        run.rest()
        resting = allocated()
    finally:
        tracemalloc.stop()
    assert working - resting > 3e6  # values and gradients of 2,000 rows in five layers
    run.advance(6)
    assert state_of(run) == state_of(fresh)
    assert run.evaluate() == fresh.evaluate()


def test_many_batch_sizes_leave_no_memory_behind() -> None:
    problem = Problem(two_clouds(2000), "network", hidden=(32, 32))
    run = problem.run(batch_size=1000)
    run.advance(3)
    tracemalloc.start()
    try:
        for size in range(1000, 1100):
            run.change(problem.settings(batch_size=size))
            run.advance(1)
        grown = allocated()
    finally:
        tracemalloc.stop()
    assert grown < 6e6  # a single batch takes about 1.5 MB


@pytest.mark.parametrize("fail_at", [1, 30])
def test_a_step_that_is_interrupted_leaves_a_whole_run(fail_at: int) -> None:
    calls = 0

    def watch() -> None:
        nonlocal calls
        calls += 1
        if calls == fail_at:
            raise EnoughError

    run, fresh = LINE.run("adam", batch_size=4, watch=watch), LINE.run("adam", batch_size=4)
    with pytest.raises(EnoughError):
        walk(run, 100)
    run.advance(50 - run.position)
    fresh.advance(50)
    np.testing.assert_array_equal(run.model.theta, fresh.model.theta)


def test_a_step_that_fails_between_two_rows_leaves_a_whole_run(monkeypatch: pytest.MonkeyPatch) -> None:
    run, fresh = LINE.run("adam", batch_size=4), LINE.run("adam", batch_size=4)
    run.advance(5000)
    assert run.record.series.next_due > 5001  # so that several steps are taken before anything is written down
    original, calls = run.method.step, iter(range(100))

    def step(*arguments: Any) -> float:
        if next(calls) == 1:
            arguments[0][0] = np.nan
            raise EnoughError
        return original(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(run.method, "step", step)
        with pytest.raises(EnoughError):
            run.advance(100)
    assert run.position <= 5000
    run.advance(5100 - run.position)
    fresh.advance(5100)
    assert state_of(run) == state_of(fresh)


def test_a_long_step_can_be_interrupted_within() -> None:
    calls = 0

    def watch() -> None:
        nonlocal calls
        calls += 1
        if calls > 200:
            raise EnoughError

    problem = Problem(two_clouds(400), "network", hidden=(128, 128))
    run, fresh = problem.run(watch=watch), problem.run()
    with pytest.raises(EnoughError):
        run.advance(1000)
    assert run.position < 100
    calls = -(10**6)
    run.advance(20 - run.position)
    fresh.advance(20)
    np.testing.assert_array_equal(run.model.theta, fresh.model.theta)
