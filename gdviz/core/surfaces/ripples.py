"""Ripples in a bowl."""

from __future__ import annotations

import numpy as np

from gdviz.core.operations import Array
from gdviz.core.surfaces.base import SURFACES, Surface


@SURFACES.register("ripples")
class Ripples(Surface):
    """f = (x^2 + y^2) / 10 + 2 - cos 2x - cos 2y: many minima, one of them the deepest.

    Rastrigin 1974, with gentler waves.
    """

    title = "Ripples"
    order = 80
    formula = "⅒ (x² + y²) + 2 − cos 2x − cos 2y"
    minima = ((0.0, 0.0),)
    start = (-3.5, 3.0)
    extent = (-5.0, 5.0, -5.0, 5.0)

    def value(self, x: Array, y: Array) -> Array:
        height: Array = 0.1 * (x * x + y * y) + 2 - np.cos(2 * x) - np.cos(2 * y)
        return height

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        return 0.2 * x + 2 * np.sin(2 * x), 0.2 * y + 2 * np.sin(2 * y)
