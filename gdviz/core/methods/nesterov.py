"""Nesterov momentum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.arithmetic import worked
from gdviz.core.hyperparameter import real
from gdviz.core.methods.base import METHODS, GradientMethod
from gdviz.core.objective import Objective
from gdviz.core.operations import Array


@METHODS.register("nesterov")
@dataclass
class Nesterov(GradientMethod):
    """Momentum that takes the slope where the velocity is about to lead, and so brakes before it overshoots.

    v_t = momentum v_{t-1} - learning_rate g_t
    theta_t = theta_{t-1} + momentum v_t - learning_rate g_t

    Nesterov 1983; Sutskever et al. 2013, equations (3) and (4), take g at theta + momentum v. As in Keras and PyTorch,
    theta here is that place ahead itself, so that one gradient at the present theta is enough; the two paths are
    momentum v apart, and meet where v is 0.
    """

    learning_rate: float = real(
        0.03, low=0.0, high=1e9, soft_low=1e-4, soft_high=10.0, scale="log", symbol="η",
        help="How strongly the slope pushes the ball",
    )  # fmt: skip
    momentum: float = real(
        0.9, low=0.0, high=0.9999, soft_high=0.99, symbol="β",
        help="The part of the velocity that is kept: 0 is gradient descent, near 1 it rolls far",
    )  # fmt: skip

    title = "Nesterov momentum"
    order = 80
    formula = ("v ← β · v − η · ∂L/∂{w}", "{w} ← {w} + β · v − η · ∂L/∂{w}")

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        self.state["velocity"] = np.zeros_like(objective.theta)

    def update(self, theta: Array, grad: Array) -> None:
        v, scratch = self.state["velocity"], self._scratch
        np.multiply(grad, self.rate, scratch)
        v *= self.momentum
        v -= scratch
        theta -= scratch
        np.multiply(v, self.momentum, scratch)
        theta += scratch

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        old, new = float(earlier["velocity"][index]), float(self.state["velocity"][index])
        chosen, g = {"eta": self.rate, "beta": self.momentum}, float(grad[index])
        return (
            worked("{beta} × {v} − {eta} × {g}", lambda beta, v, eta, g: beta * v - eta * g, new, chosen, v=old, g=g),
            worked(
                "{w} + {beta} × {v} − {eta} × {g}",
                lambda w, beta, v, eta, g: w + beta * v - eta * g,
                float(after[index]),
                chosen,
                w=float(before[index]),
                v=new,
                g=g,
            ),
        )
