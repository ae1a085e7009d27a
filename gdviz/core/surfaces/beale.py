"""Beale's function."""

from __future__ import annotations

from gdviz.core.operations import Array
from gdviz.core.surfaces.base import SURFACES, SumOfSquares


@SURFACES.register("beale")
class Beale(SumOfSquares):
    """f = (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2: flat valleys, steep corners.

    Beale 1958, "On an iterative method for finding a local minimum of a function of more than one variable".
    """

    title = "Beale’s corners"
    order = 90
    formula = "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²"
    minima = ((3.0, 0.5),)
    start = (1.0, 1.5)
    extent = (-4.5, 4.5, -4.5, 4.5)

    def residuals(self, x: Array, y: Array) -> list[Array]:
        return [1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3]

    def slopes(self, x: Array, y: Array) -> list[tuple[Array, Array]]:
        return [(y - 1, x), (y**2 - 1, 2 * x * y), (y**3 - 1, 3 * x * y**2)]
