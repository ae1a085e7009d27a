"""A tape: the operations of one model on one block of rows, with the buffers that they use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdviz.core.links import LINKS
from gdviz.core.losses import Loss
from gdviz.core.operations import Array, Operation, constant, run

LONG = 50_000  # numbers that an operation writes: from here on a call of Python beside it costs nothing


@dataclass
class ModelTape:
    """scores z (n, k) of rows x (n, ...), and with dz = dL/dz given, the gradient by the parameters."""

    x: Array
    z: Array
    dz: Array
    forward: list[Operation]
    backward: list[Operation]


class LossTape:
    """loss(x, y) of a model, ready to run: `value()` goes forward, `value_and_gradient()` also backward.

    Where the loss contains the model's link (cross-entropy does), it works on the scores; else the link is applied
    between the two, and differentiated.

    `weights` (n,) say how much each row counts; they may be refilled, as x and y may. `scale` multiplies the loss.

    With `descends` the gradient can be had times any number by `value_and_step`, at no cost: the number goes into the
    slopes of the scores, which are few, and from there into all that is computed from them.

    `watch` is called between the operations of a long tape; what it raises ends the step there.
    """

    def __init__(
        self,
        tape: ModelTape,
        loss: Loss,
        link: str,
        y: Array,
        watch: Callable[[], None] | None = None,
        *,
        weights: Array | None = None,
        scale: float = 1.0,
        descends: bool = False,
    ) -> None:
        self.x, self.y, self.weights = tape.x, y, weights
        self.total = np.zeros((), tape.z.dtype)
        self._factor = 1.0  # what the gradient comes out times
        if loss.link == link:
            answer, danswer, apply, unapply = tape.z, tape.dz, [], []
        else:
            answer, danswer = np.empty_like(tape.z), np.empty_like(tape.dz)
            apply = LINKS[link]().forward(tape.z, answer)
            unapply = LINKS[link]().backward(tape.z, answer, danswer, tape.dz)
        share, weigh = _share(len(y), weights, scale, tape.z.dtype)
        slope_share, weigh_slope = share, list[Operation]()
        if descends:
            self._plain = scale / len(y)
            self._slope_share = np.full((), self._plain, tape.z.dtype)
            slope_share = self._slope_share
            if weights is not None:
                slope_share = np.empty_like(weights)
                weigh_slope = [(np.multiply, (weights, self._slope_share, slope_share))]
        both = loss.value_and_slope(answer, y, self.total, danswer, share, slope_share)
        self._forward = [*weigh, *tape.forward, *apply, *loss.value(answer, y, self.total, share)]
        self._both = [*weigh, *weigh_slope, *tape.forward, *apply, *both, *unapply, *tape.backward]
        if watch is not None and any(arguments[-1].size > LONG for _, arguments in tape.forward):
            self._forward = [part for operation in self._forward for part in (operation, (watch, ()))]
            self._both = [part for operation in self._both for part in (operation, (watch, ()))]

    def value(self) -> float:
        run(self._forward)
        return self.total.item()  # type: ignore[no-any-return]

    def value_and_gradient(self) -> float:
        """Return the loss; the gradient stands in the model's `parameters.grad`."""
        return self.value_and_step(1.0)

    def value_and_step(self, factor: float) -> float:
        """Return the loss; factor dL/dtheta stands where else the gradient does. Others than 1 need `descends`."""
        if factor != self._factor:
            self._slope_share[...] = factor * self._plain
            self._factor = factor
        for function, arguments in self._both:
            function(*arguments)
        return self.total.item()  # type: ignore[no-any-return]


def _share(n: int, weights: Array | None, scale: float, dtype: Any) -> tuple[Array | None, list[Operation]]:
    """Return what each row counts of the mean, scale w_i / n (None for 1/n), and how to get it from the weights."""
    if weights is None:
        return None if scale == 1 else np.full(n, scale / n, dtype), []
    share = np.empty(n, dtype)
    return share, [(np.multiply, (weights, constant(scale / n, dtype), share))]
