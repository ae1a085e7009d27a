"""Round numbers for an axis, and how to write them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gdviz.plots.number import fixed, power_of_ten

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@dataclass(frozen=True)
class Ticks:
    """Places in units of the axis, a text for each, and the power of ten that was taken out of all of them."""

    places: tuple[float, ...]
    texts: tuple[str, ...]
    factor: str = ""


def linear_ticks(low: float, high: float, most: int) -> Ticks:
    """Return at most `most` multiples of 1, 2 or 5 times a power of ten in [low, high]."""
    span = high - low
    if most < 1 or not span > 0.0 or not math.isfinite(span):
        return Ticks((), ())
    step = _round_step(span / most)
    first, last = _multiples(low, high, step)
    while last - first + 1 > most:
        step = _round_step(step * 1.01)
        first, last = _multiples(low, high, step)
    places = tuple(float(index * step) for index in range(first, last + 1)) if math.isfinite(step) else ()
    if not places:
        return Ticks((), ())
    largest = math.floor(math.log10(max(abs(low), abs(high))))
    power = largest if largest >= 6 or largest <= -5 else 0
    decimals = min(12, max(0, -math.floor(math.log10(step) + 1e-9) + power))
    unit = 10.0**power
    factor = f"× 10{str(power).translate(_SUPERSCRIPTS)}" if power else ""
    return Ticks(places, tuple(fixed(place / unit, decimals) for place in places), factor)


def logarithmic_ticks(low: float, high: float, most: int) -> Ticks:
    """Return at most `most` round values whose logarithms lie in [low, high]; places are exponents of ten.

    Whole powers of ten where they are enough, their 2- and 5-fold where fewer than two of them are in view.
    """
    if most < 1 or not -400.0 < low < high < 400.0:
        return Ticks((), ())
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    if last - first + 1 >= 2:
        every = -(-(last - first + 1) // most)
        exponents = [exponent for exponent in range(first, last + 1) if exponent % every == 0]
        return Ticks(tuple(float(e) for e in exponents), tuple(power_of_ten(e) for e in exponents))
    inside = [
        (math.log10(digit) + exponent, digit, exponent)
        for exponent in range(math.floor(low), math.ceil(high) + 1)
        for digit in (1, 2, 5)
        if low <= math.log10(digit) + exponent <= high
    ]
    if len(inside) >= 2:
        return Ticks(tuple(place for place, _, _ in inside), tuple(_digit(d, e) for _, d, e in inside))
    if not -300 < low < high < 300:
        return Ticks((), ())
    plain = linear_ticks(10.0**low, 10.0**high, most)
    exact = [float(np.log10(place)) for place in plain.places if place > 0]
    places = tuple(min(max(place, low), high) for place in exact)  # of a narrow view, rounding may lead out of it
    texts = plain.texts[len(plain.places) - len(places) :]
    return Ticks(places, tuple(f"{text} {plain.factor}" for text in texts) if plain.factor else texts)


def _multiples(low: float, high: float, step: float) -> tuple[int, int]:
    # A hair outside counts as inside: 0.3 is not a multiple of 0.1 in floating point.
    return math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)


def _digit(digit: int, exponent: int) -> str:
    if -3 <= exponent <= 4:
        return fixed(digit * 10.0**exponent, max(0, -exponent))
    return power_of_ten(exponent) if digit == 1 else f"{digit} × {power_of_ten(exponent)}"


def _round_step(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    for digit in (1.0, 2.0, 5.0, 10.0):
        if digit * power >= least * (1 - 1e-12):
            return digit * power
    return 10.0 * power
