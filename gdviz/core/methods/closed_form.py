"""Solving at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.arithmetic import figure
from gdviz.core.methods.base import METHODS, Method
from gdviz.core.models.direct import DirectModel
from gdviz.core.models.linear import LinearModel
from gdviz.core.objective import Objective
from gdviz.core.operations import Array

SOLVED = "solved: no further step changes anything"


@METHODS.register("closed_form")
@dataclass
class ClosedForm(Method):
    """Solve for the place where the slope is 0 in every direction: one step, no learning rate.

    (Phi^T Phi + L2) theta = Phi^T y,   for a line w = sum (x - mean x)(y - mean y) / sum (x - mean x)^2

    Gauss 1809. Phi (n, P) is the design matrix, y (n,) the targets, of all rows, whatever batch was selected. Solved by
    singular values instead of the normal equations, whose condition is squared; where several theta fit equally well,
    it is the shortest of them. L2 (not on biases) is met as rows appended to Phi: Hoerl and Kennard 1970.

    A model that its data determine at once (`DirectModel`) has a formula of its own, which is all that is done here.

    Raises ValueError at the start if the model is not linear in its parameters, the loss not squared, or l1 not 0.
    """

    title = "Closed form"
    order = 10
    formula = ("{w} ← ((ΦᵀΦ)⁻¹ Φᵀy)[{w}]",)
    group = "direct"
    uses_gradient = False
    uses_batches = False
    needs_rows = True

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        if obstacle := self._obstacle(objective):
            raise ValueError(obstacle)
        if isinstance(objective.model, DirectModel) and np.array_equal(objective.theta, objective.model.best):
            self.finished = SOLVED

    def step(self, theta: Array, objective: Objective) -> float:
        objective.select(None)
        loss = objective.loss(theta)
        self.finished = self._obstacle(objective)
        if not self.finished:
            theta[...] = self._solve(theta, objective)
            self.finished = SOLVED
        return loss

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        return (f"{figure(float(before[index]))} → {figure(float(after[index]))}",)

    def _obstacle(self, objective: Objective) -> str:
        model, loss, penalty = objective.model, objective.loss_function, objective.penalty
        if isinstance(model, DirectModel):
            return ""
        if not isinstance(model, LinearModel) or model.link != "identity" or not hasattr(loss, "factor"):
            return (
                "closed form needs a model that is linear in its parameters and a squared loss; "
                f"got {model.name} with {loss.name}"
            )
        if penalty is not None and penalty.highest_l1 > 0:
            return f"closed form needs l1 = 0, as |w| has no slope at 0; got {penalty.highest_l1:g}"
        return ""

    def _solve(self, theta: Array, objective: Objective) -> Array:
        if isinstance(objective.model, DirectModel):
            return objective.model.best
        Phi, y = objective.full.x.astype(np.float64), objective.full.y[:, 0].astype(np.float64)
        if objective.penalty is not None:
            # |Phi theta - y|^2 + strength^2 |w|^2 is J n / factor, and the squared length of one longer residual
            factor: float = objective.loss_function.factor  # type: ignore[attr-defined]
            l2 = 0.5 * objective.penalty.curvature()
            Phi = np.vstack([Phi, np.diag(np.sqrt(l2 * objective.n / factor))])
            y = np.concatenate([y, np.zeros(Phi.shape[1])])
        if objective.held is None:
            return _least_squares(Phi, y)
        solution, free = theta.copy(), np.setdiff1d(np.arange(theta.size), objective.held)
        if len(free):
            solution[free] = _least_squares(Phi[:, free], y - Phi[:, objective.held] @ theta[objective.held])
        return solution


def _least_squares(Phi: Array, y: Array) -> Array:
    """Return the shortest theta with the least |Phi theta - y|."""
    # columns of length 1, so that high powers of x, 10^15 beside 1, are not taken for rounding
    lengths = np.linalg.norm(Phi, axis=0)
    lengths[lengths == 0] = 1.0
    theta, _, rank, _ = np.linalg.lstsq(Phi / lengths, y, rcond=None)
    solution: Array = theta / lengths if rank == theta.size else np.linalg.lstsq(Phi, y, rcond=None)[0]
    return solution
