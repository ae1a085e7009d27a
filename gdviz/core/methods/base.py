"""What a method is: one signature for searches, Newton and gradient methods, so that any can be raced against any."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdviz.core import hyperparameter
from gdviz.core.arithmetic import compared, figure
from gdviz.core.objective import Objective
from gdviz.core.operations import Array
from gdviz.core.registry import Registry


@dataclass
class Method(ABC):
    """Change theta towards a lower loss, one step at a time.

    Registered methods are dataclasses whose fields are declared hyperparameters; these may be changed between steps.
    Everything else that a method remembers lies in `state`, arrays by name (a number is a 0-d array), so that a run
    can be checkpointed, rewound and looked into. What a step does depends on theta, the objective, the
    hyperparameters and the state alone.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    order: ClassVar[int] = 1000  # place in menus: from solving at once over searches to gradient methods
    formula: ClassVar[tuple[str, ...]]  # the rule line by line, for one component "{w}" of theta; ask an instance
    uses_gradient: ClassVar[bool] = True  # False: it compares losses, and always of all rows, never of a batch

    def __post_init__(self) -> None:
        hyperparameter.validate(self)
        self.state: dict[str, Array] = {}
        self.finished = ""  # why no further step would change anything; "" while there is something to do

    def start(self, objective: Objective, seed: int) -> None:
        """Allocate the state for this objective; randomness comes from `seed` and the step number alone."""
        self.state = {}
        self.finished = ""

    def objective_changed(self, objective: Objective, seed: int) -> None:  # noqa: B027
        """Learn that data, loss or penalty are others from now on; methods that remember losses start anew."""

    @abstractmethod
    def step(self, theta: Array, objective: Objective) -> float:
        """Change theta (P,) in place; return J(theta) as it was before, at the cost of no extra evaluation."""

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        """Return `formula` line by line with the numbers of a step put in, for component `index`.

        `before`, `grad` and `earlier` (a copy of the state) are from before the step; `after` and `self.state` from
        after it. Each line comes out right for whoever computes it from the digits shown.
        """
        return ()

    def save_state(self) -> dict[str, Array]:
        """Return copies of the state."""
        return {name: array.copy() for name, array in self.state.items()}

    def load_state(self, saved: dict[str, Array]) -> None:
        """Go back to copies that `save_state` made; a state that was restored is not finished."""
        for name, array in saved.items():
            self.state[name][...] = array
        self.finished = ""


@dataclass
class GradientMethod(Method):
    """A method that needs one gradient a step: `update` is its formula."""

    def step(self, theta: Array, objective: Objective) -> float:
        loss, grad = objective.loss_and_gradient(theta)
        self.update(theta, grad)
        return loss

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        self._scratch = np.empty_like(objective.theta)

    @abstractmethod
    def update(self, theta: Array, grad: Array) -> None:
        """Change theta (P,) in place by the formula; grad (P,) is dJ/dtheta."""


@dataclass
class SearchMethod(Method):
    """A method that compares losses and keeps the best theta so far, which is never worse than the start.

    Losses of different batches cannot be compared: a search sees all rows, whatever batch was selected.
    """

    uses_gradient = False

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        self._seed = seed
        self.state["best"] = np.array(np.nan)  # J(theta); nan until it was asked for
        self.state["best_before"] = np.array(np.nan)  # the same before the last step
        self.state["candidate"] = objective.theta.copy()  # the best place that the last step tried, taken or not
        self.state["candidate_loss"] = np.array(np.nan)

    def objective_changed(self, objective: Objective, seed: int) -> None:
        self._seed = seed
        self.state["best"][...] = np.nan
        self.finished = ""

    def best(self, theta: Array, objective: Objective) -> float:
        """Return J(theta) over all rows; it costs an evaluation only where no earlier step has found it out."""
        objective.select(None)
        best = self.state["best"]
        if np.isnan(best):
            best[...] = _comparable(objective.loss(theta))
        self.state["best_before"][...] = best
        return float(best)

    def try_candidates(self, theta: Array, candidates: Array, objective: Objective) -> bool:
        """Move theta (P,) to the best of candidates (m, P) if that is better; return whether it was."""
        losses = _comparable(objective.losses(candidates))
        place = int(losses.argmin())
        self.state["candidate"][...] = candidates[place]
        self.state["candidate_loss"][...] = losses[place]
        better = bool(losses[place] < self.state["best"])
        if better:
            theta[...] = candidates[place]
            self.state["best"][...] = losses[place]
        return better

    def numbers(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        loss, best = float(self.state["candidate_loss"]), float(self.state["best_before"])
        return (
            figure(float(self.state["candidate"][index])),
            f"{compared(loss, best)} ⇒ {figure(float(after[index]))}",
        )


def _comparable(losses: Array | float) -> Array:
    """Return losses with infinity for what is not a number: worse than all others."""
    return np.where(np.isnan(losses), np.inf, losses)


METHODS: Registry[type[Method]] = Registry("method", "gdviz.methods")
