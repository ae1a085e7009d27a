"""AdaGrad."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from gdviz.core.arithmetic import worked
from gdviz.core.hyperparameter import real
from gdviz.core.methods.base import METHODS, GradientMethod
from gdviz.core.objective import Objective
from gdviz.core.operations import Array


@METHODS.register("adagrad")
@dataclass
class AdaGrad(GradientMethod):
    """Give each parameter a learning rate of its own, which shrinks by all the slopes that it has met.

    s_t = s_{t-1} + g_t^2
    theta_t = theta_{t-1} - learning_rate g_t / (sqrt(s_t) + epsilon)

    Duchi, Hazan and Singer 2011, JMLR 12, equation (1) with a diagonal matrix, s_0 = 0 and epsilon added to the root
    as in their figure 1 (there delta) and in PyTorch. Keras has s_0 = 0.1 and epsilon under the root.
    """

    learning_rate: float = real(
        0.5, low=0.0, high=1e9, soft_low=1e-4, soft_high=10.0, scale="log", symbol="η",
        help="How far the first step goes in every parameter; later steps only get shorter",
    )  # fmt: skip
    epsilon: float = real(
        1e-10, low=1e-16, high=1.0, scale="log", symbol="ε", help="Keeps the division finite where no slope was met yet"
    )

    title = "AdaGrad"
    order = 90
    formula = ("s ← s + (∂L/∂{w})²", "{w} ← {w} − η · ∂L/∂{w} / (√s + ε)")

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        self.state["accumulator"] = np.zeros_like(objective.theta)

    def update(self, theta: Array, grad: Array) -> None:
        s, scratch = self.state["accumulator"], self._scratch
        np.multiply(grad, grad, scratch)
        s += scratch
        np.sqrt(s, scratch)
        scratch += self.epsilon
        np.divide(grad, scratch, scratch)
        scratch *= self.learning_rate
        theta -= scratch

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        old, new = float(earlier["accumulator"][index]), float(self.state["accumulator"][index])
        g = float(grad[index])
        return (
            worked("{s} + {g}²", lambda s, g: s + g * g, new, s=old, g=g),
            worked(
                "{w} − {eta} × {g} / (√{s} + {epsilon})",
                lambda w, eta, g, s, epsilon: w - eta * g / (sqrt(s) + epsilon),
                float(after[index]),
                {"eta": self.learning_rate, "epsilon": self.epsilon},
                w=float(before[index]),
                g=g,
                s=new,
            ),
        )
