"""Levenberg-Marquardt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.arithmetic import less
from gdviz.core.hyperparameter import real
from gdviz.core.methods.base import METHODS, Method
from gdviz.core.methods.gauss_newton import is_rounding, shortest
from gdviz.core.objective import Objective
from gdviz.core.operations import Array

MOST = 1e16  # a damping from here on leaves no step that is larger than rounding


@METHODS.register("levenberg_marquardt")
@dataclass
class LevenbergMarquardt(Method):
    """Gauss-Newton on a leash: the worse its guess was, the shorter the next step, and the nearer to straight down.

    (R^T R + damping D) s = -R^T r,  D = diag(R^T R);  theta_t = theta_{t-1} + s where that is lower
    lower: damping / factor;  else damping * factor, and again

    Levenberg 1944; Marquardt 1963 with D and factor 10; r and R as in Gauss-Newton, of all rows, whatever batch was
    selected. One step tries until a place is lower. Solved as the longer least squares problem [R; sqrt(damping D)].

    Raises ValueError at the start for a loss that is no sum of squares.
    """

    damping: float = real(
        0.1, low=1e-12, high=1e6, scale="log", symbol="λ",
        help="How much the first step is held back: large goes straight down in small steps, small is Gauss-Newton",
    )  # fmt: skip
    factor: float = real(
        10.0, low=1.1, high=1000.0, scale="log", symbol="ν", advanced=True,
        help="By how much the damping changes after each try",
    )  # fmt: skip

    title = "Levenberg-Marquardt"
    group = "second"
    order = 220
    formula = ("{w} ← {w} − ((RᵀR + λD)⁻¹ Rᵀr)[{w}]",)
    uses_batches = False
    needs_rows = True
    compares_losses = True

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        objective.residuals(objective.theta)
        self.state["step"] = np.zeros_like(objective.theta)
        self.state["held"] = np.array(0)  # how often the damping was multiplied by the factor, less how often divided

    def objective_changed(self, objective: Objective, seed: int) -> None:
        self.state["held"][...] = 0

    def step(self, theta: Array, objective: Objective) -> float:
        objective.select(None)
        try:
            r, R = objective.residuals(theta)
        except ValueError as error:  # the loss was changed while it ran
            self.finished = str(error)
            return objective.loss(theta)
        loss, slopes, before = float(r.dot(r)), 2 * R.T @ r, theta.copy()
        if np.isfinite(R).all() and np.isfinite(r).all():
            self._go_down(theta, before, objective, (r, R), loss)
        objective.grad[...] = slopes
        return loss

    def _go_down(
        self, theta: Array, before: Array, objective: Objective, squares: tuple[Array, Array], loss: float
    ) -> None:
        r, R = squares
        lengths = np.linalg.norm(R, axis=0)
        lengths[lengths == 0] = 1.0
        target = np.concatenate([-r, np.zeros(theta.size)])
        step, held = self.state["step"], self.state["held"]
        while True:
            damping = self.damping * self.factor ** float(held)
            step[...] = shortest(np.vstack([R, np.diag(np.sqrt(damping) * lengths)]), target)
            if is_rounding(step, before) or damping > MOST:
                step[...] = 0.0
                theta[...] = before
                self.finished = "the step is smaller than rounding"
                return
            np.add(before, step, theta)
            if objective.loss(theta) < loss:
                held -= 1
                return
            held += 1

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        return (less(float(before[index]), -float(self.state["step"][index]), float(after[index])),)
