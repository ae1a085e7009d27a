"""A round bowl."""

from __future__ import annotations

import numpy as np

from gdviz.core.operations import Array
from gdviz.core.surfaces.base import SURFACES, SumOfSquares


@SURFACES.register("bowl")
class Bowl(SumOfSquares):
    """f = (x^2 + y^2) / 2: downhill is straight to the minimum."""

    title = "Bowl"
    order = 10
    formula = "½ (x² + y²)"
    minima = ((0.0, 0.0),)
    start = (-3.0, 2.0)
    extent = (-4.0, 4.0, -4.0, 4.0)

    def residuals(self, x: Array, y: Array) -> list[Array]:
        return [x * np.sqrt(0.5), y * np.sqrt(0.5)]

    def slopes(self, x: Array, y: Array) -> list[tuple[Array, Array]]:
        one, zero = np.ones_like(x), np.zeros_like(x)
        return [(one * np.sqrt(0.5), zero), (zero, one * np.sqrt(0.5))]
