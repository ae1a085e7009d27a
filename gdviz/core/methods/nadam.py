"""Nadam."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from gdviz.core.arithmetic import superscript, worked
from gdviz.core.hyperparameter import real
from gdviz.core.methods.base import METHODS, GradientMethod
from gdviz.core.objective import Objective
from gdviz.core.operations import Array


@METHODS.register("nadam")
@dataclass
class Nadam(GradientMethod):
    """Adam with Nesterov's look ahead: the newest slope counts once more.

    mu_t = beta1 (1 - 0.96^(momentum_decay t) / 2)          m_t, v_t as in Adam
    m^_t = mu_{t+1} m_t / (1 - prod_{i<=t+1} mu_i) + (1 - mu_t) g_t / (1 - prod_{i<=t} mu_i)
    theta_t = theta_{t-1} - learning_rate m^_t / (sqrt(v^_t) + epsilon),  v^_t = v_t / (1 - beta2^t)

    Dozat 2016, ICLR workshop, algorithm 2, with momentum_decay = 0.004 from his report, as PyTorch; Keras has 1.
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
        1e-8, low=1e-16, high=1.0, scale="log", symbol="ε", advanced=True,
        help="Keeps the division finite where the slope is 0",
    )  # fmt: skip
    momentum_decay: float = real(
        0.004, low=0.0, high=10.0, soft_high=1.0, symbol="ψ", advanced=True,
        help="How soon momentum grows from β₁ / 2 to β₁: 0 leaves it at a half",
    )  # fmt: skip

    title = "Nadam"
    group = "adaptive"
    order = 140
    formula = (
        "m ← β₁ · m + (1 − β₁) · ∂L/∂{w}",
        "v ← β₂ · v + (1 − β₂) · (∂L/∂{w})²",
        "m̂[{w}] = μ′ · m / (1 − Πμ′) + (1 − μ) · ∂L/∂{w} / (1 − Πμ)",
        "v̂ = v / (1 − β₂ᵗ)",
        "{w} ← {w} − η · m̂ / (√v̂ + ε)",
    )

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        self.state["m"] = np.zeros_like(objective.theta)
        self.state["v"] = np.zeros_like(objective.theta)
        self.state["product"] = np.array(1.0)  # of all mu so far
        self._ahead = np.empty_like(objective.theta)

    def update(self, theta: Array, grad: Array) -> None:
        m, v, scratch, ahead = self.state["m"], self.state["v"], self._scratch, self._ahead
        m *= self.beta1
        np.multiply(grad, 1 - self.beta1, scratch)
        m += scratch

        v *= self.beta2
        np.multiply(grad, grad, scratch)
        scratch *= 1 - self.beta2
        v += scratch

        self.state["product"] *= self._mu(self.t)
        share_m, share_g = self._shares()
        correction = sqrt(1 - self.beta2**self.t)
        np.sqrt(v, scratch)
        scratch += self.epsilon * correction
        np.divide(m, scratch, ahead)
        ahead *= self.rate * correction * share_m
        theta -= ahead
        np.divide(grad, scratch, ahead)
        ahead *= self.rate * correction * share_g
        theta -= ahead

    def _mu(self, t: int) -> float:
        return float(self.beta1 * (1 - 0.5 * 0.96 ** (t * self.momentum_decay)))

    def _shares(self) -> tuple[float, float]:
        """Return with which factors m_t and g_t enter m^_t."""
        product, mu, following = float(self.state["product"]), self._mu(self.t), self._mu(self.t + 1)
        return following / (1 - product * following), (1 - mu) / (1 - product)

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        t, g = self.t, float(grad[index])
        m, v = float(self.state["m"][index]), float(self.state["v"][index])
        product, mu, following = float(self.state["product"]), self._mu(t), self._mu(t + 1)
        share_m, share_g = self._shares()
        m_hat, v_hat = share_m * m + share_g * g, v / (1 - self.beta2**t)
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
            worked(
                "{ahead} × {m} / {left} + {rest} × {g} / {over}",
                lambda ahead, m, left, rest, g, over: ahead * m / left + rest * g / over,
                m_hat,
                ahead=following,
                m=m,
                left=1 - product * following,
                rest=1 - mu,
                g=g,
                over=1 - product,
            ),
            worked(
                f"{{v}} / (1 − {{beta}}{superscript(t)})",
                lambda v, beta: v / (1 - beta**t),
                v_hat,
                {"beta": self.beta2},
                v=v,
            ),
            worked(
                "{w} − {eta} × {m} / (√{v} + {epsilon})",
                lambda w, eta, m, v, epsilon: w - eta * m / (sqrt(v) + epsilon),
                float(after[index]),
                {"eta": self.rate, "epsilon": self.epsilon},
                w=float(before[index]),
                m=m_hat,
                v=v_hat,
            ),
        )
