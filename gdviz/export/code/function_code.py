"""A function of two variables in NumPy and PyTorch: the typed formula, and in NumPy its slopes."""

from __future__ import annotations

import re

from gdviz.core.formula import FUNCTIONS, OF_SEVERAL, Formula
from gdviz.core.formula.tree import Node

_OTHER_NAMES = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "min": "minimum", "max": "maximum"}


def python_of(formula: Formula | str, *, torch: bool = False) -> str:
    """Return a formula as Python writes it."""
    text = formula if isinstance(formula, str) else formula.text
    names = "|".join([*FUNCTIONS, *OF_SEVERAL])

    def call(found: re.Match[str]) -> str:
        name = _OTHER_NAMES.get(found[1], found[1])
        return f"{'torch' if torch else 'np'}.{name}("

    return re.sub(rf"\b({names})\(", call, text).replace("^", "**")


def function_code(formula: Formula) -> str:
    """Return code for `f(x, y)` and `loss_and_gradients()`."""
    slopes = [formula.derivative(name) for name in formula.variables]
    return f"""
def f(x, y):
    return {python_of(formula)}


def loss_and_gradients():
    \"\"\"Return the height at (x, y), and its slope by x and by y.\"\"\"
    dx = {_whole(slopes[0])}
    dy = {_whole(slopes[1])}
    return f(x, y)[0], [dx, dy]
"""


def _whole(slope: Formula) -> str:
    """Return code for a slope, an array of one number even where it is constant."""
    code = python_of(slope)
    return code if _varies(slope.tree) else f"np.array([{code}])"


def _varies(node: Node) -> bool:
    return node.kind == "variable" or any(_varies(each) for each in node.args)
