"""A long ravine."""

from __future__ import annotations

import numpy as np

from gdviz.core.operations import Array
from gdviz.core.surfaces.base import SURFACES, SumOfSquares


@SURFACES.register("ravine")
class Ravine(SumOfSquares):
    """f = (x^2 + 20 y^2) / 2: twenty times as steep across as along, so that plain descent zig-zags."""

    title = "Ravine"
    order = 20
    formula = "½ (x² + 20 y²)"
    minima = ((0.0, 0.0),)
    start = (-3.5, 1.0)
    extent = (-4.0, 4.0, -2.0, 2.0)

    def residuals(self, x: Array, y: Array) -> list[Array]:
        return [x * np.sqrt(0.5), y * np.sqrt(10.0)]

    def slopes(self, x: Array, y: Array) -> list[tuple[Array, Array]]:
        one, zero = np.ones_like(x), np.zeros_like(x)
        return [(one * np.sqrt(0.5), zero), (zero, one * np.sqrt(10.0))]
