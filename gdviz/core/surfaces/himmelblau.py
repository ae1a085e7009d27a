"""Himmelblau's function."""

from __future__ import annotations

import numpy as np

from gdviz.core.operations import Array
from gdviz.core.surfaces.base import SURFACES, SumOfSquares


@SURFACES.register("himmelblau")
class Himmelblau(SumOfSquares):
    """f = (x^2 + y - 11)^2 + (x + y^2 - 7)^2: four minima, all of the same depth.

    Himmelblau 1972, Applied Nonlinear Programming.
    """

    title = "Himmelblau’s four minima"
    order = 60
    formula = "(x² + y − 11)² + (x + y² − 7)²"
    minima = (
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
        (3.584428340330492, -1.848126526964404),
    )
    start = (0.0, 0.0)
    extent = (-5.0, 5.0, -5.0, 5.0)

    def residuals(self, x: Array, y: Array) -> list[Array]:
        return [x * x + y - 11, x + y * y - 7]

    def slopes(self, x: Array, y: Array) -> list[tuple[Array, Array]]:
        one = np.ones_like(x)
        return [(2 * x, one), (one, 2 * y)]
