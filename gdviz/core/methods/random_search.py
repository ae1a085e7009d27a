"""Trying places at random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.hyperparameter import integer, real
from gdviz.core.methods.base import METHODS, SearchMethod
from gdviz.core.objective import Objective
from gdviz.core.operations import Array


@METHODS.register("random_search")
@dataclass
class RandomSearch(SearchMethod):
    """Draw places at random and keep the best: Monte Carlo.

    theta' ~ U[low, high]^P;   theta <- theta' if J(theta') < J(theta)

    Brooks 1958, "pure random search". The t-th draw is the best so far with probability 1/t: improvements grow rare.
    What step t draws depends on the seed and t alone.

    Raises ValueError at the start if low is not below high.
    """

    low: float = real(
        -100.0, low=-1e9, high=1e9, soft_low=-100.0, soft_high=100.0, help="The smallest value that is drawn"
    )
    high: float = real(
        100.0, low=-1e9, high=1e9, soft_low=-100.0, soft_high=100.0, help="The largest value that is drawn"
    )
    tries_per_step: int = integer(
        1, low=1, high=10_000, scale="log", help="How many places one step draws; each costs one loss over all rows"
    )

    title = "Random search"
    order = 30
    formula = ("{w}′ ~ U(low, high)", "L(θ′) < L(θ) ⇒ {w} ← {w}′")

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        if obstacle := self._obstacle():
            raise ValueError(obstacle)
        self.state["t"] = np.array(0)

    def step(self, theta: Array, objective: Objective) -> float:
        before = self.best(theta, objective)
        if obstacle := self._obstacle():
            self.finished = obstacle
            return before
        rng = np.random.default_rng((self._seed, int(self.state["t"])))
        self.try_candidates(theta, rng.uniform(self.low, self.high, (self.tries_per_step, theta.size)), objective)
        self.state["t"] += 1
        return before

    def _obstacle(self) -> str:
        return "" if self.low < self.high else f"low must be below high ({self.high:g}); got {self.low:g}"
