"""A hole in a plateau."""

from __future__ import annotations

import numpy as np

from gdviz.core.operations import Array
from gdviz.core.surfaces.base import SURFACES, Surface


@SURFACES.register("plateau")
class Plateau(Surface):
    """f = 1 - exp(-(x^2 + y^2) / 2): far from the minimum there is hardly any slope to follow."""

    title = "Plateau"
    order = 40
    formula = "1 − exp(−½ (x² + y²))"
    minima = ((0.0, 0.0),)
    start = (-2.2, 1.5)
    extent = (-4.0, 4.0, -4.0, 4.0)

    def value(self, x: Array, y: Array) -> Array:
        height: Array = -np.expm1(-0.5 * (x * x + y * y))
        return height

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        height = np.exp(-0.5 * (x * x + y * y))
        return x * height, y * height
