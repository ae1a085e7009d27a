"""Simulated annealing."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, isfinite, sqrt

import numpy as np

from gdviz.core.arithmetic import compared, figure
from gdviz.core.hyperparameter import real
from gdviz.core.methods.base import METHODS, Method, comparable
from gdviz.core.objective import Objective
from gdviz.core.operations import Array

FROZEN = 1e-12  # of the first temperature


@METHODS.register("simulated_annealing")
@dataclass
class SimulatedAnnealing(Method):
    """Walk at random, uphill too while it is hot, and less and less as it cools: so it can leave a minimum again.

    theta' = theta + width sqrt(T_t / T_0) z,  z ~ N(0, 1)^P;   T_t = temperature cooling^t
    theta <- theta' with probability min(1, exp(-(J(theta') - J(theta)) / T_t))

    Kirkpatrick, Gelatt and Vecchi 1983, with the rule of Metropolis et al. 1953, cooled by the same share each step;
    steps shrink with the root of T as in Szu and Hartley 1987. When it is frozen it goes to the best place it has seen.
    What step t draws depends on the seed and t alone. It sees all rows, whatever batch was selected.
    """

    temperature: float = real(
        1.0, low=1e-9, high=1e9, soft_low=1e-3, soft_high=100.0, scale="log", symbol="T₀",
        help="How far uphill it may go at first: a loss higher by T is taken with probability 1 / e",
    )  # fmt: skip
    cooling: float = real(
        0.99, low=0.01, high=0.999999, soft_low=0.9, help="What a step leaves of the temperature: near 1 takes longer"
    )
    width: float = real(
        1.0, low=1e-9, high=1e9, soft_low=1e-3, soft_high=10.0, scale="log", label="First width",
        help="How far a parameter jumps at first; later jumps are shorter",
    )  # fmt: skip

    title = "Simulated annealing"
    group = "search"
    order = 43
    formula = ("{w}′ = {w} + width · √(T / T₀) · z", "exp(−(L(θ′) − L(θ)) / T) > u ⇒ {w} ← {w}′")
    uses_gradient = False
    uses_batches = False

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        self._seed = seed
        self.state["t"] = np.array(0)
        self.state["cooled"] = np.array(1.0)  # T / T_0
        self.state["loss"] = np.array(np.nan)  # J(theta); nan until it was asked for
        self.state["candidate"] = objective.theta.copy()
        self.state["candidate_loss"] = np.array(np.nan)
        self.state["drawn"] = np.array(0.0)  # u: taken if the probability is above
        self.state["best"] = objective.theta.copy()
        self.state["best_loss"] = np.array(np.inf)

    def objective_changed(self, objective: Objective, seed: int) -> None:
        self._seed = seed
        self.state["loss"][...] = np.nan
        self.state["best_loss"][...] = np.inf
        self.state["cooled"][...] = 1.0
        self.finished = ""

    def step(self, theta: Array, objective: Objective) -> float:
        state = self.state
        objective.select(None)
        if np.isnan(state["loss"]):
            state["loss"][...] = comparable(objective.loss(theta))
        before = float(state["loss"])
        if before < state["best_loss"]:
            state["best"][...], state["best_loss"][...] = theta, before
        cooled = float(state["cooled"])
        if cooled < FROZEN:
            theta[...], state["loss"][...] = state["best"], state["best_loss"]
            self.finished = "it is frozen: back to the best place"
            return before
        rng = np.random.default_rng((self._seed, int(state["t"])))
        state["candidate"][...] = theta + self.width * sqrt(cooled) * rng.standard_normal(theta.size)
        if objective.held is not None:
            state["candidate"][objective.held] = theta[objective.held]
        state["drawn"][...] = rng.random()
        there = float(comparable(objective.losses(state["candidate"][None]))[0])
        state["candidate_loss"][...] = there
        state["t"] += 1
        state["cooled"] *= self.cooling
        if _probability(there - before, self.temperature * cooled) > state["drawn"]:
            theta[...], state["loss"][...] = state["candidate"], there
            if there < state["best_loss"]:
                state["best"][...], state["best_loss"][...] = theta, there
        return before

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        if self.finished:
            return (figure(float(after[index])), figure(float(self.state["best_loss"])))
        loss, there = float(earlier["loss"]), float(self.state["candidate_loss"])
        drawn, heat = float(self.state["drawn"]), self.temperature * float(earlier["cooled"])
        candidate, new = figure(float(self.state["candidate"][index])), figure(float(after[index]))
        if not isfinite(loss):
            return (candidate, new)
        if there < loss:
            return (candidate, f"{compared(there, loss)} ⇒ {new}")
        chance = _probability(there - loss, heat)
        sign = ">" if chance > drawn else "≤"
        return (
            candidate,
            f"exp(−{figure(there - loss)} / {figure(heat)}) = {figure(chance)} {sign} {figure(drawn)} ⇒ {new}",
        )


def _probability(rise: float, heat: float) -> float:
    return 1.0 if rise <= 0 else exp(-rise / heat) if isfinite(rise) else 0.0
