"""Nelder-Mead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.grouped import grouped
from gdviz.core.hyperparameter import real
from gdviz.core.methods.base import METHODS, SearchMethod, comparable
from gdviz.core.objective import Objective
from gdviz.core.operations import Array

MAX_PARAMETERS = 200
REFLECT, EXPAND, CONTRACT, SHRINK = 1.0, 2.0, 0.5, 0.5


@METHODS.register("nelder_mead")
@dataclass
class NelderMead(SearchMethod):
    """Let a triangle tumble downhill: its worst corner is thrown over to the other side, again and again.

    c = mean of all corners but the worst x_w;   x_r = c + (c - x_w)
    x_r is the best: the better of x_r and c + 2 (c - x_w) takes the worst one's place;   x_r is middling: x_r does;
    x_r is bad: c + (x_r - c) / 2 or c - (c - x_w) / 2 does;   that is no better: all corners move half way to the best

    Nelder and Mead 1965, with P + 1 corners in P dimensions; the rules and factors of Lagarias et al. 1998, as SciPy.
    The first simplex is theta and size along each axis. theta is the best corner.

    Raises ValueError at the start for more than 200 parameters.
    """

    size: float = real(
        0.5, low=1e-9, high=1e9, soft_low=1e-3, soft_high=10.0, scale="log",
        help="How far the first corners are apart", restarts=True,
    )  # fmt: skip

    title = "Nelder-Mead"
    order = 46
    formula = ("{w}′ = c[{w}] + (c − w)[{w}]", "L(θ′) < L(θ) ⇒ {w} ← {w}′")

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        P = objective.theta.size
        if P > MAX_PARAMETERS:
            raise ValueError(f"Nelder-Mead takes models of at most {MAX_PARAMETERS} parameters; got {grouped(P)}")
        self.state["corners"] = np.zeros((P + 1, P))  # the best first
        self.state["losses"] = np.full(P + 1, np.nan)

    def objective_changed(self, objective: Objective, seed: int) -> None:
        super().objective_changed(objective, seed)
        self.state["losses"][...] = np.nan

    def step(self, theta: Array, objective: Objective) -> float:
        before = self.best(theta, objective)
        corners, losses = self.state["corners"], self.state["losses"]
        if np.isnan(losses[0]):
            self._set_up(theta, before, objective)
        self._tumble(corners, losses, objective)
        order = np.argsort(losses, kind="stable")
        corners[...], losses[...] = corners[order], losses[order]
        self.state["best"][...] = losses[0]
        theta[...] = corners[0]
        widths = np.abs(corners[1:] - corners[0])
        if (widths <= 4 * np.finfo(theta.dtype).eps * np.maximum(1e-300, np.abs(corners[0]))).all():
            self.finished = "all corners are in one place"
        return before

    def _set_up(self, theta: Array, loss: float, objective: Objective) -> None:
        corners, losses = self.state["corners"], self.state["losses"]
        corners[...] = theta
        corners[1:] += self.size * np.eye(theta.size)
        if objective.held is not None:  # then all corners that will ever be have these in common
            corners[:, objective.held] = theta[objective.held]
        losses[0] = loss
        losses[1:] = [self._loss(corner, objective) for corner in corners[1:]]
        order = np.argsort(losses, kind="stable")
        corners[...], losses[...] = corners[order], losses[order]

    def _tumble(self, corners: Array, losses: Array, objective: Objective) -> None:
        centre, worst = corners[:-1].mean(axis=0), corners[-1].copy()
        reflected = centre + REFLECT * (centre - worst)
        loss = self._try(reflected, objective)
        if loss < losses[0]:
            expanded = centre + EXPAND * (centre - worst)
            further = self._try(expanded, objective)
            corners[-1], losses[-1] = (expanded, further) if further < loss else (reflected, loss)
        elif loss < losses[-2]:
            corners[-1], losses[-1] = reflected, loss
        else:
            outside = loss < losses[-1]
            contracted = centre + (CONTRACT if outside else -CONTRACT) * (centre - worst)
            nearer = self._try(contracted, objective)
            if nearer <= loss if outside else nearer < losses[-1]:
                corners[-1], losses[-1] = contracted, nearer
            else:
                corners[1:] = corners[0] + SHRINK * (corners[1:] - corners[0])
                losses[1:] = [self._loss(corner, objective) for corner in corners[1:]]

    def _try(self, place: Array, objective: Objective) -> float:
        loss = self._loss(place, objective)
        self.state["candidate"][...] = place
        self.state["candidate_loss"][...] = loss
        return loss

    def _loss(self, place: Array, objective: Objective) -> float:
        return float(comparable(objective.losses(place[None]))[0])
