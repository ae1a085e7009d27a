"""The loss of what is no model of data: the function itself."""

from __future__ import annotations

import numpy as np

from gdviz.core.losses.base import LOSSES, Loss, outputs_of, spread, sum_outputs
from gdviz.core.operations import Array, Operation


@LOSSES.register("height")
class Height(Loss):
    """L = (1/n) sum z, with slope 1/n: of a function of its parameters alone, every row says f and L is f."""

    title = "Height"
    formula = "L = f(x, y)"
    order = 900
    offered = False
    of_function = True

    def each(self, z: Array, y: Array, each: Array) -> list[Operation]:
        outputs = outputs_of(each, z)
        return [(np.copyto, (outputs, z)), *sum_outputs(outputs, each)]

    def slope(self, z: Array, y: Array, dz: Array, share: Array | None = None) -> list[Operation]:
        prepare, part = spread(z, share)
        return [*prepare, (np.copyto, (dz, part))]

    def curvature(self, z: Array) -> Array:
        return np.zeros_like(z)
