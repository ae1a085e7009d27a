"""A saddle between two valleys."""

from __future__ import annotations

import numpy as np

from gdviz.core.operations import Array
from gdviz.core.surfaces.base import SURFACES, SumOfSquares


@SURFACES.register("saddle")
class Saddle(SumOfSquares):
    """f = x^2 / 2 + (y^2 - 1)^2 / 4: at (0, 0) the slope is 0, but it is no minimum."""

    title = "Saddle"
    order = 30
    formula = "½ x² + ¼ (y² − 1)²"
    minima = ((0.0, -1.0), (0.0, 1.0))
    start = (-1.5, 0.01)
    extent = (-2.0, 2.0, -2.0, 2.0)

    def residuals(self, x: Array, y: Array) -> list[Array]:
        return [x * np.sqrt(0.5), 0.5 * (y * y - 1)]

    def slopes(self, x: Array, y: Array) -> list[tuple[Array, Array]]:
        zero = np.zeros_like(x)
        return [(zero + np.sqrt(0.5), zero), (zero, y)]
