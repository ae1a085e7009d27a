"""A formula as a tree, which nobody evaluates as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from gdviz.core.operations import Array

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Node:
    """A number, a variable, or an operation on other nodes; equal where they say the same.

    `kind` is "number" (its `value`), "variable" (its `name`), "+", "-", "*", "/", "^", "neg", or a function's name.
    """

    kind: str
    args: tuple[Node, ...] = ()
    value: float = 0.0
    name: str = ""
    _hash: int = field(default=0, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # once: a derivative holds the same part many times, and each is looked up by what it says
        object.__setattr__(self, "_hash", hash((self.kind, self.args, self.value, self.name)))

    def __hash__(self) -> int:
        return self._hash

    @property
    def is_number(self) -> bool:
        return self.kind == "number"


def number(value: float) -> Node:
    return Node("number", value=float(value))


def variable(name: str) -> Node:
    return Node("variable", name=name)


ZERO, ONE, TWO = number(0), number(1), number(2)


@dataclass(frozen=True)
class Function:
    """A function of one number: how NumPy calls it, and its derivative as a tree."""

    call: Callable[..., Array]
    slope: Callable[[Node], Node]
    help: str


def apply(name: str, *args: Node) -> Node:
    return Node(name, args)


def plus(a: Node, b: Node) -> Node:
    """Return a + b, without zeros and with numbers added up."""
    if a.is_number and b.is_number:
        return number(a.value + b.value)
    if a == ZERO:
        return b
    if b == ZERO:
        return a
    return minus(a, b.args[0]) if b.kind == "neg" else Node("+", (a, b))


def minus(a: Node, b: Node) -> Node:
    """Return a - b."""
    if a.is_number and b.is_number:
        return number(a.value - b.value)
    if b == ZERO:
        return a
    if a == ZERO:
        return negative(b)
    return plus(a, b.args[0]) if b.kind == "neg" else Node("-", (a, b))


def negative(a: Node) -> Node:
    """Return -a."""
    if a.is_number:
        return number(-a.value)
    return a.args[0] if a.kind == "neg" else Node("neg", (a,))


def times(a: Node, b: Node) -> Node:
    """Return a b, without ones, with numbers multiplied and in front."""
    if a.is_number and b.is_number:
        return number(a.value * b.value)
    if ZERO in (a, b):
        return ZERO
    if a == ONE:
        return b
    if b == ONE:
        return a
    if a.kind == "/" and a.args[0] == ONE:
        return over(b, a.args[1])
    if b.kind == "/" and b.args[0] == ONE:
        return over(a, b.args[1])
    if a.kind == "neg":
        return negative(times(a.args[0], b))
    if b.kind == "neg":
        return negative(times(a, b.args[0]))
    if b.is_number:
        a, b = b, a
    if a.is_number and a.value < 0:
        return negative(times(number(-a.value), b))
    if a.is_number and b.kind == "*" and b.args[0].is_number:
        return times(number(a.value * b.args[0].value), b.args[1])
    if a.kind == "*" and a.args[0].is_number and not b.is_number:
        return times(a.args[0], times(a.args[1], b))
    if b.kind == "*" and b.args[0].is_number:
        return times(b.args[0], times(a, b.args[1]))
    return Node("*", (a, b))


def over(a: Node, b: Node) -> Node:
    """Return a / b, with numbers divided; what stands above and below alike is 1, as it is but where it is 0."""
    if a.is_number and b.is_number and b.value:
        return number(a.value / b.value)
    if b == ONE:
        return a
    if a == ZERO and not b.is_number:
        return ZERO
    if a == b != ZERO:
        return ONE
    if a.kind == "*" and a.args[0].is_number:
        if b.is_number and b.value:
            return times(number(a.args[0].value / b.value), a.args[1])
        if b.kind == "*" and b.args[0].is_number and b.args[0].value:
            return over(times(number(a.args[0].value / b.args[0].value), a.args[1]), b.args[1])
    return negative(over(a.args[0], b)) if a.kind == "neg" else Node("/", (a, b))


def power(a: Node, b: Node) -> Node:
    """Return a ^ b."""
    if b == ONE:
        return a
    if b == ZERO:
        return ONE
    return Node("^", (a, b))


def _half_turn(sign: float) -> Callable[[Node, Node], Node]:
    """Return which share of the slope of max (1) or min (-1) the first of two has: all, half at a tie, or none."""

    def share(a: Node, b: Node) -> Node:
        return over(plus(ONE, times(number(sign), apply("sign", minus(a, b)))), TWO)

    return share


FUNCTIONS: dict[str, Function] = {
    "sin": Function(np.sin, lambda u: apply("cos", u), "sine, of an angle in radians"),
    "cos": Function(np.cos, lambda u: negative(apply("sin", u)), "cosine, of an angle in radians"),
    "tan": Function(np.tan, lambda u: over(ONE, power(apply("cos", u), TWO)), "tangent, of an angle in radians"),
    "asin": Function(np.arcsin, lambda u: over(ONE, apply("sqrt", minus(ONE, power(u, TWO)))), "angle of a sine"),
    "acos": Function(
        np.arccos, lambda u: negative(over(ONE, apply("sqrt", minus(ONE, power(u, TWO))))), "angle of a cosine"
    ),
    "atan": Function(np.arctan, lambda u: over(ONE, plus(ONE, power(u, TWO))), "angle of a tangent"),
    "sinh": Function(np.sinh, lambda u: apply("cosh", u), "hyperbolic sine"),
    "cosh": Function(np.cosh, lambda u: apply("sinh", u), "hyperbolic cosine"),
    "tanh": Function(np.tanh, lambda u: minus(ONE, power(apply("tanh", u), TWO)), "hyperbolic tangent"),
    "exp": Function(np.exp, lambda u: apply("exp", u), "e to the power of"),
    "log": Function(np.log, lambda u: over(ONE, u), "natural logarithm"),
    "log10": Function(np.log10, lambda u: over(ONE, times(number(np.log(10.0)), u)), "logarithm to base 10"),
    "sqrt": Function(np.sqrt, lambda u: over(ONE, times(TWO, apply("sqrt", u))), "square root"),
    "abs": Function(np.abs, lambda u: apply("sign", u), "size without sign"),
    "sign": Function(np.sign, lambda u: ZERO, "−1, 0 or 1"),
}


def _least(a: Array, b: Array, out: Array) -> Array:
    return np.minimum(a, b, out=out)


def _greatest(a: Array, b: Array, out: Array) -> Array:
    return np.maximum(a, b, out=out)


OF_SEVERAL: dict[str, tuple[Callable[..., Array], Callable[[Node, Node], Node]]] = {
    "min": (_least, _half_turn(-1.0)),
    "max": (_greatest, _half_turn(1.0)),
}
OPERATORS: dict[str, Callable[..., Array]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.power, "neg": np.negative,
}  # fmt: skip
_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "^": 4}


def written(node: Node, *, plain: bool = False, names: dict[Node, str] | None = None) -> str:
    """Return the formula as a book has it (3·x² − 1), or `plain` as it is typed (3*x^2 - 1).

    `names` are nodes that are called by a name instead of being written out.
    """
    if names and node in names:
        return names[node]
    if node.kind == "number":
        return _figure(node.value, plain)
    if node.kind == "variable":
        return node.name
    if node.kind not in _BINDS:
        return f"{node.kind}({', '.join(written(arg, plain=plain, names=names) for arg in node.args)})"
    here = _BINDS[node.kind]
    minus_sign = "-" if plain else "−"
    if node.kind == "neg":
        return minus_sign + _part(node.args[0], here if plain else _BINDS["*"], plain, names)
    a, b = node.args
    if node.kind == "^":
        base = _part(a, here + 1, plain, names)
        if not plain and b.is_number and b.value in range(2, 100):
            return base + str(int(b.value)).translate(_SUPERSCRIPTS)
        return f"{base}^{_part(b, here + 1 if b.kind == '^' else here - 1, plain, names)}"
    left = _part(a, here, plain, names)
    right = _part(b, here + (node.kind in "-/"), plain, names)
    if node.kind in "+-":
        return f"{left} {'+' if node.kind == '+' else minus_sign} {right}"
    if right[0] in "-−":
        right = f"({right})"
    return f"{left}{'*' if plain else '·'}{right}" if node.kind == "*" else f"{left}/{right}"


def _part(node: Node, least: int, plain: bool, names: dict[Node, str] | None) -> str:
    """Return a part of an operation, in brackets where it binds less than `least`."""
    text = written(node, plain=plain, names=names)
    called = bool(names) and node in (names or {})
    binds = 9 if called else _BINDS.get(node.kind, 9)
    if node.kind == "number" and (text[0] in "-−" or "e" in text[1:]):
        binds = 2
    return f"({text})" if binds < least else text


def _figure(value: float, plain: bool) -> str:
    for constant, name, typed in ((np.pi, "π", "pi"), (np.e, "e", "e")):
        if value == constant:
            return typed if plain else name
    text = repr(float(value)) if plain else f"{value:.6g}"
    return text.removesuffix(".0") if plain else text.replace("-", "−")
