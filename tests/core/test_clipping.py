"""Clipping by hand."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.clipping import CLIPS
from gdviz.core.operations import Array


def clipped(name: str, grad: list[float], dtype: type = np.float64, **options: float) -> Array:
    given, out = np.array(grad, dtype), np.empty(len(grad), dtype)
    CLIPS[name](**options).apply(given, out)
    assert given.tolist() == grad
    return out


def test_by_hand() -> None:
    assert clipped("none", [3.0, -4.0]).tolist() == [3.0, -4.0]
    assert clipped("value", [3.0, -4.0, 0.5], limit=1.0).tolist() == [1.0, -1.0, 0.5]
    # |(3, -4)| = 5, limit 2.5: half of it
    assert clipped("norm", [3.0, -4.0], limit=2.5) == pytest.approx([1.5, -2.0])
    assert clipped("norm", [3.0, -4.0], limit=5.0).tolist() == [3.0, -4.0]
    assert clipped("norm", [0.0, 0.0], limit=1.0).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("name", list(CLIPS))
def test_float32_stays_float32(name: str) -> None:
    assert clipped(name, [3.0, -4.0], np.float32).dtype == np.float32


def test_numbers_say_what_was_cut() -> None:
    grad, out = np.array([3.0, -4.0]), np.empty(2)
    norm, value = CLIPS["norm"](limit=2.5), CLIPS["value"](limit=3.5)
    norm.apply(grad, out)
    assert norm.numbers(grad, out, 0) == "3.000 × 2.5 / 5.000 = 1.500"
    value.apply(grad, out)
    assert value.numbers(grad, out, 1) == "3.500 < 4.000 ⇒ −3.5"
    assert value.numbers(grad, out, 0) == "3.000"


def test_what_is_out_of_range_is_named() -> None:
    with pytest.raises(ValueError, match=r"^limit must be in \[1e-09, 1e\+09\]; got 0"):
        CLIPS["norm"](limit=0)
