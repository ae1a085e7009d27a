"""RMSprop."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from gdviz.core.arithmetic import worked
from gdviz.core.hyperparameter import real
from gdviz.core.methods.base import METHODS, GradientMethod
from gdviz.core.objective import Objective
from gdviz.core.operations import Array


@METHODS.register("rmsprop")
@dataclass
class RMSprop(GradientMethod):
    """Divide each slope by its recent size, so that flat and steep directions advance alike.

    v_t = rho v_{t-1} + (1 - rho) g_t^2
    theta_t = theta_{t-1} - learning_rate g_t / (sqrt(v_t) + epsilon)

    Tieleman and Hinton 2012, Coursera, Neural Networks for Machine Learning, lecture 6e, which names no epsilon.
    PyTorch adds it to the root, and so does this; Keras puts it under the root.
    """

    learning_rate: float = real(
        0.01, low=0.0, high=1e9, soft_low=1e-5, soft_high=1.0, scale="log", symbol="η",
        help="About how far each parameter moves in a step, however steep it is",
    )  # fmt: skip
    rho: float = real(
        0.9, low=0.0, high=0.9999, soft_high=0.999, symbol="ρ",
        help="How long slopes are remembered: about 1 / (1 − ρ) steps",
    )  # fmt: skip
    epsilon: float = real(
        1e-8, low=1e-16, high=1.0, scale="log", symbol="ε", help="Keeps the division finite where the slope is 0"
    )

    title = "RMSprop"
    order = 100
    formula = ("v ← ρ · v + (1 − ρ) · (∂L/∂{w})²", "{w} ← {w} − η · ∂L/∂{w} / (√v + ε)")

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        self.state["v"] = np.zeros_like(objective.theta)

    def update(self, theta: Array, grad: Array) -> None:
        v, scratch = self.state["v"], self._scratch
        v *= self.rho
        np.multiply(grad, grad, scratch)
        scratch *= 1 - self.rho
        v += scratch
        np.sqrt(v, scratch)
        scratch += self.epsilon
        np.divide(grad, scratch, scratch)
        scratch *= self.learning_rate
        theta -= scratch

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        old, new = float(earlier["v"][index]), float(self.state["v"][index])
        g = float(grad[index])
        return (
            worked(
                "{rho} × {v} + {rest} × {g}²",
                lambda rho, v, rest, g: rho * v + rest * g * g,
                new,
                {"rho": self.rho, "rest": 1 - self.rho},
                v=old,
                g=g,
            ),
            worked(
                "{w} − {eta} × {g} / (√{v} + {epsilon})",
                lambda w, eta, g, v, epsilon: w - eta * g / (sqrt(v) + epsilon),
                float(after[index]),
                {"eta": self.learning_rate, "epsilon": self.epsilon},
                w=float(before[index]),
                g=g,
                v=new,
            ),
        )
