"""Momentum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.arithmetic import worked
from gdviz.core.hyperparameter import real
from gdviz.core.methods.base import METHODS, GradientMethod
from gdviz.core.objective import Objective
from gdviz.core.operations import Array


@METHODS.register("momentum")
@dataclass
class Momentum(GradientMethod):
    """Roll downhill like a heavy ball: the slope changes the velocity, and the velocity moves theta.

    v_t = momentum v_{t-1} - learning_rate g_t
    theta_t = theta_{t-1} + v_t

    Polyak 1964, equation (9); in this form Sutskever et al. 2013, equations (1) and (2), and Keras. PyTorch keeps
    -v_t / learning_rate instead: the same path as long as the learning rate stays.
    """

    learning_rate: float = real(
        0.03, low=0.0, high=1e9, soft_low=1e-4, soft_high=10.0, scale="log", symbol="η",
        help="How strongly the slope pushes the ball",
    )  # fmt: skip
    momentum: float = real(
        0.9, low=0.0, high=0.9999, soft_high=0.99, symbol="β",
        help="The part of the velocity that is kept: 0 is gradient descent, near 1 it rolls far and overshoots",
    )  # fmt: skip

    title = "Momentum"
    order = 70
    formula = ("v ← β · v − η · ∂L/∂{w}", "{w} ← {w} + v")

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        self.state["velocity"] = np.zeros_like(objective.theta)

    def update(self, theta: Array, grad: Array) -> None:
        v = self.state["velocity"]
        v *= self.momentum
        np.multiply(grad, self.rate, self._scratch)
        v -= self._scratch
        theta += v

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        old, new = float(earlier["velocity"][index]), float(self.state["velocity"][index])
        chosen = {"eta": self.rate, "beta": self.momentum}
        return (
            worked(
                "{beta} × {v} − {eta} × {g}",
                lambda beta, v, eta, g: beta * v - eta * g,
                new,
                chosen,
                v=old,
                g=float(grad[index]),
            ),
            worked("{w} + {v}", lambda w, v: w + v, float(after[index]), w=float(before[index]), v=new),
        )
