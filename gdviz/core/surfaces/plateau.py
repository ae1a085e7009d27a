"""A hole in a plateau."""

from __future__ import annotations

from gdviz.core.surfaces.base import SURFACES, Surface


@SURFACES.register("plateau")
class Plateau(Surface):
    """f = 1 - exp(-(x^2 + y^2) / 2): far from the minimum there is hardly any slope to follow."""

    title = "Plateau"
    order = 40
    expression = "1 - exp(-(x^2 + y^2)/2)"
    minima = ((0.0, 0.0),)
    start = (-2.2, 1.5)
    extent = (-4.0, 4.0, -4.0, 4.0)
