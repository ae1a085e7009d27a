"""Adadelta."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from gdviz.core.arithmetic import worked
from gdviz.core.hyperparameter import real
from gdviz.core.methods.base import METHODS, GradientMethod
from gdviz.core.objective import Objective
from gdviz.core.operations import Array


@METHODS.register("adadelta")
@dataclass
class Adadelta(GradientMethod):
    """Let the size of the last steps say how far the next one goes: it needs no learning rate, and starts slowly.

    v_t = rho v_{t-1} + (1 - rho) g_t^2
    d_t = sqrt(u_{t-1} + epsilon) / sqrt(v_t + epsilon) g_t          u_t = rho u_{t-1} + (1 - rho) d_t^2
    theta_t = theta_{t-1} - learning_rate d_t

    Zeiler 2012, arXiv:1212.5701, Algorithm 1, which has learning_rate = 1, as PyTorch; Keras has 0.001. The first steps
    are about sqrt(epsilon / (1 - rho)) long.
    """

    learning_rate: float = real(
        1.0, low=0.0, high=1e9, soft_low=1e-3, soft_high=100.0, scale="log", symbol="η",
        help="A factor on every step; the method itself needs none",
    )  # fmt: skip
    rho: float = real(
        0.95, low=0.0, high=0.9999, soft_high=0.999, symbol="ρ",
        help="How long slopes and steps are remembered: about 1 / (1 − ρ) steps",
    )  # fmt: skip
    epsilon: float = real(
        1e-6, low=1e-16, high=1.0, scale="log", symbol="ε",
        help="Gives the first step its length: larger starts faster",
    )  # fmt: skip

    title = "Adadelta"
    group = "adaptive"
    order = 110
    formula = (
        "v ← ρ · v + (1 − ρ) · (∂L/∂{w})²",
        "d[{w}] = √(u + ε) / √(v + ε) · ∂L/∂{w}",
        "u[{w}] ← ρ · u + (1 − ρ) · d²",
        "{w} ← {w} − η · d",
    )

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        self.state["v"] = np.zeros_like(objective.theta)
        self.state["u"] = np.zeros_like(objective.theta)
        self._step = np.empty_like(objective.theta)

    def update(self, theta: Array, grad: Array) -> None:
        v, u, scratch, step = self.state["v"], self.state["u"], self._scratch, self._step
        v *= self.rho
        np.multiply(grad, grad, scratch)
        scratch *= 1 - self.rho
        v += scratch

        np.add(u, self.epsilon, step)
        np.add(v, self.epsilon, scratch)
        step /= scratch
        np.sqrt(step, step)
        step *= grad

        u *= self.rho
        np.multiply(step, step, scratch)
        scratch *= 1 - self.rho
        u += scratch

        step *= self.rate
        theta -= step

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        g, v, u = float(grad[index]), float(self.state["v"][index]), float(earlier["u"][index])
        d = sqrt((u + self.epsilon) / (v + self.epsilon)) * g
        decay = {"rho": self.rho, "rest": 1 - self.rho}
        return (
            worked(
                "{rho} × {v} + {rest} × {g}²",
                lambda rho, v, rest, g: rho * v + rest * g * g,
                v,
                decay,
                v=float(earlier["v"][index]),
                g=g,
            ),
            worked(
                "√({u} + {epsilon}) / √({v} + {epsilon}) × {g}",
                lambda u, v, epsilon, g: sqrt(u + epsilon) / sqrt(v + epsilon) * g,
                d,
                {"epsilon": self.epsilon},
                u=u,
                v=v,
                g=g,
            ),
            worked(
                "{rho} × {u} + {rest} × {d}²",
                lambda rho, u, rest, d: rho * u + rest * d * d,
                float(self.state["u"][index]),
                decay,
                u=u,
                d=d,
            ),
            worked(
                "{w} − {eta} × {d}",
                lambda w, eta, d: w - eta * d,
                float(after[index]),
                {"eta": self.rate},
                w=float(before[index]),
                d=d,
            ),
        )
