"""Walking on a grid, always to the best neighbour."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from gdviz.core.grouped import grouped
from gdviz.core.hyperparameter import real
from gdviz.core.methods.base import METHODS, SearchMethod
from gdviz.core.objective import Objective
from gdviz.core.operations import Array

MAX_DIAGONAL = 4
MAX_PARAMETERS = 1000


@METHODS.register("hill_climbing")
@dataclass
class HillClimbing(SearchMethod):
    """Look at all neighbours at distance delta and go to the best, until none is better.

    theta <- argmin J(theta + delta d),   d in {-1, 0, 1}^P without 0

    3^P - 1 neighbours, 2 for one parameter and 8 for two; from 5 parameters on only the 2 P along the axes. Steepest
    descent on a lattice: Russell and Norvig 2021, section 4.1.1. Where it ends, no neighbour is better, which is not
    yet the minimum: the smaller delta, the nearer, and the longer the way.

    Raises ValueError at the start for more than 1,000 parameters.
    """

    delta: float = real(
        0.5, low=1e-9, high=1e9, soft_low=1e-4, soft_high=10.0, scale="log", symbol="δ",
        help="How far a neighbour is: large is fast and coarse, small is slow and ends nearer to the minimum",
    )  # fmt: skip

    title = "Hill climbing"
    order = 40
    formula = ("{w}′ = {w} − δ | {w} | {w} + δ", "L(θ′) < L(θ) ⇒ {w} ← {w}′")

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        P = objective.theta.size
        if P > MAX_PARAMETERS:
            raise ValueError(
                f"hill climbing takes models of at most {grouped(MAX_PARAMETERS)} parameters; got {grouped(P)}"
            )
        self._directions = _directions(P)

    def step(self, theta: Array, objective: Objective) -> float:
        before = self.best(theta, objective)
        moved = self.try_candidates(theta, theta + self.delta * self._directions, objective)
        self.finished = "" if moved else f"no neighbour at distance {self.delta:g} is better"
        return before


def _directions(P: int) -> Array:
    """Return all d (m, P) of -1, 0 and 1 without 0 itself, or for many parameters plus and minus each axis."""
    if P > MAX_DIAGONAL:
        return np.vstack([np.eye(P), -np.eye(P)])
    return np.array([d for d in product((-1.0, 0.0, 1.0), repeat=P) if any(d)])
