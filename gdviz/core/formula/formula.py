"""A function that somebody typed: its values, its derivatives, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import ArrayLike

from gdviz.core.formula import calculus
from gdviz.core.formula.parser import parse_tree
from gdviz.core.formula.program import Program
from gdviz.core.formula.squares import squares_of
from gdviz.core.formula.tree import Node, written
from gdviz.core.operations import Array, run


@dataclass(frozen=True)
class Formula:
    """f of one or two variables, as a tree; `derivative` gives another one."""

    tree: Node
    variables: tuple[str, ...]

    @property
    def text(self) -> str:
        """As it is typed: x^2 - 1."""
        return written(self.tree, plain=True)

    @property
    def pretty(self) -> str:
        """As a book has it: x² − 1."""
        return written(self.tree)

    def at(self, *places: ArrayLike) -> Array:
        """Return f at numbers or arrays, one for each variable; NaN or infinity where it has no value."""
        arrays = np.broadcast_arrays(*(np.asarray(place, np.float64) for place in places))
        program = Program(dict(zip(self.variables, arrays, strict=True)), arrays[0].shape)
        values = program.write(self.tree)
        with np.errstate(all="ignore"):
            run(program.operations)
        return np.array(np.broadcast_to(values, arrays[0].shape))

    def derivative(self, name: str = "x") -> Formula:
        """Return df / d name."""
        return self._slopes[name]

    def gradient(self, *places: ArrayLike) -> Array:
        """Return all first derivatives (number of variables, ...)."""
        return np.stack([self.derivative(name).at(*places) for name in self.variables])

    @cached_property
    def _slopes(self) -> dict[str, Formula]:
        return {name: Formula(calculus.derivative(self.tree, name), self.variables) for name in self.variables}

    @cached_property
    def squares(self) -> tuple[Formula, ...] | None:
        """Return r_i with f = sum r_i^2 where f is written as such a sum, else None."""
        found = squares_of(self.tree)
        return None if found is None else tuple(Formula(part, self.variables) for part in found)


@lru_cache(maxsize=256)
def parse(text: str, variables: tuple[str, ...] = ("x",)) -> Formula:
    """Return the formula that `text` says; raises FormulaError (a ValueError) naming what is wrong and where."""
    return Formula(parse_tree(text, variables), variables)
