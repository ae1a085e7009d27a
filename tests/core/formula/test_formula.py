"""Typed formulas: what they are worth, their exact derivatives, and what is said of those that are wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gdviz.core.formula import FUNCTIONS, FormulaError, chain, parse
from gdviz.core.formula.tree import ONE, ZERO, over, variable

PLANE = ("x", "y")


@pytest.mark.parametrize(
    ("text", "x", "value"),
    [
        ("1 + 2*3", 0, 7),
        ("-x^2", 3, -9),
        ("2^3^2", 0, 512),
        ("2^-1", 0, 0.5),
        ("x**3", -2, -8),
        ("8/4/2", 0, 1),
        ("7 - 2 - 1", 0, 4),
        ("--x", 5, 5),
        ("x·x − x²", 4, 0),
        ("6÷3×2", 0, 4),
        (".5e1*x", 2, 10),
        ("min(3, x, 2) + max(x, 1)", 0, 1),
        ("abs(x) + sign(x)", -2, 1),
        ("cos(pi) + e^0", 0, 0),
        ("log(e^3) + log10(1000)", 0, 6),
        ("sqrt(x)", 16, 4),
        ("tanh(0) + atan(0) + sin(0)", 0, 0),
    ],
)
def test_values_are_those_of_a_pocket_calculator(text: str, x: float, value: float) -> None:
    assert float(parse(text).at(x)) == pytest.approx(value, abs=1e-15)


@pytest.mark.parametrize(
    ("text", "slope"),
    [
        ("x^2", "2·x"),
        ("x^3 - 4*x", "3·x² − 4"),
        ("e^x", "e^x"),
        ("sin(x^2)", "2·cos(x²)·x"),
        ("1/(1-x)", "1/(1 − x)²"),
        ("sqrt(1+x^2)", "x/sqrt(1 + x²)"),
        ("log(x)/x", "(1 − log(x))/x²"),
        ("exp(-x^2/2)", "−exp(−x²/2)·x"),
        ("3*x^-2", "−6·x^(−3)"),
        ("7 + pi", "0"),
    ],
)
def test_derivatives_are_written_as_in_a_book(text: str, slope: str) -> None:
    assert parse(text).derivative().pretty == slope


def test_hand_worked_gradient_in_the_plane() -> None:
    f = parse("x^2*y + sin(y)", PLANE)  # (2 x y, x^2 + cos y)
    assert f.gradient(3.0, 0.0) == pytest.approx([0.0, 10.0])
    assert f.gradient(1.0, math.pi) == pytest.approx([2 * math.pi, 0.0])


def test_whole_grids_at_once_also_of_what_is_constant() -> None:
    x, y = np.meshgrid(np.linspace(-1, 1, 5), np.linspace(0, 2, 3))
    assert parse("x*y + 1", PLANE).at(x, y) == pytest.approx(x * y + 1)
    assert parse("2", PLANE).at(x, y).tolist() == np.full((3, 5), 2.0).tolist()
    assert parse("y", PLANE).at(x, 1.0).shape == (3, 5)


def test_where_it_has_no_value_there_is_no_warning() -> None:
    assert math.isnan(parse("(x^2-4)/(x-2)").at(2.0))
    assert math.isinf(parse("1/x").at(0.0))
    assert math.isnan(parse("log(x)").at(-1.0))


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("", "the formula is empty", 1),
        ("   ", "the formula is empty", 1),
        ("foo(x)", "`foo` at 1 is not known; this is a function of x", 1),
        ("2*sn(x)", "`sn` at 3 is not known; did you mean `sin`?", 3),
        ("1 + y", "`y` at 5 is not known; this is a function of x", 5),
        ("sin(x", "a bracket is open at 4", 4),
        ("((x+1)", "a bracket is open at 1", 1),
        ("x)", "the bracket that closes at 2 was never opened", 2),
        ("x +", r"the formula ends after `\+` at 3: something is missing", 4),
        ("2x", r"a sign such as \* is missing before `x` at 2", 2),
        ("x(2)", r"a sign such as \* is missing after `x` at 1", 1),
        ("(x)(x)", r"a sign such as \* is missing before `\(` at 4", 4),
        ("sin x", r"`sin` at 1 needs brackets: sin\(...\)", 1),
        ("1,5", "the comma at 2 is in no function; decimals have a point", 2),
        ("sin(x, 2)", "`sin` at 1 takes one number; got 2", 1),
        ("min(x)", "`min` at 1 takes two numbers or more; got 1", 1),
        ("x $ 2", r"`\$` at 3 is no part of a formula", 3),
        ("*x", r"`\*` at 1 has nothing before it to act on", 1),
        ("1e999", "`1e999` at 1 is too large a number", 1),
        ("x.real", r"`\.` at 2 is no part of a formula", 2),
        ("__import__('os')", "`'` at 12 is no part of a formula", 12),
        ("lambda", "`lambda` at 1 is not known", 1),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, message: str, position: int) -> None:
    with pytest.raises(FormulaError, match=message) as caught:
        parse(text)
    assert caught.value.position == position


def test_names_that_stand_side_by_side() -> None:
    with pytest.raises(FormulaError, match=r"`xy` at 1 is not known; write x\*y"):
        parse("xy", PLANE)


def test_too_long_and_too_deep_are_refused_at_once() -> None:
    with pytest.raises(FormulaError, match="at most 200 characters; got 201"):
        parse("x" + "+1" * 100)
    with pytest.raises(FormulaError, match="nested more than 30 deep"):
        parse("(" * 31 + "x" + ")" * 31)
    with pytest.raises(FormulaError, match="nested more than 30 deep"):
        parse("-" * 40 + "x")
    with pytest.raises(FormulaError, match="nested more than 30 deep"):
        parse("^".join("x" * 40))
    with pytest.raises(TypeError, match="a formula must be a text; got 3"):
        parse(3)  # type: ignore[arg-type]


def test_the_longest_product_has_a_derivative_that_is_no_slower() -> None:
    f = parse("*".join("x" * 100))
    assert float(f.derivative().at(1.0)) == 100.0
    assert float(parse("sin(" * 25 + "x^2" + ")" * 25).derivative().at(0.0)) == 0.0


def test_the_chain_rule_link_by_link() -> None:
    assert chain(parse("sin(x^2)").tree) == [("u", "x²", "2·x"), ("f", "sin(u)", "cos(u)·u′")]
    assert chain(parse("sin(cos(x))^2").tree) == [
        ("u", "cos(x)", "−sin(x)"),
        ("v", "sin(u)", "cos(u)·u′"),
        ("f", "v²", "2·v·v′"),
    ]
    assert chain(parse("x^2").tree) == [("f", "x²", "2·x")]
    assert chain(parse("x*exp(2*x)").tree) == [("u", "2·x", "2"), ("f", "x·exp(u)", "x·exp(u)·u′ + exp(u)")]


def test_sums_of_squares_are_recognised() -> None:
    f = parse("(1 - x)^2 + 100*(y - x^2)^2 + (x^2 + y^2)/4", PLANE)
    assert f.squares is not None
    parts = np.array([part.at(0.3, -0.7) for part in f.squares])
    assert parts @ parts == pytest.approx(float(f.at(0.3, -0.7)))
    for text in ("x^2 - y^2", "-2*x^2", "x^2 + 1", "sin(x)", "x^3", "x^2/0", "-(x^2)"):
        assert parse(text, PLANE).squares is None


def _trees(depth: int) -> st.SearchStrategy[str]:
    leaves = st.sampled_from(["x", "y", "2", "0.5", "pi", "3", "e"])
    if depth == 0:
        return leaves
    part = _trees(depth - 1)
    return st.one_of(
        leaves,
        st.builds("({} {} {})".format, part, st.sampled_from("+-*/"), part),
        st.builds("({})^{}".format, part, st.sampled_from(["2", "3", "-1", "(1/2)"])),
        st.builds("{}({})".format, st.sampled_from([name for name in FUNCTIONS if name not in ("sign", "abs")]), part),
        st.builds("-{}".format, part),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), part, part),
    )


@settings(max_examples=300, deadline=None)
@given(_trees(3), st.floats(-2, 2), st.floats(-2, 2))
@example("sin(min(x, max(x, y)))", 0.0, 0.0)
def test_any_derivative_is_that_of_central_differences(text: str, x: float, y: float) -> None:
    if len(text) > 200:
        return
    f = parse(text, PLANE)
    h = 1e-5
    for name, (dx, dy) in {"x": (h, 0.0), "y": (0.0, h)}.items():
        around = [float(f.at(x + k * dx, y + k * dy)) for k in (-2, -1, 0, 1, 2)]
        if not all(math.isfinite(value) and abs(value) < 1e4 for value in around):
            continue
        near, far = (around[3] - around[1]) / (2 * h), (around[4] - around[0]) / (4 * h)
        second = max(abs(around[3] - 2 * around[2] + around[1]), abs(around[4] - 2 * around[2] + around[0])) / h**2
        if abs(near - far) > 1e-5 * max(1.0, abs(near)) or second > 1e4:
            continue  # a kink, or so near to a pole that differences are no good
        slope = float(f.derivative(name).at(x, y))
        if math.isnan(slope):  # 0 times infinity within, as at 0 in 1/(x + 1/x): it does not lie, it says nothing
            continue
        beside = float(f.derivative(name).at(x + 1e-6, y + 3e-6))
        if slope != pytest.approx(beside, rel=1e-3, abs=1e-3):
            continue  # arguments of min or max are equal right here, and the rules take the mean of their slopes
        assert slope == pytest.approx(near, rel=1e-3, abs=1e-3)


@settings(max_examples=200, deadline=None)
@given(_trees(3))
def test_what_is_written_plainly_reads_as_the_same_formula(text: str) -> None:
    f = parse(text, PLANE)
    if len(f.text) <= 200:
        places = np.array([0.3, -0.7, 1.9]), np.array([1.1, 0.4, -2.0])
        again = parse(f.text, PLANE)
        assert again.at(*places) == pytest.approx(f.at(*places), rel=1e-9, nan_ok=True)
        assert parse(again.text, PLANE) == again


def test_nothing_over_nothing_is_no_one() -> None:
    x = variable("x")
    assert over(x, x) == ONE
    assert over(ZERO, ZERO) != ONE
    assert over(ZERO, x) == ZERO


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="xy0123456789.eE+-*/^(), sincoexplg·²π\n'_[]{}", max_size=60))
def test_any_text_is_a_formula_or_a_sentence(text: str) -> None:
    try:
        parse(text, PLANE).at(0.5, -0.5)
    except FormulaError as wrong:
        error = wrong
    else:
        return
    assert 1 <= error.position <= len(text) + 1
    assert len(str(error)) < 140
