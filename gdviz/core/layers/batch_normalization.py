"""Each feature brought to mean 0 and variance 1 over the batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gdviz.core.hyperparameter import real
from gdviz.core.layers import options
from gdviz.core.layers.base import LAYERS, Layer, Mode, Passes, Shape
from gdviz.core.operations import Array, Operation, constant


@LAYERS.register("batch_normalization")
@dataclass
class BatchNormalization(Layer):
    """Training: y = gamma (x - mu) / sqrt(v + epsilon) + beta, mu and v mean and variance of a feature over the batch.

    Answers: the same with running means, mu_r <- momentum mu_r + (1 - momentum) mu and v_r likewise, changed once for
    each gradient. A feature is a number of a row, or a channel of a picture: then mu and v are over all pixels too.
    v is the mean of the squares (divided by n). Frozen, it works with the running means while training, too.

    Ioffe and Szegedy 2015; names, defaults and the order of things as in Keras.
    """

    momentum: float = real(
        0.99, low=0.0, high=0.9999, soft_low=0.5, restarts=True, help="How slowly the running means follow the batches"
    )
    epsilon: float = real(
        1e-3, low=1e-12, high=1.0, scale="log", symbol="ε", restarts=True, advanced=True,
        help="Added to the variance, so that a feature that never changes divides by no zero",
    )  # fmt: skip
    frozen: bool = options.frozen()

    title = "Batch normalisation"
    order = 70
    formula = "y = γ (x − μ) / √(v + ε) + β"
    help = "Brings each feature to mean 0 and variance 1 over the batch, then lets the network choose both anew"
    weights = ()

    def output_shape(self, shape: Shape) -> Shape:
        if not shape:
            raise ValueError(f"rows must have at least one axis, whose last one counts features; got {shape}")
        return shape

    def shapes(self, shape: Shape) -> dict[str, Shape]:
        return {"gamma": shape[-1:], "beta": shape[-1:]}

    def statistics(self, shape: Shape) -> dict[str, Shape]:
        return {"mean": shape[-1:], "variance": shape[-1:]}

    def bind(self, value: Mapping[str, Array], gradient: Mapping[str, Array]) -> None:
        self.gamma, self.beta = value["gamma"], value["beta"]
        self.mean, self.variance = value["mean"], value["variance"]
        self.dgamma, self.dbeta = gradient["gamma"], gradient["beta"]

    def initialize(self, rng: np.random.Generator) -> None:
        self.gamma[...] = self.variance[...] = 1.0
        self.beta[...] = self.mean[...] = 0.0

    def write(self, x: Array, y: Array, dy: Array, dx: Array | None, mode: Mode) -> Passes:
        learns = mode.training and not self.frozen
        return self._by_batch(x, y, dy, dx) if learns else self._by_running_means(x, y, dy, dx)

    def _by_batch(self, x: Array, y: Array, dy: Array, dx: Array | None) -> Passes:
        """Write down dx = gamma/s (dy - dbeta/n - h dgamma/n) with h = (x - mu)/s, s = sqrt(v + epsilon)."""
        axes, share = tuple(range(x.ndim - 1)), constant(self.gamma.size / x.size, x.dtype)
        h, scratch = np.empty_like(y), np.empty_like(y)
        mean, variance, s, part = (np.empty_like(self.gamma) for _ in range(4))
        epsilon = constant(self.epsilon, x.dtype)
        forward: list[Operation] = [
            (np.add.reduce, (x, axes, None, mean)),
            (np.multiply, (mean, share, mean)),
            (np.subtract, (x, mean, h)),
            (np.multiply, (h, h, scratch)),
            (np.add.reduce, (scratch, axes, None, variance)),
            (np.multiply, (variance, share, variance)),
            (np.add, (variance, epsilon, s)),
            (np.sqrt, (s, s)),
            (np.divide, (h, s, h)),
            (np.multiply, (h, self.gamma, y)),
            (np.add, (y, self.beta, y)),
        ]
        backward: list[Operation] = [
            (np.add.reduce, (dy, axes, None, self.dbeta)),
            (np.multiply, (dy, h, scratch)),
            (np.add.reduce, (scratch, axes, None, self.dgamma)),
            *self._follow(self.mean, mean, part),
            *self._follow(self.variance, variance, part),
        ]
        if dx is not None:
            backward += [
                (np.multiply, (self.dgamma, share, part)),
                (np.multiply, (h, part, scratch)),
                (np.subtract, (dy, scratch, dx)),
                (np.multiply, (self.dbeta, share, part)),
                (np.subtract, (dx, part, dx)),
                (np.divide, (self.gamma, s, part)),
                (np.multiply, (dx, part, dx)),
            ]
        return Passes(forward, backward)

    def _follow(self, running: Array, present: Array, scratch: Array) -> list[Operation]:
        return [
            (np.multiply, (running, constant(self.momentum, running.dtype), running)),
            (np.multiply, (present, constant(1 - self.momentum, running.dtype), scratch)),
            (np.add, (running, scratch, running)),
        ]

    def _by_running_means(self, x: Array, y: Array, dy: Array, dx: Array | None) -> Passes:
        """Write down a scale and a shift for each feature."""
        axes, h = tuple(range(x.ndim - 1)), np.empty_like(y)
        s, scale = np.empty_like(self.gamma), np.empty_like(self.gamma)
        forward: list[Operation] = [
            (np.add, (self.variance, constant(self.epsilon, x.dtype), s)),
            (np.sqrt, (s, s)),
            (np.divide, (self.gamma, s, scale)),
            (np.subtract, (x, self.mean, y)),
            (np.multiply, (y, scale, y)),
            (np.add, (y, self.beta, y)),
        ]
        backward: list[Operation] = [
            (np.add.reduce, (dy, axes, None, self.dbeta)),
            (np.subtract, (x, self.mean, h)),
            (np.multiply, (h, dy, h)),
            (np.add.reduce, (h, axes, None, self.dgamma)),
            (np.divide, (self.dgamma, s, self.dgamma)),
        ]
        if dx is not None:
            backward.append((np.multiply, (dy, scale, dx)))
        return Passes(forward, backward)
