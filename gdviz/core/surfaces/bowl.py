"""A round bowl."""

from __future__ import annotations

from gdviz.core.surfaces.base import SURFACES, Surface


@SURFACES.register("bowl")
class Bowl(Surface):
    """f = (x^2 + y^2) / 2: downhill is straight to the minimum."""

    title = "Bowl"
    order = 10
    expression = "(x^2 + y^2)/2"
    minima = ((0.0, 0.0),)
    start = (-3.0, 2.0)
    extent = (-4.0, 4.0, -4.0, 4.0)
