"""Adam."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

from gdviz.core.arithmetic import superscript, worked
from gdviz.core.hyperparameter import real
from gdviz.core.methods.base import METHODS, GradientMethod
from gdviz.core.objective import Objective
from gdviz.core.operations import Array


@METHODS.register("adam")
@dataclass
class Adam(GradientMethod):
    """Scale each step by running means of the gradient and of its square.

    m_t = beta1 m_{t-1} + (1 - beta1) g_t          v_t likewise with beta2 and g_t^2
    theta_t = theta_{t-1} - learning_rate m^_t / (sqrt(v^_t) + epsilon),  m^_t = m_t / (1 - beta1^t), v^_t likewise

    Kingma and Ba 2015, arXiv:1412.6980, Algorithm 1, as PyTorch. Keras adds epsilon before the bias correction; this
    does not. The first step is learning_rate sign(g), however steep it is.
    """

    learning_rate: float = real(
        0.01, low=0.0, high=1e9, soft_low=1e-5, soft_high=1.0, scale="log", symbol="η",
        help="About how far each parameter moves in a step, however steep it is",
    )  # fmt: skip
    beta1: float = real(
        0.9, low=0.0, high=0.9999, soft_high=0.99, symbol="β₁",
        help="How long slopes are remembered, about 1 / (1 − β₁) steps: it rolls on like momentum",
    )  # fmt: skip
    beta2: float = real(
        0.999, low=0.0, high=0.999999, soft_high=0.9999, symbol="β₂",
        help="How long the size of slopes is remembered, about 1 / (1 − β₂) steps",
    )  # fmt: skip
    epsilon: float = real(
        1e-8, low=1e-16, high=1.0, scale="log", symbol="ε", help="Keeps the division finite where the slope is 0"
    )

    title = "Adam"
    order = 110
    formula = (
        "m ← β₁ · m + (1 − β₁) · ∂L/∂{w}",
        "v ← β₂ · v + (1 − β₂) · (∂L/∂{w})²",
        "m̂ = m / (1 − β₁ᵗ)",
        "v̂ = v / (1 − β₂ᵗ)",
        "{w} ← {w} − η · m̂ / (√v̂ + ε)",
    )

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        self.state["t"] = np.array(0)
        self.state["m"] = np.zeros_like(objective.theta)
        self.state["v"] = np.zeros_like(objective.theta)

    def update(self, theta: Array, grad: Array) -> None:
        m, v, scratch = self.state["m"], self.state["v"], self._scratch
        self.state["t"] += 1
        t = int(self.state["t"])

        m *= self.beta1
        np.multiply(grad, 1 - self.beta1, scratch)
        m += scratch

        v *= self.beta2
        np.multiply(grad, grad, scratch)
        scratch *= 1 - self.beta2
        v += scratch

        np.divide(v, 1 - self.beta2**t, scratch)
        np.sqrt(scratch, scratch)
        scratch += self.epsilon
        np.divide(m, scratch, scratch)
        scratch *= self.learning_rate / (1 - self.beta1**t)
        theta -= scratch

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        t, g = int(self.state["t"]), float(grad[index])
        m, v = float(self.state["m"][index]), float(self.state["v"][index])
        m_hat, v_hat = m / (1 - self.beta1**t), v / (1 - self.beta2**t)
        raised = superscript(t)
        return (
            worked(
                "{beta} × {m} + {rest} × {g}",
                lambda beta, m, rest, g: beta * m + rest * g,
                m,
                {"beta": self.beta1, "rest": 1 - self.beta1},
                m=float(earlier["m"][index]),
                g=g,
            ),
            worked(
                "{beta} × {v} + {rest} × {g}²",
                lambda beta, v, rest, g: beta * v + rest * g * g,
                v,
                {"beta": self.beta2, "rest": 1 - self.beta2},
                v=float(earlier["v"][index]),
                g=g,
            ),
            worked(f"{{m}} / (1 − {{beta}}{raised})", _corrected(t), m_hat, {"beta": self.beta1}, m=m),
            worked(f"{{m}} / (1 − {{beta}}{raised})", _corrected(t), v_hat, {"beta": self.beta2}, m=v),
            worked(
                "{w} − {eta} × {m} / (√{v} + {epsilon})",
                lambda w, eta, m, v, epsilon: w - eta * m / (sqrt(v) + epsilon),
                float(after[index]),
                {"eta": self.learning_rate, "epsilon": self.epsilon},
                w=float(before[index]),
                m=m_hat,
                v=v_hat,
            ),
        )


def _corrected(t: int) -> Callable[..., float]:
    return lambda m, beta: m / (1 - beta**t)
