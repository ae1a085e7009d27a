"""The mean of each window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.layers.base import LAYERS
from gdviz.core.layers.pooling import Pooling, Window
from gdviz.core.operations import Array, Operation, constant


@LAYERS.register("average_pooling2d")
@dataclass
class AveragePooling2D(Pooling):
    """y[i, j, c] = mean_{u, v} x[i s + u, j t + v, c] over each window; padding is not counted (Keras's rule).

    The gradient goes to all places of the window in equal shares.
    """

    title = "Average pooling"
    order = 40
    formula = "y = mean x"
    help = "Keeps the mean of each window: a smaller, smoother picture"

    def pool(self, windows: list[Window], x: Array, y: Array) -> list[Operation]:
        operations: list[Operation] = [(np.copyto, (y, constant(0.0, y.dtype)))]
        for outputs, inputs in windows:
            operations.append((np.add, (y[outputs], x[inputs], y[outputs])))
        return [*operations, (np.multiply, (y, _share(windows, y), y))]

    def spread(self, windows: list[Window], x: Array, y: Array, dy: Array, dx: Array, apart: bool) -> list[Operation]:
        each = np.empty(dy.shape, dy.dtype)
        operations: list[Operation] = [(np.multiply, (dy, _share(windows, y), each))]
        for outputs, inputs in windows:
            if apart:
                operations.append((np.copyto, (dx[inputs], each[outputs])))
            else:
                operations.append((np.add, (dx[inputs], each[outputs], dx[inputs])))
        return operations


def _share(windows: list[Window], y: Array) -> Array:
    """Return 1 / the number of places inside the picture (H', W', 1, 1), for each window."""
    counted = np.zeros((*y.shape[:2], 1, 1), y.dtype)
    for outputs, _ in windows:
        counted[outputs] += 1
    return np.asarray(1 / counted, y.dtype)
