"""Moments of a run are told apart by their numbers."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.session.same_numbers import BLOCK, SameNumbers


def test_the_same_numbers_are_equal_wherever_they_lie() -> None:
    theta = np.arange(3.0 * BLOCK)
    assert SameNumbers(theta) == SameNumbers(theta)
    assert SameNumbers(theta) == SameNumbers(theta.copy())
    assert ("race", SameNumbers(theta)) == ("race", SameNumbers(theta.copy()))
    assert SameNumbers(np.array([np.nan])) == SameNumbers(np.array([np.nan]))  # or a map would be asked for for ever
    assert SameNumbers(np.empty(0)) == SameNumbers(np.empty(0))


@pytest.mark.parametrize("place", [0, BLOCK // 8, BLOCK // 8 + 1, 3 * BLOCK - 1])
def test_one_number_makes_the_difference(place: int) -> None:
    theta = np.arange(3.0 * BLOCK)
    other = theta.copy()
    other[place] = np.nextafter(other[place], np.inf)
    assert SameNumbers(theta) != SameNumbers(other)


def test_shape_and_precision_count() -> None:
    assert SameNumbers(np.zeros(4)) != SameNumbers(np.zeros((2, 2)))
    assert SameNumbers(np.zeros(4)) != SameNumbers(np.zeros(8, np.float32))
    assert SameNumbers(np.zeros(4)) != "four zeros"


def test_millions_of_numbers_are_told_apart_at_the_first_that_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    theta = np.zeros(3_000_000)
    moved = theta + 1e-3
    pairs = [(SameNumbers(theta), SameNumbers(moved)), (SameNumbers(theta), SameNumbers(theta))]
    compared, array_equal = [], np.array_equal
    monkeypatch.setattr(np, "array_equal", lambda one, other: compared.append(one.nbytes) or array_equal(one, other))
    assert [one == other for one, other in pairs] == [False, True]
    assert compared == [BLOCK]  # the first block of the one, and nothing of the other
