"""Rosenbrock's valley."""

from __future__ import annotations

import numpy as np

from gdviz.core.operations import Array
from gdviz.core.surfaces.base import SURFACES, SumOfSquares


@SURFACES.register("rosenbrock")
class Rosenbrock(SumOfSquares):
    """f = (1 - x)^2 + 100 (y - x^2)^2: easy to find the bent valley, hard to follow it.

    Rosenbrock 1960, The Computer Journal 3, with its start.
    """

    title = "Rosenbrock’s valley"
    order = 50
    formula = "(1 − x)² + 100 (y − x²)²"
    minima = ((1.0, 1.0),)
    start = (-1.2, 1.0)
    extent = (-2.0, 2.0, -1.0, 3.0)

    def residuals(self, x: Array, y: Array) -> list[Array]:
        return [1 - x, 10 * (y - x * x)]

    def slopes(self, x: Array, y: Array) -> list[tuple[Array, Array]]:
        zero = np.zeros_like(x)
        return [(zero - 1, zero), (-20 * x, zero + 10)]
