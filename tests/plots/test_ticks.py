"""Round numbers on axes; expected ones are written by hand."""

import itertools
import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gdviz.plots.ticks import linear_ticks, logarithmic_ticks


@pytest.mark.parametrize(
    ("low", "high", "most", "texts"),
    [
        (-5, 5, 5, ["−4", "−2", "0", "2", "4"]),
        (0, 1, 6, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (1970, 2020, 6, ["1970", "1980", "1990", "2000", "2010", "2020"]),
        (-0.03, 0.03, 3, ["−0.02", "0.00", "0.02"]),
        (0, 0.003, 4, ["0.000", "0.001", "0.002", "0.003"]),
    ],
)
def test_linear(low, high, most, texts):
    assert list(linear_ticks(low, high, most).texts) == texts


def test_large_numbers_share_a_power_of_ten():
    ticks = linear_ticks(0, 3e7, 4)
    assert ticks.texts == ("0", "1", "2", "3")
    assert ticks.factor == "× 10⁷"
    assert ticks.places == (0, 1e7, 2e7, 3e7)


def test_small_numbers_share_a_power_of_ten():
    ticks = linear_ticks(0, 5e-7, 3)
    assert ticks.texts == ("0", "2", "4")
    assert ticks.factor == "× 10⁻⁷"


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (-2.3, 1.4, ["0.01", "0.1", "1", "10"]),
        (-9.5, -5.5, ["10⁻⁹", "10⁻⁸", "10⁻⁷", "10⁻⁶"]),
        (0.1, 0.9, ["2", "5"]),
        (math.log10(3.1), math.log10(3.9), ["3.2", "3.4", "3.6", "3.8"]),
        (14.71, 14.75, [f"5.{d} × 10¹⁴" for d in (2, 3, 4, 5, 6)]),
    ],
)
def test_logarithmic(low, high, texts):
    assert list(logarithmic_ticks(low, high, 5).texts) == texts


def test_many_decades_are_thinned_evenly():
    places = logarithmic_ticks(-100, 100, 6).places
    assert 2 <= len(places) <= 6
    assert len({b - a for a, b in itertools.pairwise(places)}) == 1


@given(
    st.floats(allow_nan=True, allow_infinity=True),
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(0, 12),
)
@example(0.0, 7.057786729888404e-12, 1)  # rounding led out of so narrow a view
def test_nothing_raises_and_ticks_lie_inside(low, high, most):
    for make in (linear_ticks, logarithmic_ticks):
        ticks = make(low, high, most)
        assert len(ticks.places) == len(ticks.texts) <= max(most, 9)
        slack = 1e-6 * abs(high - low) if math.isfinite(high - low) else math.inf
        assert all(low - slack <= place <= high + slack for place in ticks.places)
