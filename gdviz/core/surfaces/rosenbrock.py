"""Rosenbrock's valley."""

from __future__ import annotations

from gdviz.core.surfaces.base import SURFACES, Surface


@SURFACES.register("rosenbrock")
class Rosenbrock(Surface):
    """f = (1 - x)^2 + 100 (y - x^2)^2: easy to find the bent valley, hard to follow it.

    Rosenbrock 1960, The Computer Journal 3, with its start.
    """

    title = "Rosenbrock’s valley"
    order = 50
    expression = "(1 - x)^2 + 100*(y - x^2)^2"
    minima = ((1.0, 1.0),)
    start = (-1.2, 1.0)
    extent = (-2.0, 2.0, -1.0, 3.0)
