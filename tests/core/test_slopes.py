"""Difference quotients, their limits, and the places without a derivative that a lecture shows."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gdviz.core.formula import parse
from gdviz.core.slopes import quotient, quotients, study


def test_the_table_of_a_parabola_by_hand() -> None:
    # ((1 + d)^2 - 1) / d = 2 + d
    for delta, left, right in quotients(parse("x^2"), 1.0)[:5]:
        assert left == pytest.approx(2 - delta, abs=1e-9)
        assert right == pytest.approx(2 + delta, abs=1e-9)
    assert [row[0] for row in quotients(parse("x^2"), 1.0)] == [1.0, 0.1, 0.01, 0.001, 1e-4, 1e-5, 1e-6]
    assert quotient(parse("x^3"), 2.0, -1.0) == 7.0  # (1 - 8) / -1


@pytest.mark.parametrize(
    ("text", "a", "slope"),
    [
        ("x^2", 1.5, 3.0),
        ("x^3", -1.0, 3.0),
        ("e^x", 0.0, 1.0),
        ("sin(x)", math.pi, -1.0),
        ("abs(x)", -2.0, -1.0),
        ("(x^2-4)/(x-2)", 0.0, 1.0),
        ("sign(x)", 1.0, 0.0),
        ("1/(1-x)", 0.0, 1.0),
        ("x*abs(x)", 0.0, 0.0),
        ("x^2", 1e6, 2e6),
        ("exp(20*x)", 1.0, 20 * math.exp(20)),
        ("sin(100*x)", 0.0, 100.0),
    ],
)
def test_smooth_places_have_the_slope_of_the_book(text: str, a: float, slope: float) -> None:
    found = study(parse(text), a)
    assert found.kind == "smooth"
    assert found.slope == pytest.approx(slope, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "a", "kind", "left", "right"),
    [
        ("abs(x)", 0.0, "kink", -1.0, 1.0),
        ("max(x, x^2)", 1.0, "kink", 1.0, 2.0),
        ("sign(x)", 0.0, "jump", math.inf, math.inf),
        ("(x^2-4)/(x-2)", 2.0, "hole", 4.0, 4.0),
        ("sin(x)/x", 0.0, "hole", 1.0, 1.0),
        ("abs(x)/x", 0.0, "gap", -1.0, 1.0),
        ("1/(1-x)", 1.0, "pole", math.inf, -math.inf),
        ("1/x^2", 0.0, "pole", math.inf, math.inf),
        ("tan(x)", math.pi / 2, "pole", math.inf, -math.inf),
        ("sqrt(abs(x))", 0.0, "steep", -math.inf, math.inf),
        ("5 + sqrt(abs(x))", 0.0, "steep", -math.inf, math.inf),
        ("sqrt(x)", 0.0, "edge", math.nan, math.inf),
        ("x^(1/3)", 0.0, "edge", math.nan, math.inf),
        ("log(x)", -1.0, "outside", math.nan, math.nan),
    ],
)
def test_places_without_a_derivative_say_why(text: str, a: float, kind: str, left: float, right: float) -> None:
    found = study(parse(text), a)
    assert found.kind == kind
    assert math.isnan(found.slope)
    assert np.array([found.left, found.right]) == pytest.approx([left, right], abs=1e-6, nan_ok=True)
