"""Gauss-Newton."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.arithmetic import less
from gdviz.core.methods.base import METHODS, Method
from gdviz.core.objective import Objective
from gdviz.core.operations import Array

EPSILON = float(np.finfo(np.float64).eps)


@METHODS.register("gauss_newton")
@dataclass
class GaussNewton(Method):
    """Take the model for straight in its parameters, solve that, and do it again from there.

    theta_t = theta_{t-1} + s,  s = argmin |r + R s|^2 = -(R^T R)^-1 R^T r

    Gauss 1809; Nocedal and Wright 2006, equation (10.23) with a full step. r (m,) are the residuals of all rows with
    loss r . r, whatever batch was selected, and R (m, P) = dr/dtheta. Solved by singular values, the shortest s where
    several fit. Without a line search: far from the minimum it may overshoot, which Levenberg-Marquardt mends.

    Raises ValueError at the start for a loss that is no sum of squares.
    """

    title = "Gauss-Newton"
    group = "second"
    order = 210
    formula = ("{w} ← {w} − ((RᵀR)⁻¹ Rᵀr)[{w}]",)
    uses_batches = False
    needs_rows = True

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        objective.residuals(objective.theta)
        self.state["step"] = np.zeros_like(objective.theta)

    def step(self, theta: Array, objective: Objective) -> float:
        objective.select(None)
        try:
            r, R = objective.residuals(theta)
        except ValueError as error:  # the loss was changed while it ran
            self.finished = str(error)
            return objective.loss(theta)
        loss = float(r.dot(r))
        slopes = 2 * R.T @ r
        if np.isfinite(R).all() and np.isfinite(r).all():
            self.state["step"][...] = shortest(R, -r)
            theta += self.state["step"]
            if is_rounding(self.state["step"], theta):
                self.finished = "the step is smaller than rounding"
        objective.grad[...] = slopes
        return loss

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        return (less(float(before[index]), -float(self.state["step"][index]), float(after[index])),)


def shortest(A: Array, b: Array) -> Array:
    """Return the shortest s with the least |A s - b|; columns of length 1, so that scales do not matter."""
    lengths = np.linalg.norm(A, axis=0)
    lengths[lengths == 0] = 1.0
    s, _, rank, _ = np.linalg.lstsq(A / lengths, b, rcond=None)
    found: Array = s / lengths if rank == A.shape[1] else np.linalg.lstsq(A, b, rcond=None)[0]
    return found


def is_rounding(step: Array, theta: Array) -> bool:
    """Return whether a step changes nothing but last digits."""
    return bool((np.abs(step) <= 8 * EPSILON * np.maximum(1.0, np.abs(theta))).all())
