"""A long ravine."""

from __future__ import annotations

from gdviz.core.surfaces.base import SURFACES, Surface


@SURFACES.register("ravine")
class Ravine(Surface):
    """f = (x^2 + 20 y^2) / 2: twenty times as steep across as along, so that plain descent zig-zags."""

    title = "Ravine"
    order = 20
    expression = "(x^2 + 20*y^2)/2"
    minima = ((0.0, 0.0),)
    start = (-3.5, 1.0)
    extent = (-4.0, 4.0, -2.0, 2.0)
