"""Test functions of two variables: where they are worth looking at, and where they are lowest."""

from __future__ import annotations

from typing import ClassVar

from gdviz.core.formula import Formula, parse
from gdviz.core.registry import Registry

VARIABLES = ("x", "y")


class Surface:
    """f(x, y), as its `expression` says.

    `minima` are all places with f = `lowest`, `start` is where a method has something to do, `extent` (left, right,
    bottom, top) what is worth looking at.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    order: ClassVar[int] = 1000
    expression: ClassVar[str]
    minima: ClassVar[tuple[tuple[float, float], ...]]
    lowest: ClassVar[float] = 0.0
    start: ClassVar[tuple[float, float]]
    extent: ClassVar[tuple[float, float, float, float]]

    @classmethod
    def function(cls) -> Formula:
        """Return f, which can be evaluated and differentiated."""
        return parse(cls.expression, VARIABLES)


SURFACES: Registry[type[Surface]] = Registry("surface", "gdviz.surfaces")


def surface_of(function: Formula) -> type[Surface] | None:
    """Return the registered surface that a function is, however it is spaced and bracketed; None for any other."""
    return next((surface for _, surface in SURFACES.items() if surface.function().tree == function.tree), None)
