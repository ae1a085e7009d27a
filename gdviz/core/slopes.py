"""From the secant to the tangent: difference quotients, what they tend to, and why some tend to nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gdviz.core.formula import Formula
from gdviz.core.operations import Array

Kind = Literal["smooth", "kink", "jump", "steep", "wild", "edge", "hole", "gap", "pole", "outside"]

DISTANCES = tuple(10.0**-power for power in range(7))
"""1, 0.1, 0.01, ...: the rows of the table."""

_NEAR = np.array([1e-5, 1e-6, 1e-7])  # how near a limit is read off, in units of the place's size
_AGREE = 1e-3  # two limits that differ by less, relative to 1 and their size, are one
_LOST = 1e5  # a value so many times as large as those beside it is rounding at a pole: tan(pi/2) is 1.6e16


@dataclass(frozen=True)
class Slope:
    """What there is to say of f at a.

    kind       smooth: there is one slope. kink: left and right differ. jump: f itself leaps. steep: the quotient grows
               beyond all bounds. wild: it tends to nothing. edge: f ends here and is nowhere on one side. hole: f has
               no value, but comes near one. gap: no value, and left and right come near different ones. pole: no
               value, and f grows beyond all bounds. outside: f has no value near here.
    value      f(a); NaN where there is none
    slope      f'(a); NaN where there is none
    left, right    what the quotient tends to on either side, or f itself at a hole or gap; inf, or NaN for nothing
    """

    kind: Kind
    value: float
    slope: float
    left: float
    right: float


def quotient(f: Formula, a: float, delta: float) -> float:
    """Return (f(a + delta) - f(a)) / delta for delta != 0: the slope of the secant."""
    with np.errstate(all="ignore"):
        return float((f.at(a + delta) - f.at(a)) / delta)


def quotients(f: Formula, a: float) -> list[tuple[float, float, float]]:
    """Return (delta, quotient from the left, quotient from the right) for the table."""
    return [(delta, quotient(f, a, -delta), quotient(f, a, delta)) for delta in DISTANCES]


def study(f: Formula, a: float) -> Slope:
    """Return what the difference quotient tends to at a.

    f' is exact, by the rules of differentiation; whether it holds is seen from both sides, very near to a.
    """
    value = float(f.at(a))
    steps = max(1.0, abs(a)) * _NEAR
    sides = [f.at(a + side * steps) for side in (-1, 1)]
    nearest = max(np.nan_to_num(np.abs([side[-1] for side in sides])))
    if not math.isfinite(value) or abs(value) > _LOST * max(1.0, nearest):
        return _without_value(value, *sides)
    left, right = (_limit((near - value) / (side * steps)) for side, near in zip((-1, 1), sides, strict=True))
    limits, size = [_limit(near) for near in sides], max(1.0, abs(value))
    leaps = any(math.isinf(near) or abs(near - value) > _AGREE * size for near in limits if not math.isnan(near))
    exact = float(f.derivative().at(a))
    if any(np.isnan(near).all() for near in sides):
        return Slope("edge", value, math.nan, left, right)
    if math.isfinite(left) and math.isfinite(right):
        if not _same(left, right):
            return Slope("kink", value, math.nan, left, right)
        trusted = math.isfinite(exact) and _same(exact, right)
        slope = exact if trusted else (left + right) / 2
        return Slope("smooth", value, slope, slope, slope)
    if leaps:
        return Slope("jump", value, math.nan, left, right)
    if math.isinf(left) or math.isinf(right):
        return Slope("steep", value, math.nan, left, right)
    return Slope("wild", value, math.nan, left, right)


def _without_value(value: float, below: Array, above: Array) -> Slope:
    left, right = _limit(below), _limit(above)
    if math.isfinite(left) and math.isfinite(right):
        if _same(left, right):
            left = right = (left + right) / 2
            return Slope("hole", math.nan, math.nan, left, right)
        return Slope("gap", math.nan, math.nan, left, right)
    if not math.isnan(value) or math.isinf(left) or math.isinf(right):
        return Slope("pole", math.nan, math.nan, left, right)
    if np.isnan(below).all() and np.isnan(above).all():
        return Slope("outside", math.nan, math.nan, left, right)
    return Slope("edge", math.nan, math.nan, left, right)


def _limit(values: Array) -> float:
    """Return what values at ever smaller steps tend to: a number, +-inf where they keep growing, NaN for nothing."""
    if np.isnan(values).any():
        return math.nan
    if np.isinf(values).any():
        return float(values[np.isinf(values)][-1])
    first, second, third = values.tolist()
    if abs(third - second) <= _AGREE * max(1.0, abs(third)) and abs(second - first) <= 0.1 * max(1.0, abs(second)):
        return third if abs(third) > 1e-6 else 0.0
    growing = abs(third) > 1.5 * abs(second) > 2.2 * abs(first) or (abs(third) > 1e5 and abs(third) > 1.1 * abs(second))
    return math.copysign(math.inf, third) if growing else math.nan


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= _AGREE * max(1.0, abs(a), abs(b))
