"""Functions with known minima that look like an Objective to a method, and count what they are asked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class ToyObjective(ABC):
    descends = False  # it has no shorter way to a step of plain gradient descent
    held = None  # nothing stands still

    def __init__(self, start: Sequence[float]) -> None:
        self.theta: Array = np.array(start, dtype=float)
        self.grad: Array = np.zeros_like(self.theta)
        self.evaluations = 0

    @abstractmethod
    def value(self, theta: Array) -> float: ...

    @abstractmethod
    def gradient(self, theta: Array) -> Array: ...

    def curvature(self, theta: Array) -> Array:
        raise NotImplementedError

    def residuals(self, theta: Array) -> tuple[Array, Array]:
        raise ValueError("no sum of squares")

    def select(self, indices: Array | None) -> None:
        assert indices is None

    def loss(self, theta: Array) -> float:
        self.evaluations += 1
        return self.value(theta)

    def loss_and_gradient(self, theta: Array) -> tuple[float, Array]:
        self.evaluations += 1
        self.grad[...] = self.gradient(theta)
        return self.value(theta), self.grad

    def losses(self, thetas: Array) -> Array:
        return np.array([self.loss(theta) for theta in thetas])

    def hessian(self, theta: Array) -> Array:
        return self.curvature(theta)


class Parabola(ToyObjective):
    """J = 1/2 sum h_i (theta_i - c_i)^2."""

    def __init__(
        self, start: Sequence[float], curvatures: Sequence[float] = (1.0, 10.0), minimum: Sequence[float] = (3.0, -2.0)
    ) -> None:
        super().__init__(start)
        self.h, self.minimum = np.array(curvatures, float), np.array(minimum, float)

    def value(self, theta: Array) -> float:
        return float(0.5 * np.sum(self.h * (theta - self.minimum) ** 2))

    def gradient(self, theta: Array) -> Array:
        return self.h * (theta - self.minimum)

    def curvature(self, theta: Array) -> Array:
        return np.diag(self.h)

    def residuals(self, theta: Array) -> tuple[Array, Array]:
        self.evaluations += 1
        roots = np.sqrt(self.h / 2)
        return roots * (theta - self.minimum), np.diag(roots)


class Square(Parabola):
    """J = theta^2, gradient 2 theta."""

    def __init__(self, start: float) -> None:
        super().__init__([start], [2.0], [0.0])


class Rosenbrock(ToyObjective):
    """J = (1 - x)^2 + 100 (y - x^2)^2, minimum (1, 1) at the end of a bent valley."""

    def __init__(self, start: Sequence[float] = (-1.2, 1.0)) -> None:
        super().__init__(start)
        self.minimum = np.array([1.0, 1.0])

    def value(self, theta: Array) -> float:
        x, y = theta
        return float((1 - x) ** 2 + 100 * (y - x * x) ** 2)

    def gradient(self, theta: Array) -> Array:
        x, y = theta
        return np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])

    def curvature(self, theta: Array) -> Array:
        x, y = theta
        return np.array([[2 - 400 * (y - 3 * x * x), -400 * x], [-400 * x, 200.0]])

    def residuals(self, theta: Array) -> tuple[Array, Array]:
        self.evaluations += 1
        x, y = theta
        return np.array([1 - x, 10 * (y - x * x)]), np.array([[-1.0, 0.0], [-20 * x, 10.0]])


class Scripted(ToyObjective):
    """Answers with given slopes, one a call, whatever theta is; J is the number of the call."""

    def __init__(self, start: float, slopes: Sequence[float]) -> None:
        super().__init__([start])
        self.slopes = list(slopes)

    def value(self, theta: Array) -> float:
        return float(self.evaluations)

    def gradient(self, theta: Array) -> Array:
        return np.array([self.slopes[self.evaluations - 1]])


class Constant(ToyObjective):
    """The same slope everywhere, in many parameters, without allocating anything when asked."""

    def __init__(self, P: int) -> None:
        super().__init__(np.ones(P))
        self.grad[...] = np.linspace(-1, 1, P)

    def value(self, theta: Array) -> float:
        return 1.0

    def gradient(self, theta: Array) -> Array:
        return self.grad
