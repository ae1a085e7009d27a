"""Adam."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

from gdviz.core.arithmetic import superscript, worked
from gdviz.core.hyperparameter import boolean, real
from gdviz.core.methods.base import METHODS, GradientMethod
from gdviz.core.objective import Objective
from gdviz.core.operations import Array

BLOCK = 2**15  # numbers that are worked on at once: all their vectors stay in the cache from one operation to the next


@METHODS.register("adam")
@dataclass
class Adam(GradientMethod):
    """Scale each step by running means of the gradient and of its square.

    m_t = beta1 m_{t-1} + (1 - beta1) g_t          v_t likewise with beta2 and g_t^2
    theta_t = theta_{t-1} - learning_rate m^_t / (sqrt(v^_t) + epsilon),  m^_t = m_t / (1 - beta1^t), v^_t likewise

    Kingma and Ba 2015, arXiv:1412.6980, Algorithm 1, as PyTorch. The first step is learning_rate sign(g), however steep
    it is. Keras adds epsilon before the bias correction (their "epsilon hat"): epsilon_before_correction.

    amsgrad: the largest v_t so far instead of v_t, Reddi, Kale and Kumar 2018, algorithm 2; as PyTorch and Keras, with
    the bias correction after the maximum.
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
    amsgrad: bool = boolean(
        False, label="AMSGrad", advanced=True,
        help="Divide by the largest size of slopes so far: the learning rate of a parameter never grows again",
    )  # fmt: skip
    epsilon_before_correction: bool = boolean(
        False,
        label="ε before the correction",
        advanced=True,
        help="As Keras adds it: √v + ε, then divided by √(1 − β₂ᵗ)",
    )

    title = "Adam"
    group = "adaptive"
    order = 120

    @property
    def formula(self) -> tuple[str, ...]:  # type: ignore[override]
        """Return the rule of the present variant."""
        lines = ["m ← β₁ · m + (1 − β₁) · ∂L/∂{w}", "v ← β₂ · v + (1 − β₂) · (∂L/∂{w})²"]
        if self.amsgrad:
            lines += ["v′[{w}] ← max(v′, v)"]
        top = "v′" if self.amsgrad else "v"
        lines += ["m̂ = m / (1 − β₁ᵗ)", f"v̂ = {top} / (1 − β₂ᵗ)"]
        epsilon = "ε / √(1 − β₂ᵗ)" if self.epsilon_before_correction else "ε"
        return (*lines, f"{{w}} ← {{w}} − η · m̂ / (√v̂ + {epsilon})")

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        for name in ("m", "v", "v_max"):
            self.state[name] = np.zeros_like(objective.theta)
        P = objective.theta.size
        self._scratch = np.empty(min(P, BLOCK), objective.theta.dtype)
        self._blocks = [slice(first, min(first + BLOCK, P)) for first in range(0, P, BLOCK)]

    def update(self, theta: Array, grad: Array) -> None:
        m, v, top = self.state["m"], self.state["v"], self.state["v_max"] if self.amsgrad else None
        if len(self._blocks) == 1:
            self._update_block(theta, grad, m, v, top)
            return
        for part in self._blocks:
            self._update_block(theta[part], grad[part], m[part], v[part], None if top is None else top[part])

    def _update_block(self, theta: Array, grad: Array, m: Array, v: Array, top: Array | None) -> None:
        scratch = self._scratch[: theta.size]
        np.multiply(grad, 1 - self.beta1, scratch)
        m *= self.beta1
        m += scratch

        np.multiply(grad, grad, scratch)
        scratch *= 1 - self.beta2
        v *= self.beta2
        v += scratch
        if top is not None:
            np.maximum(top, v, out=top)
            v = top

        # the bias correction of v is a number, and passes from the vector to epsilon and the learning rate
        correction = sqrt(1 - self.beta2**self.t)
        np.sqrt(v, scratch)
        scratch += self.epsilon if self.epsilon_before_correction else self.epsilon * correction
        np.divide(m, scratch, scratch)
        scratch *= self.rate * correction / (1 - self.beta1**self.t)
        theta -= scratch

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        lines, m_hat, v_hat = self._means(grad, earlier, index)
        return (
            *lines,
            worked(
                "{w} − {eta} × {m} / (√{v} + {epsilon})",
                lambda w, eta, m, v, epsilon: w - eta * m / (sqrt(v) + epsilon),
                float(after[index]),
                {"eta": self.rate, "epsilon": self._shown_epsilon()},
                w=float(before[index]),
                m=m_hat,
                v=v_hat,
            ),
        )

    def _shown_epsilon(self) -> float:
        correction = sqrt(1 - self.beta2**self.t)
        return self.epsilon / correction if self.epsilon_before_correction else self.epsilon

    def _means(self, grad: Array, earlier: dict[str, Array], index: int) -> tuple[tuple[str, ...], float, float]:
        """Return the lines of the running means, and both as they are after the bias correction."""
        t, g = self.t, float(grad[index])
        m, v = float(self.state["m"][index]), float(self.state["v"][index])
        raised, largest = superscript(t), v
        lines = [
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
        ]
        if self.amsgrad:
            largest, old = float(self.state["v_max"][index]), float(earlier["v_max"][index])
            lines += [worked("max({old}, {v})", lambda old, v: max(old, v), largest, old=old, v=v)]
        m_hat, v_hat = m / (1 - self.beta1**t), largest / (1 - self.beta2**t)
        lines += [
            worked(f"{{m}} / (1 − {{beta}}{raised})", _corrected(t), m_hat, {"beta": self.beta1}, m=m),
            worked(f"{{m}} / (1 − {{beta}}{raised})", _corrected(t), v_hat, {"beta": self.beta2}, m=largest),
        ]
        return tuple(lines), m_hat, v_hat


def _corrected(t: int) -> Callable[..., float]:
    return lambda m, beta: m / (1 - beta**t)
