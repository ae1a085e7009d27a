"""How far numbers are off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.metrics.base import METRICS, Metric
from gdviz.core.operations import Array


@METRICS.register("mae")
@dataclass
class MeanAbsolute(Metric):
    """Mean of |f - y| over rows and outputs."""

    title = "Mean absolute error"
    tasks = frozenset({"regression", "classification"})

    def each(self, scores: Array, targets: Array) -> Array:
        each: Array = np.abs(scores - targets).mean(axis=1)
        return each


@METRICS.register("mse")
@dataclass
class MeanSquared(Metric):
    """Mean of (f - y)^2 over rows and outputs."""

    title = "Mean squared error"
    tasks = frozenset({"regression", "classification"})

    def each(self, scores: Array, targets: Array) -> Array:
        each: Array = np.square(scores - targets).mean(axis=1)
        return each


@METRICS.register("r2")
@dataclass
class R2(Metric):
    """R^2 = 1 - sum (f - y)^2 / sum (y - mean y)^2, the mean of that over outputs.

    The part of the spread of y that is explained: 1 is perfect, 0 is no better than the mean of y. Where y does not
    spread it is 1 for a perfect answer, else 0.
    """

    title = "R²"
    tasks = frozenset({"regression"})

    def reset(self) -> None:
        self.sums = np.zeros((0, 4))  # for each output: n, mean of y, sum (y - mean y)^2, sum (f - y)^2

    def add(self, scores: Array, targets: Array) -> None:
        if not self.sums.size:
            self.sums = np.zeros((targets.shape[1], 4))
        y = np.asarray(targets, np.float64)
        seen, mean, spread, wrong = self.sums.T
        n, own_mean = len(y), y.mean(axis=0)
        own_spread = np.square(y - own_mean).sum(axis=0)
        gap = own_mean - mean  # Chan, Golub, LeVeque 1979: no difference of large sums of squares
        spread += own_spread + np.square(gap) * seen * n / (seen + n)
        mean += gap * n / (seen + n)
        wrong += np.square(scores - y).sum(axis=0)
        seen += n

    def each(self, scores: Array, targets: Array) -> Array:
        raise TypeError("a row alone has no R²: it is a figure of all rows")

    def result(self) -> float:
        if not self.sums.size:
            return float("nan")
        _, _, spread, wrong = self.sums.T
        explained = 1 - np.divide(wrong, spread, out=(wrong > 0).astype(np.float64), where=spread > 0)
        return float(explained.mean())
