"""What a run remembers: thinned, bounded, and never changed under a reader."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdviz.training.checkpoints import checkpoint_capacity
from gdviz.training.history import HEAD_ROWS, History


def filled(steps: int, capacity: int = 64, stride: int = 1) -> History:
    """Offer every step."""
    history = History({"loss": (), "theta": (2,)}, capacity, stride)
    for step in range(steps):
        history.append(step, {"loss": -step, "theta": np.array([step, 2 * step])})
    return history


def test_short_histories_keep_every_step() -> None:
    history = filled(16)
    np.testing.assert_array_equal(history.steps, range(16))
    np.testing.assert_array_equal(history.view("loss"), -np.arange(16))
    np.testing.assert_array_equal(history.view("theta")[5], [5, 10])


@given(st.integers(1, 5000), st.integers(8, 200), st.sampled_from([1, 2, 8]))
def test_rows_are_the_first_and_then_evenly_spread(steps: int, capacity: int, stride: int) -> None:
    history = filled(steps, capacity, stride)
    kept = history.steps
    head = min(HEAD_ROWS, capacity // 4)
    assert history.length <= capacity
    assert kept[0] == 0
    np.testing.assert_array_equal(history.view("loss"), -kept)
    np.testing.assert_array_equal(kept[: min(head, steps)], range(min(head, steps)))
    tail = kept[kept >= head]
    assert (tail % history.stride == 0).all()
    assert len(tail) < 2 or (np.diff(tail) == history.stride).all()
    assert steps - kept[-1] <= max(history.stride, 1)
    assert history.next_due > kept[-1]


def test_ten_million_rows_stay_bounded() -> None:
    tracemalloc.start()
    try:
        history = History({"loss": ()})
        for step in range(10_000_000):
            history.append(step, {"loss": step})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1e6
    assert 512 < history.length <= 2048
    assert 10_000_000 - history.last_step <= history.stride


def test_a_row_that_is_not_due_is_not_wanted() -> None:
    history = filled(1000, capacity=64)
    steps = history.steps.copy()
    history.append(history.next_due - 1, {"loss": 1.0, "theta": np.zeros(2)})
    np.testing.assert_array_equal(history.steps, steps)


def test_a_reader_keeps_what_was_there() -> None:
    history = filled(60)
    views = history.steps, history.view("loss"), history.view("theta")
    copies = [view.copy() for view in views]
    for step in range(60, 5000):
        history.append(step, {"loss": 0.5, "theta": np.zeros(2)})
    history.truncate(20)
    history.append(21, {"loss": 0.5, "theta": np.zeros(2)})
    for view, copy in zip(views, copies, strict=True):
        np.testing.assert_array_equal(view, copy)


@given(st.integers(1, 3000), st.integers(-1, 3000))
def test_truncating_forgets_what_came_after(steps: int, last: int) -> None:
    history = filled(steps)
    before = history.steps.copy()
    history.truncate(last)
    np.testing.assert_array_equal(history.steps, before[before <= last])
    if last < 0:
        assert (history.length, history.next_due, history.last_step) == (0, 0, -1)
    else:
        assert history.next_due > history.last_step


def test_a_row_can_be_written_anew() -> None:
    history = filled(10)
    history.reopen(4)
    assert history.length == 10
    history.reopen(9)
    assert (history.last_step, history.next_due) == (8, 9)


def test_rows_can_be_made_rarer_but_not_denser() -> None:
    history = filled(40, capacity=64)
    history.coarsen(8)
    assert (history.stride, history.next_due) == (8, 40)
    history.coarsen(2)
    assert history.stride == 8


@pytest.mark.parametrize(("step", "place"), [(-1, -1), (0, 0), (15, 15), (10**9, -1)])
def test_a_place_is_the_last_row_not_after_the_step(step: int, place: int) -> None:
    history = filled(16)
    assert history.place(step) == (15 if step > 15 else place)


@pytest.mark.parametrize("numbers", [2, 751, 118_282, 3_000_000, 9_000_000])
def test_checkpoints_fit_their_memory_whatever_the_model(numbers: int) -> None:
    capacity = checkpoint_capacity(numbers)
    assert capacity >= 4
    assert capacity == 4 or capacity * numbers * 8 <= 128 * 2**20
    assert checkpoint_capacity(2) == 2048
