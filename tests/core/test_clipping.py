"""Clipping by hand."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.clipping import CLIPS
from gdviz.core.operations import Array
from gdviz.core.parameters import Parameters


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


def test_each_array_by_itself() -> None:
    grad, parts = np.array([3.0, -4.0, 0.3, 6.0, 8.0]), (slice(0, 2), slice(2, 3), slice(3, 5))
    out = np.empty(5)
    clip = CLIPS["norm_of_each"](limit=2.0)
    clip.apply(grad, out, parts)
    # lengths 5, 0.3 and 10: two fifths, all, a fifth
    np.testing.assert_allclose(out, [1.2, -1.6, 0.3, 1.2, 1.6], rtol=1e-15)
    assert clip.numbers(grad, out, 4, parts) == "8.000 × 2 / 10.00 = 1.600"
    assert clip.numbers(grad, out, 2, parts) == "0.3000"


def test_arrays_are_those_that_are_trained() -> None:
    parameters = Parameters({"W": (2, 3), "mean": (3,), "b": (3,)}, fixed=["mean"])
    assert parameters.trained_parts == (slice(0, 6), slice(6, 9))


def test_what_is_out_of_range_is_named() -> None:
    with pytest.raises(ValueError, match=r"^limit must be in \[1e-09, 1e\+09\]; got 0"):
        CLIPS["norm"](limit=0)
