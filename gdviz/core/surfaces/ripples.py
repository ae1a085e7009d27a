"""Ripples in a bowl."""

from __future__ import annotations

from gdviz.core.surfaces.base import SURFACES, Surface


@SURFACES.register("ripples")
class Ripples(Surface):
    """f = (x^2 + y^2) / 10 + 2 - cos 2x - cos 2y: many minima, one of them the deepest.

    Rastrigin 1974, with gentler waves.
    """

    title = "Ripples"
    order = 80
    expression = "(x^2 + y^2)/10 + 2 - cos(2*x) - cos(2*y)"
    minima = ((0.0, 0.0),)
    start = (-3.5, 3.0)
    extent = (-5.0, 5.0, -5.0, 5.0)
