"""Test functions of two variables, and what a method sees of one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar

import numpy as np

from gdviz.core.operations import Array
from gdviz.core.registry import Registry


class Surface(ABC):
    """f(x, y) >= 0 with its exact gradient; x and y are numbers or arrays of one shape.

    `minima` are all places with f = `lowest`, `start` is where a method has something to do, `extent` (left, right,
    bottom, top) what is worth looking at.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    order: ClassVar[int] = 1000
    formula: ClassVar[str]
    minima: ClassVar[tuple[tuple[float, float], ...]]
    lowest: ClassVar[float] = 0.0
    start: ClassVar[tuple[float, float]]
    extent: ClassVar[tuple[float, float, float, float]]

    @abstractmethod
    def value(self, x: Array, y: Array) -> Array:
        """Return f(x, y)."""

    @abstractmethod
    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return df/dx and df/dy."""


class SumOfSquares(Surface):
    """f = sum r_i(x, y)^2: a surface that least squares can be solved on, too."""

    @abstractmethod
    def residuals(self, x: Array, y: Array) -> list[Array]:
        """Return the r_i."""

    @abstractmethod
    def slopes(self, x: Array, y: Array) -> list[tuple[Array, Array]]:
        """Return dr_i/dx and dr_i/dy."""

    def value(self, x: Array, y: Array) -> Array:
        return _sum(np.square(r) for r in self.residuals(x, y))

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        pairs = list(zip(self.residuals(x, y), self.slopes(x, y), strict=True))
        return _sum(2 * r * dx for r, (dx, _) in pairs), _sum(2 * r * dy for r, (_, dy) in pairs)


def _sum(terms: Iterable[Array]) -> Array:
    total, *others = terms
    for term in others:
        total = total + term
    return total


SURFACES: Registry[type[Surface]] = Registry("surface", "gdviz.surfaces")


class SurfaceObjective:
    """J(theta) = f(x, y) with theta = (x, y): what an `Objective` is of a model and its data, of a surface alone.

    Every method runs on it that asks for no more than J, its gradient, its curvature or its residuals.
    """

    descends = False
    held = None

    def __init__(self, surface: Surface, start: tuple[float, float] | None = None) -> None:
        self.surface = surface
        self.theta: Array = np.array(surface.start if start is None else start, np.float64)
        self.grad: Array = np.zeros(2)
        self.evaluations = 0

    def select(self, indices: Array | None) -> None:
        """Take note of a batch: there are no rows that it could be of."""

    def loss(self, theta: Array) -> float:
        """Return f at theta (2,)."""
        self.evaluations += 1
        return float(self.surface.value(theta[0], theta[1]))

    def loss_and_gradient(self, theta: Array) -> tuple[float, Array]:
        """Return f and its gradient (2,); the latter is `self.grad`, overwritten by the next call."""
        self.evaluations += 1
        self.grad[...] = self.surface.gradient(theta[0], theta[1])
        return float(self.surface.value(theta[0], theta[1])), self.grad

    def losses(self, thetas: Array) -> Array:
        """Return f (m,) at many places (m, 2)."""
        self.evaluations += len(thetas)
        return np.asarray(self.surface.value(thetas[:, 0], thetas[:, 1]), np.float64)

    def hessian(self, theta: Array) -> Array:
        """Return the curvature (2, 2), symmetric, by central differences of the gradient: 4 evaluations."""
        H = np.empty((2, 2))
        for i in range(2):
            step = np.zeros(2)
            step[i] = 1e-5 * max(1.0, abs(float(theta[i])))
            upper = self.loss_and_gradient(theta + step)[1].copy()
            lower = self.loss_and_gradient(theta - step)[1]
            H[i] = (upper - lower) / (2 * step[i])
        return 0.5 * (H + H.T)

    def residuals(self, theta: Array) -> tuple[Array, Array]:
        """Return r (m,) and dr/dtheta (m, 2) with f = r . r; raises ValueError where f is no sum of squares."""
        if not isinstance(self.surface, SumOfSquares):
            raise ValueError(f"least squares need a sum of squares; the surface {self.surface.name} is none")
        self.evaluations += 1
        x, y = theta
        return np.array(self.surface.residuals(x, y)), np.array(self.surface.slopes(x, y))
