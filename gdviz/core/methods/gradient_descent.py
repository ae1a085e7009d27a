"""Gradient descent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.arithmetic import worked
from gdviz.core.hyperparameter import real
from gdviz.core.methods.base import METHODS, GradientMethod
from gdviz.core.objective import Objective
from gdviz.core.operations import Array


@METHODS.register("gradient_descent")
@dataclass
class GradientDescent(GradientMethod):
    """Go downhill, the further the steeper.

    theta_t = theta_{t-1} - learning_rate g_t

    Cauchy 1847. With batches smaller than the data: stochastic gradient descent, Robbins and Monro 1951. On a parabola
    it converges for learning_rate < 2 / lambda_max, the largest eigenvalue of the Hessian.
    """

    learning_rate: float = real(
        0.1, low=0.0, high=1e9, soft_low=1e-4, soft_high=10.0, scale="log", symbol="η",
        help="How far a step goes, as a multiple of the slope: too small crawls, too large blows up",
    )  # fmt: skip

    title = "Gradient descent"
    order = 60
    formula = ("{w} ← {w} − η · ∂L/∂{w}",)

    def step(self, theta: Array, objective: Objective) -> float:
        if objective.descends and self._clip is None:
            self.t += 1
            return objective.descend(theta, self.rate)
        return super().step(theta, objective)

    def update(self, theta: Array, grad: Array) -> None:
        np.multiply(grad, self.rate, self._scratch)
        theta -= self._scratch

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        return (
            worked(
                "{w} − {eta} × {g}",
                lambda w, eta, g: w - eta * g,
                float(after[index]),
                {"eta": self.rate},
                w=float(before[index]),
                g=float(grad[index]),
            ),
        )
