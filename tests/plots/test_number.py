"""Numbers as a reader of the screen expects them; every expected text is written by hand."""

import math

import pytest

from gdviz.plots.number import count, duration, fixed, number, padded, percent, power_of_ten


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0124, "0.0124"),
        (1.02, "1.02"),
        (-0.009, "−0.009"),
        (1.2e-7, "1.2 × 10⁻⁷"),
        (-4.5678e12, "−4.57 × 10¹²"),
        (0, "0"),
        (-0.0, "0"),
        (100, "100"),
        (1234.4, "1234"),
        (999_999, "999999"),
        (1e6, "1 × 10⁶"),
        (0.09996, "0.1"),
        (9.996, "10"),
        (0.00012345, "0.000123"),
        (math.nan, "–"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (1e300, "1 × 10³⁰⁰"),
        (5e-324, "4.94 × 10⁻³²⁴"),
    ],
)
def test_three_significant_digits(value, text):
    assert number(value) == text


def test_more_digits_show_more():
    assert number(math.pi, 6) == "3.14159"


def test_no_digits_is_refused():
    with pytest.raises(ValueError, match="digits must be at least 1; got 0"):
        number(1.0, 0)


@pytest.mark.parametrize(("value", "text"), [(0.1, "0.100"), (-0.5, "−0.500"), (0.09996, "0.100"), (0.0, "0.00")])
def test_padded_keeps_zeros(value, text):
    assert padded(value) == text


def test_padded_has_the_same_width_for_every_sign():
    assert {len(padded(value, width=8)) for value in (0.0124, -0.0124, 1.5, 100.0, math.nan)} == {8}
    assert padded(1.5, width=6) == "\u2007\u20071.50"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(-0.3, 2, "−0.30"), (-0.001, 2, "0.00"), (1.005, 0, "1"), (-2.5e3, 1, "−2500.0"), (math.nan, 2, "–")],
)
def test_fixed(value, decimals, text):
    assert fixed(value, decimals) == text


def test_percent_and_count():
    assert percent(0.984) == "98.4\u202f%"
    assert percent(math.nan) == "–"
    assert count(60_000) == "60\u202f000"
    assert count(-1_234_567) == "−1\u202f234\u202f567"
    assert count(128) == "128"


@pytest.mark.parametrize(("exponent", "text"), [(1, "10"), (0, "1"), (-2, "0.01"), (6, "10⁶"), (-12, "10⁻¹²")])
def test_powers_on_an_axis(exponent, text):
    assert power_of_ten(exponent) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (8.44e-6, "8.4 µs"), (0.00012, "120 µs"), (9.996e-4, "1 ms"), (0.0312, "31 ms"), (3.14, "3.1 s"),
        (754.2, "754 s"), (0.0, "0 µs"), (float("nan"), "–"),
    ],
)  # fmt: skip
def test_a_duration_has_the_unit_that_suits_it(seconds: float, text: str) -> None:
    assert duration(seconds).replace("\N{NARROW NO-BREAK SPACE}", " ") == text
