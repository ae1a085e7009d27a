"""Neurons left out at random while training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.hyperparameter import real
from gdviz.core.layers.base import LAYERS, Layer, Mode, Moment, Passes, Shape
from gdviz.core.operations import Array, Operation, constant


@LAYERS.register("dropout")
@dataclass
class Dropout(Layer):
    """Training: y = m x / (1 - p) with m = 0 or 1, 0 with probability p, drawn anew for each number in each step.

    Answers: y = x. Dividing while training ("inverted") keeps the mean, so that nothing is left to do afterwards.

    Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014. What is drawn depends on seed, step and the
    layer's place alone: a step that is repeated leaves out the same neurons.
    """

    rate: float = real(
        0.5, low=0.0, high=0.99, soft_high=0.9, symbol="p", restarts=True,
        help="The share of neurons that each step leaves out; none are left out after training",
    )  # fmt: skip

    title = "Dropout"
    order = 60
    formula = "y = m·x / (1 − p),  m = 0 with probability p"
    help = "Leaves neurons out at random while training, so that none relies on a single other one"

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def view(self, x: Array, mode: Mode) -> Array | None:
        return None if mode.training and self.rate else x

    def write(self, x: Array, y: Array, dy: Array, dx: Array | None, mode: Mode) -> Passes:
        if not (mode.training and self.rate):
            return Passes([(np.copyto, (y, x))], [] if dx is None else [(np.copyto, (dx, dy))])
        draws = np.empty((*x.shape[1:], len(x)), np.float32)  # batch last, as y lies in memory
        kept, mask = np.empty_like(draws, bool), np.empty_like(draws, x.dtype)
        m = np.moveaxis(mask, -1, 0)
        forward: list[Operation] = [
            (_draw, (mode.moment, mode.place, draws)),
            (np.greater_equal, (draws, constant(self.rate, np.float32), kept)),
            (np.multiply, (kept, constant(1 / (1 - self.rate), x.dtype), mask)),
            (np.multiply, (x, m, y)),
        ]
        return Passes(forward, [] if dx is None else [(np.multiply, (dy, m, dx))])


def _draw(moment: Moment, place: int, draws: Array) -> None:
    moment.generator(place).random(dtype=np.float32, out=draws)
