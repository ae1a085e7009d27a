"""Decisions and accuracy against scikit-learn."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score

from gdviz.core.metrics import accuracy, decisions


def test_two_classes_part_at_a_score_of_zero() -> None:
    assert decisions(np.array([[0.1], [-0.1], [0.0], [-0.0]])).tolist() == [1, 0, 0, 0]


def test_more_classes_take_the_largest_score() -> None:
    assert decisions(np.array([[1.0, 3.0, 2.0], [5.0, 5.0, 1.0]])).tolist() == [1, 0]


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, 30), k=st.integers(2, 5))
def test_accuracy_is_scikit_learns(seed, n, k) -> None:
    rng = np.random.default_rng(seed)
    scores, labels = rng.normal(size=(n, k)), rng.integers(0, k, n)
    assert accuracy(scores, labels) == accuracy_score(labels, scores.argmax(axis=1))
