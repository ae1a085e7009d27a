"""Trying every point of a grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.grouped import grouped
from gdviz.core.hyperparameter import integer, real
from gdviz.core.methods.base import METHODS, SearchMethod
from gdviz.core.objective import Objective
from gdviz.core.operations import Array

MAX_PARAMETERS = 3
MAX_POINTS = 1_000_000


@METHODS.register("exhaustive_search")
@dataclass
class ExhaustiveSearch(SearchMethod):
    """Try every point of a grid and keep the best.

    theta' = every point of {low, ..., high}^P;   theta <- theta' if J(theta') < J(theta)

    points_per_axis^P places: the price of a further parameter is a factor, which is why nobody trains a network so
    (Bellman 1961, the curse of dimensionality). The start counts as a place too: it is kept if none is better.

    Raises ValueError at the start for more than 3 parameters, more than 1,000,000 points, or low not below high.
    """

    low: float = real(
        -5.0, low=-1e9, high=1e9, soft_low=-100.0, soft_high=100.0, restarts=True, help="The grid's first value"
    )
    high: float = real(
        5.0, low=-1e9, high=1e9, soft_low=-100.0, soft_high=100.0, restarts=True, help="The grid's last value"
    )
    points_per_axis: int = integer(
        101, low=2, high=MAX_POINTS, soft_high=1001, scale="log", restarts=True,
        help="How fine the grid is: twice as fine in two parameters takes four times as long",
    )  # fmt: skip
    tries_per_step: int = integer(
        100, low=1, high=10_000, scale="log", help="How many points one step tries: only the pace, not the result"
    )

    title = "Exhaustive search"
    order = 20
    formula = ("{w}′ = low + i · (high − low) / (n − 1)", "L(θ′) < L(θ) ⇒ {w} ← {w}′")

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        if obstacle := self._obstacle(objective.theta.size):
            raise ValueError(obstacle)
        self.state["t"] = np.array(0)  # points tried so far

    def objective_changed(self, objective: Objective, seed: int) -> None:
        super().objective_changed(objective, seed)
        self.state["t"][...] = 0

    def step(self, theta: Array, objective: Objective) -> float:
        before = self.best(theta, objective)
        P, t = theta.size, int(self.state["t"])
        if obstacle := self._obstacle(P):
            self.finished = obstacle
            return before
        total = self.points_per_axis**P
        places = np.arange(t, min(t + self.tries_per_step, total))
        if len(places):
            axis = np.linspace(self.low, self.high, self.points_per_axis)
            candidates = np.column_stack([axis[i] for i in np.unravel_index(places, (self.points_per_axis,) * P)])
            self.try_candidates(theta, candidates, objective)
            self.state["t"] += len(places)
        if self.state["t"] >= total:
            self.finished = f"every one of {grouped(total)} points was tried"
        return before

    def _obstacle(self, P: int) -> str:
        if P > MAX_PARAMETERS:
            return f"exhaustive search takes models of at most {MAX_PARAMETERS} parameters; got {P}"
        if not self.low < self.high:
            return f"low must be below high ({self.high:g}); got {self.low:g}"
        if self.points_per_axis**P > MAX_POINTS:
            return (
                f"points_per_axis to the power of the {P} parameters must be at most {grouped(MAX_POINTS)}; "
                f"got {grouped(self.points_per_axis)}^{P} = {grouped(self.points_per_axis**P)}"
            )
        return ""
