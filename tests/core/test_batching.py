"""Batches: who sees which row when."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdviz.core.batching import Batches, steps_per_epoch

sizes = {"n": st.integers(2, 60), "batch_size": st.integers(1, 59), "seed": st.integers(0, 2**32 - 1)}


@given(**sizes)
def test_each_epoch_sees_each_row_once_and_only_the_last_batch_is_smaller(n, batch_size, seed) -> None:
    batches = Batches(n, min(batch_size, n - 1), seed)
    size, epoch = batches.batch_size, batches.steps_per_epoch
    for start in (0, epoch, 7 * epoch):
        parts = [batches.indices(start + step) for step in range(epoch)]
        assert sorted(np.concatenate(parts).tolist()) == list(range(n))
        assert {len(part) for part in parts[:-1]} <= {size}
        assert len(parts[-1]) == (n % size or size)


@given(steps=st.lists(st.integers(0, 500), min_size=1, max_size=20), **sizes)
def test_a_batch_depends_on_seed_and_step_alone(steps, n, batch_size, seed) -> None:
    wandering = Batches(n, min(batch_size, n - 1), seed)
    for step in steps:
        fresh = Batches(n, min(batch_size, n - 1), seed)
        np.testing.assert_array_equal(wandering.indices(step), fresh.indices(step))


def test_epochs_and_seeds_differ() -> None:
    order = [np.concatenate([Batches(50, 10, seed).indices(step) for step in steps]).tolist()
             for seed, steps in ((1, range(5)), (1, range(5, 10)), (2, range(5)))]  # fmt: skip
    assert order[0] != order[1]
    assert order[0] != order[2]


def test_a_batch_that_is_kept_stays_as_it_was() -> None:
    batches = Batches(10, 5, 1)
    kept = batches.indices(0)
    before = kept.copy()
    for step in range(1, 9):
        batches.indices(step)
    np.testing.assert_array_equal(kept, before)
    with pytest.raises(ValueError, match="read-only"):
        kept[0] = 3


@pytest.mark.parametrize("batch_size", [None, 10, 11, 10_000])
def test_all_rows_are_all_rows_in_order(batch_size) -> None:
    batches = Batches(10, batch_size, 1)
    assert batches.indices(0) is None
    assert batches.indices(12345) is None
    assert (batches.batch_size, batches.steps_per_epoch) == (10, 1)


@pytest.mark.parametrize(
    ("n", "batch_size", "steps"), [(100, 10, 10), (101, 10, 11), (5, 1, 5), (5, None, 1), (5, 9, 1)]
)
def test_steps_per_epoch(n, batch_size, steps) -> None:
    assert steps_per_epoch(n, batch_size) == steps


@pytest.mark.parametrize("batch_size", [0, -3])
def test_a_batch_of_nothing(batch_size) -> None:
    with pytest.raises(ValueError, match=f"batch_size must be at least 1; got {batch_size}"):
        Batches(10, batch_size, 1)
