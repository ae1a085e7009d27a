"""What a method is: one signature for searches, Newton and gradient methods, so that any can be raced against any."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdviz.core import hyperparameter
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
    formula: ClassVar[tuple[str, ...]]  # the update rule line by line, for one component of theta, as the card shows it
    uses_gradient: ClassVar[bool] = True

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
        """Return `formula` with the numbers of a step put in, for component `index`.

        `before`, `grad` and `earlier` (a copy of the state) are from before the step; `after` and `self.state` from
        after it.
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


METHODS: Registry[type[Method]] = Registry("method", "gdviz.methods")
