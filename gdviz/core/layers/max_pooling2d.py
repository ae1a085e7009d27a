"""The largest number of each window."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from gdviz.core.layers.base import LAYERS
from gdviz.core.layers.pooling import Pooling, Window
from gdviz.core.operations import Array, Operation, constant


@LAYERS.register("max_pooling2d")
@dataclass
class MaxPooling2D(Pooling):
    """y[i, j, c] = max_{u, v} x[i s + u, j t + v, c] over each window; padding never wins.

    The gradient goes to where the maximum was; of several equal ones to the first, row by row.
    """

    title = "Max pooling"
    order = 30
    formula = "y = max x"
    help = "Keeps the largest number of each window: a smaller picture, and less care where exactly something is"

    def pool(self, windows: list[Window], x: Array, y: Array) -> list[Operation]:
        outputs, inputs = windows[0]
        whole = y[outputs].shape == y.shape  # no window has its first place in the padding
        operations: list[Operation] = [(np.copyto, (y, x[inputs] if whole else constant(-np.inf, y.dtype)))]
        for outputs, inputs in windows[1:] if whole else windows:
            # NumPy takes the output of maximum by name only
            operations.append((partial(np.maximum, out=y[outputs]), (x[inputs], y[outputs])))
        return operations

    def spread(self, windows: list[Window], x: Array, y: Array, dy: Array, dx: Array, apart: bool) -> list[Operation]:
        left = np.empty(dy.shape, dy.dtype)  # what no place of the window has taken yet
        share, wins = np.empty_like(left), np.empty(dy.shape, bool)
        operations: list[Operation] = [(np.copyto, (left, dy))]
        for number, (outputs, inputs) in enumerate(windows, start=1):
            taken = dx[inputs] if apart else share[outputs]
            if number == len(windows) and taken.shape == left.shape:  # it was nowhere else
                operations.append((np.copyto, (taken, left)))
            else:
                operations += [
                    (np.equal, (x[inputs], y[outputs], wins[outputs])),
                    (np.multiply, (left[outputs], wins[outputs], taken)),
                    (np.subtract, (left[outputs], taken, left[outputs])),
                ]
            if not apart:
                operations.append((np.add, (dx[inputs], taken, dx[inputs])))
        return operations
