"""Himmelblau's function."""

from __future__ import annotations

from gdviz.core.surfaces.base import SURFACES, Surface


@SURFACES.register("himmelblau")
class Himmelblau(Surface):
    """f = (x^2 + y - 11)^2 + (x + y^2 - 7)^2: four minima, all of the same depth.

    Himmelblau 1972, Applied Nonlinear Programming.
    """

    title = "Himmelblau’s four minima"
    order = 60
    expression = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
    minima = (
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
        (3.584428340330492, -1.848126526964404),
    )
    start = (0.0, 0.0)
    extent = (-5.0, 5.0, -5.0, 5.0)
