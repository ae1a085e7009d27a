"""A shallow valley beside a deep one."""

from __future__ import annotations

from gdviz.core.surfaces.base import SURFACES, Surface


@SURFACES.register("two_valleys")
class TwoValleys(Surface):
    """f = 1.2 - 0.6 exp(-|p - (2, 1)|^2) - exp(-|p + (1.5, 1)|^2 / 2) + |p|^2 / 50: the start decides."""

    title = "Shallow and deep"
    order = 70
    expression = "1.2 - 0.6*exp(-(x - 2)^2 - (y - 1)^2) - exp(-((x + 1.5)^2 + (y + 1)^2)/2) + (x^2 + y^2)/50"
    minima = ((-1.44217296, -0.9614487),)
    lowest = 0.2624970081342447
    start = (2.6, 2.0)
    extent = (-4.0, 4.0, -4.0, 4.0)
