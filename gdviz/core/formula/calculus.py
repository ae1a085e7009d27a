"""Derivatives of trees, exact: the rules of school, one a kind of node."""

from __future__ import annotations

from gdviz.core.formula.tree import (
    FUNCTIONS,
    OF_SEVERAL,
    ONE,
    ZERO,
    Node,
    apply,
    minus,
    negative,
    number,
    over,
    plus,
    power,
    times,
    variable,
    written,
)


def derivative(node: Node, name: str) -> Node:
    """Return d node / d name.

    (u + v)' = u' + v', (u v)' = u' v + u v', (u / v)' = (u' v - u v') / v^2, and the chain rule
    g(u)' = g'(u) u'. Where a derivative jumps, as that of abs at 0, it is the middle between both sides.
    """
    known: dict[Node, Node] = {}

    def slope(u: Node) -> Node:
        if u not in known:
            known[u] = _rule(u, tuple(slope(arg) for arg in u.args), name)
        return known[u]

    return slope(node)


def _rule(node: Node, slopes: tuple[Node, ...], name: str) -> Node:
    """Return the derivative of a node from those of its arguments."""
    if node.kind in ("number", "variable"):
        return ONE if node.name == name else ZERO
    if all(slope == ZERO for slope in slopes):
        return ZERO
    if node.kind in FUNCTIONS:
        return times(FUNCTIONS[node.kind].slope(node.args[0]), slopes[0])
    if node.kind == "neg":
        return negative(slopes[0])
    (u, v), (du, dv) = node.args, slopes
    if node.kind in OF_SEVERAL:
        share = OF_SEVERAL[node.kind][1]
        return plus(times(share(u, v), du), times(share(v, u), dv))
    if node.kind in "+-":
        return plus(du, dv) if node.kind == "+" else minus(du, dv)
    if node.kind == "*":
        return plus(times(du, v), times(u, dv))
    if node.kind == "/":
        if dv == ZERO:
            return over(du, v)
        return over(minus(times(du, v), times(u, dv)), power(v, number(2)))
    if v.kind == "neg" and v.args[0].is_number:
        v = number(-v.args[0].value)
    if dv == ZERO:
        return times(times(v, power(u, minus(v, ONE))), du)
    grown = times(dv, apply("log", u)) if u != number(2.718281828459045) else dv
    return times(node, plus(grown, ZERO if du == ZERO else over(times(v, du), u)))


def chain(node: Node, name: str = "x") -> list[tuple[str, str, str]]:
    """Return the chain rule step by step: (what it is called, what it is, its derivative), innermost first, f last.

    Of sin(x^2): ("u", "x²", "2·x"), ("f", "sin(u)", "cos(u)·u′"). Without a function of a function, f alone.
    """
    inner: list[Node] = []

    def look(u: Node) -> None:
        for arg in u.args:
            look(arg)
        for arg in u.args if u.kind in FUNCTIONS else u.args[:1] if u.kind == "^" else ():
            if arg.kind not in ("variable", "number") and derivative(arg, name) != ZERO and arg not in inner:
                inner.append(arg)

    look(node)
    letters = "uvwst"
    if len(inner) > len(letters):
        inner = inner[-len(letters) :]
    called = {part: letters[place] for place, part in enumerate(inner)}
    steps = []
    for part in [*inner, node]:
        others = {each: letter for each, letter in called.items() if each is not part}
        named = _with_names(part, others)
        total = derivative(named, name)
        for letter in others.values():
            outer = derivative(named, letter)
            total = plus(times(outer, variable(f"{letter}′")), total) if outer != ZERO else total
        steps.append(("f" if part is node else called[part], written(named), written(total)))
    return steps


def _with_names(node: Node, names: dict[Node, str]) -> Node:
    """Return the node with the largest named parts replaced by variables."""
    args = tuple(variable(names[arg]) if arg in names else _with_names(arg, names) for arg in node.args)
    return Node(node.kind, args, node.value, node.name)
