"""A saddle between two valleys."""

from __future__ import annotations

from gdviz.core.surfaces.base import SURFACES, Surface


@SURFACES.register("saddle")
class Saddle(Surface):
    """f = x^2 / 2 + (y^2 - 1)^2 / 4: at (0, 0) the slope is 0, but it is no minimum."""

    title = "Saddle"
    order = 30
    expression = "x^2/2 + (y^2 - 1)^2/4"
    minima = ((0.0, -1.0), (0.0, 1.0))
    start = (-1.5, 0.01)
    extent = (-2.0, 2.0, -2.0, 2.0)
