"""Splits of the past take little room and are the same to the bit."""

from __future__ import annotations

import tracemalloc
from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
from training_cases import Problem, noisy_line

from gdviz.training.run import TrainingRun
from gdviz.training.split import LONGEST_CHAIN, Split

NAMES = [field.name for field in fields(Split)]


def a_split(n: int = 100, seed: int = 0) -> Split:
    rng = np.random.default_rng(seed)
    mask = np.arange(n) % 5 != 0
    X, y = rng.normal(size=(n, 2)), rng.integers(0, 2, n)
    return Split(X[mask], y[mask], X[~mask], y[~mask], mask)


def moved(split: Split, row: int) -> Split:
    X = split.X_train.copy()
    X[row] += 1.0
    return Split(X, split.y_train.copy(), split.X_test.copy(), split.y_test.copy(), split.train_mask.copy())


def arrays(split: Split) -> dict[str, np.ndarray]:
    return {name: getattr(split, name).copy() for name in NAMES}


def assert_same(split: Split, expected: dict[str, np.ndarray]) -> None:
    for name, array in expected.items():
        np.testing.assert_array_equal(getattr(split, name), array, strict=True)


def test_a_long_row_of_packed_splits_gives_back_every_one_exactly() -> None:
    splits = [a_split()]
    for row in range(2 * LONGEST_CHAIN + 50):
        splits.append(moved(splits[-1], row % 80))
    expected = [arrays(split) for split in splits]
    for older, newer in pairwise(splits):
        older.pack(newer)
    for split, before in zip(splits, expected, strict=True):
        assert_same(split, before)
    assert sum("X_train" in vars(split) for split in splits) == 3  # two on the way, so that none is far, and the last


@pytest.mark.parametrize("other", [a_split(99), a_split(seed=1)])
def test_what_differs_much_stays_whole(other: Split) -> None:
    split = a_split()
    split.pack(other)
    assert "X_train" in vars(split)


def test_a_packed_split_has_no_other_attributes() -> None:
    split = a_split()
    split.pack(moved(split, 3))
    with pytest.raises(AttributeError, match="X_tain"):
        split.X_tain  # noqa: B018


def test_points_dragged_while_it_trains_take_little_memory_and_every_step_comes_back() -> None:
    problem = Problem(noisy_line(5000))
    run = TrainingRun(problem.blueprint, "gradient_descent", problem.settings(), seed=1)
    run.advance(3)
    data, seen = problem.dataset, {}
    tracemalloc.start()
    for _ in range(100):
        X = data.X.copy()
        X[7] += 0.001
        data = data.with_rows(X, data.y)
        run.change(problem.settings(split=problem.split_of(data)))
        run.advance(1)
        seen[run.position] = run.model.theta.copy()
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 100 * 5000 * 8 / 2  # all X alone would be 4 MB
    for step in (4, 50, 103):
        run.rewind(step)
        np.testing.assert_array_equal(run.model.theta, seen[step])
