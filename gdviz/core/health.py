"""How a network fares while it trains: the gradient of each layer, which neurons are silent, what is wrong."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np

from gdviz.core.anatomy import look_inside, stages
from gdviz.core.arithmetic import figure
from gdviz.core.losses import LOSSES
from gdviz.core.models.base import Model
from gdviz.core.objective import Objective
from gdviz.core.operations import Array

MOST_ROWS = 1024  # of the data that are looked at, evenly chosen
BINS = 40
RECTIFIERS = ("relu",)  # flat below 0: a neuron there gets no gradient at all
ENDS = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}  # what squashing functions end in
NEAR_END = 0.02  # of the way from end to end
NEXT_TO_ZERO = 1e-2  # of the largest weight of the layer, or of 1 where that is larger

VANISHED = 1e-3  # of the last layer's gradient is left in the first
EXPLODED, LARGE = 1e4, 1e3  # times the last layer's gradient, and at all
MANY_SILENT, ALL_SILENT = 0.5, 0.95
SATURATED = 0.9
MOST_AT_ZERO = 0.85
STAYS = 0.7  # of a limit that was passed some steps before: what is said does not come and go at it


@dataclass(frozen=True)
class LayerHealth:
    """One dense layer and its activation, over some rows.

    `gradient` is |dL/d(W, b)|, without penalties; `weight_norm` |W|, `weight_std` the standard deviation of W. `silent`
    is the share of neurons that answer 0 for every row (NaN unless they rectify), `saturated` that of answers within
    2 % of an end of the activation (NaN where it has none), `at_zero` that of weights next to 0.
    """

    activation: str
    gradient: float
    weight_norm: float
    weight_std: float
    silent: float
    saturated: float
    at_zero: float


@dataclass(frozen=True, eq=False)
class Histogram:
    """Shares (BINS,) of some numbers between `edges` (BINS + 1,), evenly from the least to the largest."""

    edges: Array
    shares: Array

    def outline(self) -> tuple[Array, Array]:
        """Return the upper edge of the bars as a line from the floor to the floor."""
        return np.repeat(self.edges, 2), np.concatenate([[0.0], np.repeat(self.shares, 2), [0.0]])

    def share_at(self, x: float) -> float:
        """Return the share of the bar that holds x; 0 outside of all."""
        if not self.edges[0] <= x <= self.edges[-1]:
            return 0.0
        bar = int(np.searchsorted(self.edges, x, side="right")) - 1
        return float(self.shares[min(bar, len(self.shares) - 1)])


@dataclass(frozen=True)
class Finding:
    """One sentence about something that is wrong: `template` in English, with the values it names."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.template.format(**self.values)


class Examiner:
    """Looks into one network with some rows, at any theta; it has a model of its own to do it with.

    Raises ValueError where the model cannot be taken apart, or loss and data don't fit it.
    """

    def __init__(self, model: Model, loss: str, X: Array, y: Array) -> None:
        chosen = np.linspace(0, len(X) - 1, min(MOST_ROWS, len(X))).round().astype(np.intp)
        self._model, self._rows = model, X[chosen]
        self._parts = stages(model)
        self._objective = Objective(model, LOSSES[loss](), self._rows, y[chosen], training=False)

    def layers(self, theta: Array) -> tuple[LayerHealth, ...]:
        """Return how each layer fares at theta (P,)."""
        self._go(theta)
        with np.errstate(all="ignore"):
            self._objective.loss_and_gradient(self._model.trained)
            bent = look_inside(self._model, self._rows).bent
            return tuple(
                self._layer(part.dense.W, math.hypot(_norm(part.dense.dW), _norm(part.dense.db)), part.activation, out)
                for part, out in zip(self._parts, bent, strict=True)
            )

    def histograms(self, theta: Array) -> tuple[tuple[Histogram, ...], tuple[Histogram, ...]]:
        """Return the histograms of each layer's weights, and of what its neurons answer over the rows."""
        self._go(theta)
        with np.errstate(all="ignore"):
            outputs = look_inside(self._model, self._rows).outputs
        return tuple(histogram(part.dense.W) for part in self._parts), tuple(histogram(out) for out in outputs[1:])

    def _go(self, theta: Array) -> None:
        self._model.theta[...] = theta

    @staticmethod
    def _layer(W: Array, gradient: float, activation: str, outputs: Array) -> LayerHealth:
        silent = saturated = math.nan
        if activation in RECTIFIERS:
            silent = float((outputs <= 0.0).all(axis=0).mean())
        elif activation in ENDS:
            low, high = ENDS[activation]
            margin = NEAR_END * (high - low)
            saturated = float(((outputs < low + margin) | (outputs > high - margin)).mean())
        size = np.abs(W)
        at_zero = float((size <= NEXT_TO_ZERO * max(1.0, float(size.max()))).mean())
        return LayerHealth(activation, gradient, _norm(W), float(W.std()), silent, saturated, at_zero)


def histogram(values: Array) -> Histogram:
    """Return which shares of `values` lie where; numbers that are not finite are left out."""
    finite = values[np.isfinite(values)].astype(np.float64)
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if high - low < 1e-12 * max(1.0, abs(low)):
        low, high = low - 0.5, high + 0.5
    counts, edges = np.histogram(finite, bins=BINS, range=(low, high))
    return Histogram(edges, counts / max(1, finite.size))


def diagnose(
    layers: Sequence[LayerHealth], l1: float = 0.0, before: Sequence[Sequence[LayerHealth]] = ()
) -> Finding | None:
    """Return what is most wrong with a network whose layers fare like this; None if nothing is.

    Layers are counted from 1; the last is the output. `l1` is the penalty that the weights are trained with. `before`
    are some earlier steps: the output's gradient jumps from batch to batch, and what vanishes does so at most steps;
    a share that was too large before is so until it has clearly fallen.
    """
    if not layers:
        return None
    gradients = [layer.gradient for layer in layers]
    if not all(math.isfinite(value) for layer in layers for value in (layer.gradient, layer.weight_norm)):
        return Finding("A gradient or a weight is no longer a number: go back and take a smaller learning rate.")
    first, last, count = gradients[0], gradients[-1], len(layers)
    hidden = list(enumerate(layers[:-1], start=1))
    silent = max(hidden, key=lambda each: _known(each[1].silent), default=None)
    dead = silent is not None and _known(silent[1].silent) >= ALL_SILENT
    if silent is not None and dead:
        return _silent(*silent)
    if count > 1 and first > EXPLODED * last > 0.0:
        return Finding(
            "Layer 1 gets {ratio} times the gradient of layer {last}: it grows on its way back. Start with smaller "
            "weights, or clip the gradient.",
            {"ratio": figure(first / last, 2), "last": count},
        )
    if max(gradients) > LARGE:
        worst = gradients.index(max(gradients)) + 1
        return Finding(
            "The gradient of layer {layer} is {size}: a step of it throws the weights far off. Take a smaller learning "
            "rate, clip the gradient, or standardise the data.",
            {"layer": worst, "size": figure(max(gradients), 2)},
        )
    shares = [each[0].gradient / each[-1].gradient for each in (*before, layers) if each[-1].gradient > 0.0]
    if count > 2 and shares and last > 0.0 and median(shares) < VANISHED:
        return _vanished(layers, first / last)
    if silent is not None and _is_over(MANY_SILENT, silent[1].silent, [each[silent[0] - 1].silent for each in before]):
        return _silent(*silent)
    flat = max(hidden, key=lambda each: _known(each[1].saturated), default=None)
    if flat is not None and _is_over(SATURATED, flat[1].saturated, [each[flat[0] - 1].saturated for each in before]):
        return Finding(
            "{share} of what layer {layer} answers is at an end of its {activation}, where it is flat and hardly "
            "learns: take a smaller learning rate, start with smaller weights, or standardise the data.",
            {"share": _percent(flat[1].saturated), "layer": flat[0], "activation": flat[1].activation},
        )
    held = max(enumerate(layers, start=1), key=lambda each: each[1].at_zero)
    if l1 > 0.0 and _is_over(MOST_AT_ZERO, held[1].at_zero, [each[held[0] - 1].at_zero for each in before]):
        return Finding(
            "L1 holds {share} of the weights of layer {layer} at 0: with a smaller penalty more of them would move.",
            {"share": _percent(held[1].at_zero), "layer": held[0]},
        )
    return None


def _vanished(layers: Sequence[LayerHealth], ratio: float) -> Finding:
    inner = [layer.activation for layer in layers[:-1]]
    values = {"ratio": figure(ratio, 1), "last": len(layers)}
    squashing = next((name for name in ENDS if name in inner), None)
    if ratio == 0.0:
        return Finding("Layer 1 gets no gradient at all: nothing of what it does reaches the loss.")
    if squashing is None:
        return Finding(
            "Layer 1 gets {ratio} of the gradient of layer {last}: the layers between shrink it. Try another start of "
            "the weights, or batch normalisation.",
            values,
        )
    return Finding(
        "Layer 1 gets {ratio} of the gradient of layer {last}: {activation} layers shrink it; try ReLU.",
        {**values, "activation": squashing},
    )


def _silent(number: int, layer: LayerHealth) -> Finding:
    return Finding(
        "{share} of the ReLU neurons of layer {layer} are silent for every point: no gradient comes through them. Try "
        "a smaller learning rate, leaky ReLU, or another start.",
        {"share": _percent(layer.silent), "layer": number},
    )


def _percent(share: float) -> str:
    """Return 0.914 as 91 %, with the space that stands before the sign everywhere."""
    return f"{100.0 * share:.0f}\u202f%"


def _is_over(limit: float, share: float, before: Sequence[float]) -> bool:
    """Return whether a share is above its limit, or was and has not clearly fallen since."""
    return share >= limit or (share >= STAYS * limit and any(each >= limit for each in before))


def _known(share: float) -> float:
    return -1.0 if math.isnan(share) else share


def _norm(values: Array) -> float:
    return float(np.linalg.norm(values.astype(np.float64)))
