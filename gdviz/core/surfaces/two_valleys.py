"""A shallow valley beside a deep one."""

from __future__ import annotations

import numpy as np

from gdviz.core.operations import Array
from gdviz.core.surfaces.base import SURFACES, Surface


@SURFACES.register("two_valleys")
class TwoValleys(Surface):
    """f = 1.2 - 0.6 exp(-|p - (2, 1)|^2) - exp(-|p + (1.5, 1)|^2 / 2) + |p|^2 / 50: the start decides."""

    title = "Shallow and deep"
    order = 70
    formula = "1.2 − 0.6 exp(−|p − (2, 1)|²) − exp(−½|p + (1.5, 1)|²) + |p|²/50"
    minima = ((-1.44217296, -0.9614487),)
    lowest = 0.2624970081342447
    start = (2.6, 2.0)
    extent = (-4.0, 4.0, -4.0, 4.0)

    def value(self, x: Array, y: Array) -> Array:
        shallow, deep = self._wells(x, y)
        height: Array = 1.2 - shallow - deep + 0.02 * (x * x + y * y)
        return height

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        shallow, deep = self._wells(x, y)
        return (
            2 * (x - 2) * shallow + (x + 1.5) * deep + 0.04 * x,
            2 * (y - 1) * shallow + (y + 1) * deep + 0.04 * y,
        )

    @staticmethod
    def _wells(x: Array, y: Array) -> tuple[Array, Array]:
        shallow = 0.6 * np.exp(-((x - 2) ** 2) - (y - 1) ** 2)
        return shallow, np.exp(-0.5 * ((x + 1.5) ** 2 + (y + 1) ** 2))
