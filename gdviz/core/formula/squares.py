"""Is a formula a sum of squares? Then least squares can be solved on it."""

from __future__ import annotations

from math import sqrt

from gdviz.core.formula.tree import TWO, Node, number, times


def squares_of(node: Node) -> list[Node] | None:
    """Return r_i with node = sum r_i^2, read off how it is written; None where it is no such sum.

    Terms may be u^2, c u^2, u^2 c and u^2 / c with numbers c > 0, sums of these, and such a sum times or over c.
    """
    if node.kind == "+":
        parts = [squares_of(arg) for arg in node.args]
        return None if parts[0] is None or parts[1] is None else parts[0] + parts[1]
    if node.kind == "^" and node.args[1] == TWO:
        return [node.args[0]]
    if node.kind in ("*", "/"):
        a, b = node.args
        if b.is_number or _constant(b) is not None:
            return _scaled(a, _constant(b), over=node.kind == "/")
        if node.kind == "*" and _constant(a) is not None:
            return _scaled(b, _constant(a), over=False)
    return None


def _scaled(node: Node, factor: float | None, *, over: bool) -> list[Node] | None:
    parts = squares_of(node)
    if parts is None or factor is None or not factor > 0:
        return None
    root = sqrt(1 / factor if over else factor)
    return [times(number(root), part) for part in parts]


def _constant(node: Node) -> float | None:
    """Return the value of a number, or of one number over another."""
    if node.is_number:
        return node.value
    if node.kind == "/" and all(arg.is_number for arg in node.args) and node.args[1].value:
        return node.args[0].value / node.args[1].value
    return None
