"""L-BFGS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gdviz.core.hyperparameter import integer
from gdviz.core.line_search import Place, strong_wolfe
from gdviz.core.methods.base import METHODS
from gdviz.core.methods.line_searcher import LineSearcher
from gdviz.core.objective import Objective
from gdviz.core.operations import Array

MAX_MEMORY = 10


@METHODS.register("lbfgs")
@dataclass
class LBFGS(LineSearcher):
    """Newton's step with a curvature that is guessed from how the slope changed over the last few steps.

    d_t = -H_t g_t,  H_t from the last m pairs s = theta_{k+1} - theta_k, y = g_{k+1} - g_k:
    H_{k+1} = V^T H_k V + rho s s^T,  V = I - rho y s^T,  rho = 1 / (y . s),  beginning with (s . y / y . y) I

    Liu and Nocedal 1989; Nocedal and Wright 2006, algorithms 7.4 (the two loops, which never write H down) and 7.5,
    with a line search for the strong Wolfe conditions, c1 = 10^-4, c2 = 0.9, that tries the full step first. The very
    first tries min(1, 1 / |g|_1) g, as PyTorch. A pair with y . s <= 0 is left out.
    """

    memory: int = integer(
        10, low=1, high=MAX_MEMORY, symbol="m", help="How many of the last steps the curvature is guessed from"
    )

    title = "L-BFGS"
    order = 240
    formula = ("{w} ← {w} − α · (H ∇L)[{w}]",)

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        P = objective.theta.size
        # a ring: the pair of the k-th step lies at k modulo MAX_MEMORY
        self.state["moved"] = np.zeros((MAX_MEMORY, P), objective.theta.dtype)
        self.state["change"] = np.zeros((MAX_MEMORY, P), objective.theta.dtype)
        self.state["pairs"] = np.array(0)

    def objective_changed(self, objective: Objective, seed: int) -> None:
        super().objective_changed(objective, seed)
        self.state["pairs"][...] = 0

    def forget(self) -> None:
        super().forget()
        self.state["pairs"][...] = 0

    def direction(self, grad: Array, direction: Array) -> None:
        s, y, pairs = self.state["moved"], self.state["change"], int(self.state["pairs"])
        newest_first = [k % MAX_MEMORY for k in range(pairs - 1, max(-1, pairs - 1 - self.memory), -1)]
        q = direction
        np.negative(grad, q)
        alphas = {}
        for k in newest_first:
            alphas[k] = s[k].dot(q) / y[k].dot(s[k])
            q -= alphas[k] * y[k]
        if newest_first:
            k = newest_first[0]
            q *= s[k].dot(y[k]) / y[k].dot(y[k])
        for k in reversed(newest_first):
            q += (alphas[k] - y[k].dot(q) / y[k].dot(s[k])) * s[k]

    def search(self, phi: Callable[[float], Place], start: Place) -> Place | None:
        first = 1.0
        if not self.state["pairs"]:
            first = min(1.0, 1.0 / float(np.abs(self._old_grad).sum()))
        return strong_wolfe(phi, start, first)

    def learn(self, moved: Array, change: Array) -> None:
        if change.dot(moved) > 1e-10 * change.dot(change) ** 0.5 * moved.dot(moved) ** 0.5:
            place = int(self.state["pairs"]) % MAX_MEMORY
            self.state["moved"][place] = moved
            self.state["change"][place] = change
            self.state["pairs"] += 1
