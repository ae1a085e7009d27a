"""Conjugate gradients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gdviz.core.arithmetic import worked
from gdviz.core.line_search import Place, strong_wolfe
from gdviz.core.methods.base import METHODS
from gdviz.core.methods.line_searcher import LineSearcher
from gdviz.core.objective import Objective
from gdviz.core.operations import Array


@METHODS.register("conjugate_gradient")
@dataclass
class ConjugateGradient(LineSearcher):
    """Search along directions that don't spoil what the ones before have reached.

    d_t = -g_t + beta_t d_{t-1},  beta_t = max(0, g_t . (g_t - g_{t-1}) / |g_{t-1}|^2),  beta_1 = 0
    theta_t = theta_{t-1} + alpha_t d_t

    Hestenes and Stiefel 1952 for parabolas, where P steps are enough; else nonlinear: Polak and Ribiere 1969, "PR+" of
    Nocedal and Wright 2006, equation (5.45), begun anew every P steps. alpha_t is from a line search for the strong
    Wolfe conditions, c1 = 10^-4 and c2 = 0.1, and one step of the secant, which is exact on a parabola.
    """

    title = "Conjugate gradient"
    order = 230
    formula = ("d[{w}] ← −∂L/∂{w} + β · d", "{w} ← {w} + α · d")

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        self.state["beta"] = np.array(0.0)
        self.state["last_grad"] = np.zeros_like(objective.theta)  # of the step before
        self.state["slope"] = np.array(0.0)  # along the last direction, where that step began

    def direction(self, grad: Array, direction: Array) -> None:
        last, beta = self.state["last_grad"], 0.0
        if int(self.state["t"]) >= grad.size:
            self.forget()
        if self.state["t"]:
            beta = max(0.0, float((grad.dot(grad) - grad.dot(last)) / last.dot(last)))
        direction *= beta
        direction -= grad
        if beta and not grad.dot(direction) < 0:
            np.negative(grad, direction)
            beta = 0.0
        self.state["beta"][...] = beta
        last[...] = grad

    def search(self, phi: Callable[[float], Place], start: Place) -> Place | None:
        slope = float(self.state["slope"])
        if self.state["t"] and slope < 0:  # about as far down as the last time: Nocedal and Wright, (3.60)
            first = float(self.state["distance"]) * slope / start.slope
        else:
            first = min(1.0, 1.0 / float(np.abs(self._old_grad).sum()))
        self.state["slope"][...] = start.slope
        return strong_wolfe(phi, start, first, c2=0.1, exact=True)

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        return (
            worked(
                "{minus_g} + {beta} × {d}",
                lambda minus_g, beta, d: minus_g + beta * d,
                float(self.state["direction"][index]),
                minus_g=-float(grad[index]),
                beta=float(self.state["beta"]),
                d=float(earlier["direction"][index]),
            ),
            *super().numbers(before, after, grad, earlier, index),
        )
