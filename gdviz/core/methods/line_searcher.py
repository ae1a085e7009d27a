"""Methods that choose a direction and search along it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gdviz.core.arithmetic import worked
from gdviz.core.line_search import Place
from gdviz.core.methods.base import Method
from gdviz.core.objective import Objective
from gdviz.core.operations import Array


@dataclass
class LineSearcher(Method):
    """theta_t = theta_{t-1} + distance_t d_t, with d_t from `direction` and distance_t from a line search.

    A line search compares losses, so that all rows are seen, whatever batch was selected, and by the network as it
    answers: nothing is dropped out, and batch normalisation works with its running means. What it found out where it
    ended are loss and gradient of the next step, and asked for only once.
    """

    group = "second"
    uses_batches = False
    compares_losses = True

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        theta = objective.theta
        self.state["t"] = np.array(0)  # steps since the method began or began anew
        self.state["place"] = np.full_like(theta, np.nan)  # where `loss` and `grad` hold
        self.state["loss"] = np.array(np.nan)
        self.state["grad"] = np.zeros_like(theta)
        self.state["direction"] = np.zeros_like(theta)
        self.state["distance"] = np.array(0.0)
        self._before = np.empty_like(theta)
        self._old_grad = np.empty_like(theta)

    def objective_changed(self, objective: Objective, seed: int) -> None:
        self.state["t"][...] = 0
        self.state["place"][...] = np.nan
        self.finished = ""

    def step(self, theta: Array, objective: Objective) -> float:
        objective.select(None)
        loss, grad = self._here(theta, objective)
        if not np.isfinite(loss):
            return loss
        if not grad.any():
            self.finished = "the slope is 0"
            return loss
        direction = self.state["direction"]
        self.direction(grad, direction)
        slope = float(grad.dot(direction))
        if not slope < 0:  # rounding, or curvature of the wrong sign: go straight down again
            self.forget()
            np.negative(grad, direction)
            slope = -float(grad.dot(grad))
        np.copyto(self._before, theta)
        np.copyto(self._old_grad, grad)
        last: list[float] = []

        def phi(distance: float) -> Place:
            np.multiply(direction, distance, theta)
            theta[...] += self._before
            value, slopes = objective.loss_and_gradient(theta)
            last[:] = [distance]
            return Place(distance, value, float(slopes.dot(direction)))

        found = self.search(phi, Place(0.0, loss, slope))
        if found is None:
            np.copyto(theta, self._before)
            np.copyto(objective.grad, self._old_grad)
            self.finished = "no place in this direction is lower"
            return loss
        if last[0] != found.distance:
            phi(found.distance)
        self.state["t"] += 1
        self.state["distance"][...] = found.distance
        self.state["place"][...] = theta
        self.state["loss"][...] = found.loss
        self.state["grad"][...] = objective.grad
        self.learn(theta - self._before, objective.grad - self._old_grad)
        np.copyto(objective.grad, self._old_grad)  # who explains the step wants the slope that it began with
        if np.array_equal(theta, self._before):
            self.finished = "the step is smaller than rounding"
        return loss

    @abstractmethod
    def direction(self, grad: Array, direction: Array) -> None:
        """Write the direction d (P,) in which to search, downhill from gradient `grad` (P,)."""

    @abstractmethod
    def search(self, phi: Callable[[float], Place], start: Place) -> Place | None:
        """Return the place on the line to go to; None if none is lower."""

    def learn(self, moved: Array, change: Array) -> None:
        """Take to heart how far theta went, and by how much the gradient changed on the way."""

    def forget(self) -> None:
        """Begin anew: what was learnt led uphill."""
        self.state["t"][...] = 0

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        return (
            worked(
                "{w} + {distance} × {d}",
                lambda w, distance, d: w + distance * d,
                float(after[index]),
                w=float(before[index]),
                distance=float(self.state["distance"]),
                d=float(self.state["direction"][index]),
            ),
        )

    def _here(self, theta: Array, objective: Objective) -> tuple[float, Array]:
        """Return the loss of all rows and its gradient, asked for only where the last step did not find them out."""
        if np.array_equal(theta, self.state["place"]):
            np.copyto(objective.grad, self.state["grad"])
            return float(self.state["loss"]), objective.grad
        return objective.loss_and_gradient(theta)
