"""A formula as NumPy calls that are written down once and then run, on numbers and whole grids alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import DTypeLike

from gdviz.core.formula.tree import FUNCTIONS, OF_SEVERAL, OPERATORS, TWO, Node
from gdviz.core.operations import Array, Operation, constant


class Program:
    """Writes down what gives the values (shape) of trees, from the arrays `inputs` of their variables.

    `operations` grow with each tree; parts that trees have in common are computed once.
    """

    def __init__(self, inputs: Mapping[str, Array], shape: tuple[int, ...], dtype: DTypeLike = np.float64) -> None:
        self.operations: list[Operation] = []
        self._inputs, self._shape, self._dtype = inputs, shape, dtype
        self._made: dict[Node, Array] = {}

    def write(self, tree: Node) -> Array:
        """Write a tree down; return where its values are after the operations ran: (shape), or 0-d for a number."""
        if tree not in self._made:
            self._made[tree] = self._place(tree)
        return self._made[tree]

    def _place(self, node: Node) -> Array:
        if node.kind == "number":
            return constant(node.value, self._dtype)
        if node.kind == "variable":
            return self._inputs[node.name]
        arguments = [self.write(arg) for arg in node.args]
        result = np.empty(self._shape, self._dtype)
        if node.kind == "^" and node.args[1] == TWO:  # ten times as fast
            self.operations.append((np.multiply, (arguments[0], arguments[0], result)))
        else:
            self.operations.append((_call(node.kind), (*arguments, result)))
        return result


def _call(kind: str) -> Callable[..., Array]:
    if kind in FUNCTIONS:
        return FUNCTIONS[kind].call
    return OF_SEVERAL[kind][0] if kind in OF_SEVERAL else OPERATORS[kind]
