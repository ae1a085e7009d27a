"""AdaGrad."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from gdviz.core.arithmetic import worked
from gdviz.core.hyperparameter import boolean, real
from gdviz.core.methods.base import METHODS, GradientMethod
from gdviz.core.objective import Objective
from gdviz.core.operations import Array


@METHODS.register("adagrad")
@dataclass
class AdaGrad(GradientMethod):
    """Give each parameter a learning rate of its own, which shrinks by all the slopes that it has met.

    s_t = s_{t-1} + g_t^2
    theta_t = theta_{t-1} - learning_rate g_t / (sqrt(s_t) + epsilon)          from s_0 = initial_accumulator_value

    Duchi, Hazan and Singer 2011, JMLR 12, equation (1) with a diagonal matrix, s_0 = 0 and epsilon added to the root
    as in their figure 1 (there delta) and in PyTorch. Keras has s_0 = 0.1 and epsilon under the root:
    epsilon_under_root. The state keeps the sum without s_0, so that s_0 may be changed at any step.
    """

    learning_rate: float = real(
        0.5, low=0.0, high=1e9, soft_low=1e-4, soft_high=10.0, scale="log", symbol="η",
        help="How far the first step goes in every parameter; later steps only get shorter",
    )  # fmt: skip
    epsilon: float = real(
        1e-10, low=1e-16, high=1.0, scale="log", symbol="ε", advanced=True,
        help="Keeps the division finite where no slope was met yet",
    )  # fmt: skip
    initial_accumulator_value: float = real(
        0.0, low=0.0, high=1e6, soft_high=1.0, symbol="s₀", label="First sum", advanced=True,
        help="What the sum of squares begins with: larger makes the first steps shorter",
    )  # fmt: skip
    epsilon_under_root: bool = boolean(
        False, label="ε under the root", advanced=True, help="√(s + ε) as Keras has it, instead of √s + ε"
    )

    title = "AdaGrad"
    group = "adaptive"
    order = 90

    @property
    def formula(self) -> tuple[str, ...]:  # type: ignore[override]
        """Return the rule of the present variant."""
        s = "(s₀ + s)" if self.initial_accumulator_value else "s"
        root = f"√({s.strip('()')} + ε)" if self.epsilon_under_root else f"(√{s} + ε)"
        return "s ← s + (∂L/∂{w})²", f"{{w}} ← {{w}} − η · ∂L/∂{{w}} / {root}"

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        self.state["accumulator"] = np.zeros_like(objective.theta)

    def update(self, theta: Array, grad: Array) -> None:
        s, scratch = self.state["accumulator"], self._scratch
        np.multiply(grad, grad, scratch)
        s += scratch
        np.add(s, self.initial_accumulator_value + (self.epsilon if self.epsilon_under_root else 0.0), scratch)
        np.sqrt(scratch, scratch)
        if not self.epsilon_under_root:
            scratch += self.epsilon
        np.divide(grad, scratch, scratch)
        scratch *= self.rate
        theta -= scratch

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        old, new = float(earlier["accumulator"][index]), float(self.state["accumulator"][index])
        g = float(grad[index])
        first = "{s0} + " if self.initial_accumulator_value else ""
        return (
            worked("{s} + {g}²", lambda s, g: s + g * g, new, s=old, g=g),
            worked(
                "{w} − {eta} × {g} / " + root_template("s", self.epsilon_under_root, first),
                lambda w, eta, g, s, s0, epsilon: w - eta * g / root(s0 + s, epsilon, self.epsilon_under_root),
                float(after[index]),
                {"eta": self.rate, "epsilon": self.epsilon, "s0": self.initial_accumulator_value},
                w=float(before[index]),
                g=g,
                s=new,
            ),
        )


def root_template(name: str, under: bool, first: str = "") -> str:
    """Return what a step is divided by, as a template for numbers; `first` is a term that is added to the square."""
    if under:
        return f"√({first}{{{name}}} + {{epsilon}})"
    return f"(√({first}{{{name}}}) + {{epsilon}})" if first else f"(√{{{name}}} + {{epsilon}})"


def root(square: float, epsilon: float, under: bool) -> float:
    """Return sqrt(square + epsilon) or sqrt(square) + epsilon."""
    return sqrt(square + epsilon) if under else sqrt(square) + epsilon
