"""Beale's function."""

from __future__ import annotations

from gdviz.core.surfaces.base import SURFACES, Surface


@SURFACES.register("beale")
class Beale(Surface):
    """f = (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2: flat valleys, steep corners.

    Beale 1958, "On an iterative method for finding a local minimum of a function of more than one variable".
    """

    title = "Beale’s corners"
    order = 90
    expression = "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2"
    minima = ((3.0, 0.5),)
    start = (1.0, 1.5)
    extent = (-4.5, 4.5, -4.5, 4.5)
