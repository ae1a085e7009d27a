"""Lines of arithmetic that come out right."""

from __future__ import annotations

import pytest

from gdviz.core.arithmetic import compared, figure, plain, superscript, worked


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.45, "1.450"),
        (-0.009, "−0.009000"),
        (0.0, "0"),
        (9.99996, "10.00"),
        (123456.0, "123456"),
        (1.2e-7, "1.200 × 10⁻⁷"),
        (-3.5e9, "−3.500 × 10⁹"),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
        (float("nan"), "–"),
    ],
)
def test_figure(value: float, text: str) -> None:
    assert figure(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (50.0, "50"),
        (1 - 0.9, "0.1"),
        (1e-8, "10⁻⁸"),
        (2.5e-10, "2.5 × 10⁻¹⁰"),
        (1e9, "10⁹"),
        (-3.0, "−3"),
    ],
)
def test_plain(value: float, text: str) -> None:
    assert plain(value) == text


def test_superscript() -> None:
    assert superscript(-128) == "⁻¹²⁸"


def step(w: float, eta: float, g: float) -> str:
    return worked("{w} − {eta} × {g}", lambda w, eta, g: w - eta * g, w - eta * g, {"eta": eta}, w=w, g=g)


def test_four_digits_where_they_are_enough() -> None:
    # the picture of the window: 1.532 - 0.0817 = 1.4503
    assert step(1.532, 0.1, 0.817) == "1.532 − 0.1 × 0.8170 = 1.450"


def test_more_digits_where_four_would_give_another_result() -> None:
    # 1.53249 - 0.08170 = 1.45079, but 1.532 - 0.0817 would be 1.4503, written 1.450
    assert step(1.53249, 0.1, 0.817) == "1.5325 − 0.1 × 0.81700 = 1.451"


def test_fewer_digits_of_what_is_left_when_the_rest_cancels() -> None:
    # 0.2 - 0.1 * 1.99999876 = 0.000000124, of which seven digits of each show no more than 1 × 10^-7
    assert step(0.2, 0.1, 1.99999876) == "0.2000000 − 0.1 × 1.999999 = 1 × 10⁻⁷"


def test_where_all_cancels_it_says_about() -> None:
    assert " ≈ " in step(0.2, 0.1, 1.999999999999)


def test_negative_numbers_stand_in_brackets_unless_they_open_the_line() -> None:
    assert step(-4.0, 0.1, -6.81) == "−4.000 − 0.1 × (−6.810) = −3.319"


def test_a_power_of_ten_stands_in_brackets() -> None:
    assert step(1.0, 0.1, 1e-6) == "1.000 − 0.1 × (1.000 × 10⁻⁶) = 1.000"


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_what_left_the_numbers_is_shown(value: float) -> None:
    assert step(value, 0.1, 1.0).endswith(figure(value))


def test_a_division_by_zero_is_no_crash() -> None:
    assert worked("{a} / {b}", lambda a, b: a / b, float("inf"), a=1.0, b=0.0) == "1.000 / 0 ≈ ∞"


@pytest.mark.parametrize(
    ("value", "other", "text"),
    [
        (18.84, 23.59, "18.84 < 23.59"),
        (4076.0, 23.59, "4076 ≥ 23.59"),
        (23.590012, 23.590034, "23.59001 < 23.59003"),
        (2.0, 2.0, "2.000 ≥ 2.000"),
        (float("inf"), 2.0, "∞ ≥ 2.000"),
    ],
)
def test_compared(value: float, other: float, text: str) -> None:
    assert compared(value, other) == text
