"""A squared loss as what it is made of: one residual for each row and output, and how each depends on theta."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gdviz.core.grouped import grouped
from gdviz.core.links import LINKS
from gdviz.core.models.linear import LinearModel
from gdviz.core.operations import Array, run

if TYPE_CHECKING:
    from gdviz.core.objective import Objective

MAX_JACOBIAN = 20_000_000  # numbers


class LeastSquares:
    """r (m,) with J(theta) = r . r, and dr/dtheta (m, P), over all rows of an objective.

    r = sqrt(factor w_i / n) (f(x_i) - y_i) for every row and output, and sqrt(l2) w for every weight with a penalty:
    Hoerl and Kennard 1970. Exact: a row and an output at a time go backward through the model.

    Raises ValueError where J is no sum of squares, or where dr/dtheta would not fit the memory set aside for it.
    """

    def __init__(self, objective: Objective) -> None:
        loss, penalty, P = objective.loss_function, objective.penalty, objective.theta.size
        if not hasattr(loss, "factor"):
            raise ValueError(f"least squares need a squared loss, as mse is; got {loss.name}")
        if penalty is not None and penalty.highest_l1 > 0:
            raise ValueError(f"least squares need l1 = 0, as |w| is no square; got {penalty.highest_l1:g}")
        m = objective.n * objective.model.n_outputs + (P if penalty is not None else 0)
        if m * P > MAX_JACOBIAN:
            raise ValueError(
                f"a table of slopes of {grouped(m)} residuals by {grouped(P)} parameters has {grouped(m * P)} entries; "
                f"the limit is {grouped(MAX_JACOBIAN)}"
            )
        self._objective, self._m = objective, m
        weights = np.ones(objective.n) if objective.weights is None else objective.weights
        self._roots = np.sqrt(loss.factor * weights / objective.n)
        self._write_row()

    def at(self, theta: Array) -> tuple[Array, Array]:
        """Return r (m,) and dr/dtheta (m, P), new arrays."""
        objective = self._objective
        if theta is not objective.theta:
            objective.theta[...] = theta
        P, k, n = objective.theta.size, objective.model.n_outputs, objective.n
        r, jacobian = np.zeros(self._m), np.zeros((self._m, P))
        if isinstance(objective.model, LinearModel) and k == 1 and objective.model.link == "identity":
            r[:n] = self._roots * (objective.rows @ objective.theta - objective.targets[:, 0])
            jacobian[:n] = self._roots[:, None] * objective.rows
        else:
            self._row_by_row(r, jacobian)
        if objective.penalty is not None:
            strength = np.sqrt(0.5 * objective.penalty.curvature())
            r[n * k :] = strength * objective.theta
            jacobian[n * k :] = np.diag(strength)
        return r, jacobian

    def _write_row(self) -> None:
        model = self._objective.model
        rows = self._objective.rows
        tape = model.tape(np.zeros((1, *rows.shape[1:]), rows.dtype), False)
        self._x, self._answer, self._danswer = tape.x, tape.z, tape.dz
        self._forward, self._backward = list(tape.forward), list(tape.backward)
        if model.link != "identity":
            self._answer, self._danswer = np.empty_like(tape.z), np.empty_like(tape.dz)
            link = LINKS[model.link]()
            self._forward += link.forward(tape.z, self._answer)
            self._backward = [*link.backward(tape.z, self._answer, self._danswer, tape.dz), *self._backward]

    def _row_by_row(self, r: Array, jacobian: Array) -> None:
        objective, k = self._objective, self._objective.model.n_outputs
        for i, (row, target, root) in enumerate(zip(objective.rows, objective.targets, self._roots, strict=True)):
            self._x[0] = row
            run(self._forward)
            r[i * k : (i + 1) * k] = root * (self._answer[0] - target)
            for output in range(k):
                self._danswer[...] = 0.0
                self._danswer[0, output] = 1.0
                run(self._backward)
                jacobian[i * k + output] = root * objective.grad
