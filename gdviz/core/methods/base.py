"""What a method is: one signature for searches, Newton and gradient methods, so that any can be raced against any."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import ClassVar

import numpy as np

from gdviz.core import hyperparameter
from gdviz.core.arithmetic import compared, figure
from gdviz.core.checks import whole
from gdviz.core.clipping import WHOLE, Clip, NoClip
from gdviz.core.objective import Objective
from gdviz.core.operations import Array
from gdviz.core.registry import Registry
from gdviz.core.schedules import Constant, Schedule

GROUPS = {  # headings of the menu, from solving at once to the curvature of the surface
    "direct": "Solve at once",
    "search": "Search",
    "first": "First order",
    "adaptive": "Adaptive",
    "second": "Second order",
}


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
    group: ClassVar[str] = "first"  # one of GROUPS
    order: ClassVar[int] = 1000  # place in its group
    formula: ClassVar[tuple[str, ...]]  # the rule line by line, for one component "{w}" of theta; ask an instance
    uses_gradient: ClassVar[bool] = True  # False: it only compares losses
    compares_losses: ClassVar[bool] = False  # True: across steps, where dropout would change them
    needs_rows: ClassVar[bool] = False  # True: a step reads all rows, although the loss may know them summed up
    uses_batches: ClassVar[bool] = True  # False: it always sees all rows, as losses of different batches don't compare

    @classmethod
    def sees_answers(cls) -> bool:
        """Return whether it sees a model as it answers, without dropout: losses that it compares must not change."""
        return cls.compares_losses or not cls.uses_gradient

    def __post_init__(self) -> None:
        hyperparameter.validate(self)
        self.state: dict[str, Array] = {}
        self.finished = ""  # why no further step would change anything; "" while there is something to do

    def start(self, objective: Objective, seed: int) -> None:
        """Allocate the state for this objective; randomness comes from `seed` and the step number alone.

        Raises ValueError for a model that there is nothing to descend in, unless the method solves at once, and for a
        seed that is no whole number from 0 on.
        """
        whole(seed, "seed", 0)
        model = getattr(objective, "model", None)  # a test function has none
        if model is not None and model.is_direct and self.group != "direct":
            raise ValueError(f"{model.name} is solved at once from its data: there is nothing for {self.name} to do")
        self.state = {}
        self.finished = ""

    def check_start(self) -> None:
        """Raise ValueError where a training that begins like this would never move: with a learning rate of 0.

        Who trains without a window asks this before any work is done. 0 itself is a setting like others, the lowest
        place of a control, by which a run that goes on is held still.
        """
        rate = getattr(self, "learning_rate", 1.0)
        if not rate > 0:
            raise ValueError(f"learning_rate must be above 0; got {rate}")

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

    @property
    def rule(self) -> tuple[str, ...]:
        """Return `formula`, and before it what else decides a step."""
        return self.formula

    def explained(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        """Return `rule` line by line with the numbers of a step put in, as `numbers` does for `formula`."""
        return self.numbers(before, after, grad, earlier, index)

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
    """A method that needs one gradient a step: `update` is its formula.

    `schedule` changes the learning rate, `clip` the gradient, both as functions of what a step may depend on: `rate` is
    the learning rate of a step, and `t` counts the steps, 1 in the first.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        self.t = 0  # a plain number: counting in an array takes as long as a step of a small model
        self._schedule: Schedule | None = None
        self._clip: Clip | None = None
        self._clipped: Array | None = None
        self._parts: tuple[slice, ...] = WHOLE

    @property
    def schedule(self) -> Schedule:
        return self._schedule or Constant()

    @schedule.setter
    def schedule(self, schedule: Schedule) -> None:
        self._schedule = None if isinstance(schedule, Constant) else schedule

    @property
    def clip(self) -> Clip:
        return self._clip or NoClip()

    @clip.setter
    def clip(self, clip: Clip) -> None:
        self._clip = None if isinstance(clip, NoClip) else clip

    @property
    def rate(self) -> float:
        """Return the learning rate of step t, the schedule's share of it; before the first step that of the first."""
        rate: float = self.learning_rate  # type: ignore[attr-defined]
        return rate if self._schedule is None else rate * self._schedule.factor(max(0, self.t - 1))

    def start(self, objective: Objective, seed: int) -> None:
        super().start(objective, seed)
        self.t = 0
        self._clipped = None
        self._parts = getattr(objective, "parts", WHOLE)  # a test function has one array
        self._scratch = np.empty_like(objective.theta)

    def step(self, theta: Array, objective: Objective) -> float:
        loss, grad = objective.loss_and_gradient(theta)
        self.follow(theta, grad)
        return loss

    def follow(self, theta: Array, grad: Array) -> None:
        """Take the step that `grad` (P,) asks for: count it, clip the gradient, change theta (P,) in place."""
        self.t += 1
        if self._clip is not None:
            if self._clipped is None:
                self._clipped = np.empty_like(grad)
            self._clip.apply(grad, self._clipped, self._parts)
            grad = self._clipped
        self.update(theta, grad)

    @abstractmethod
    def update(self, theta: Array, grad: Array) -> None:
        """Change theta (P,) in place by the formula, with `self.rate`; grad (P,) is dJ/dtheta."""

    @property
    def rule(self) -> tuple[str, ...]:
        clip = () if self._clip is None else (self._clip.formula,)
        schedule = () if self._schedule is None else (self._schedule.formula,)
        return (*schedule, *clip, *self.formula)

    def explained(
        self, before: Array, after: Array, grad: Array, earlier: dict[str, Array], index: int
    ) -> tuple[str, ...]:
        lines: list[str] = []
        if self._schedule is not None:
            lines += [self._schedule.numbers(self.learning_rate, self.t - 1)]  # type: ignore[attr-defined]
        if self._clip is not None:
            clipped = np.empty_like(grad)
            self._clip.apply(grad, clipped, self._parts)
            lines += [self._clip.numbers(grad, clipped, index, self._parts)]
            grad = clipped
        return (*lines, *self.numbers(before, after, grad, earlier, index))

    def save_state(self) -> dict[str, Array]:
        return {**super().save_state(), "steps_taken": np.array(self.t)}

    def load_state(self, saved: dict[str, Array]) -> None:
        self.t = int(saved["steps_taken"])
        super().load_state({name: array for name, array in saved.items() if name != "steps_taken"})


def takes_schedule(method: type[Method]) -> bool:
    """Return whether a method has a learning rate that a schedule can change."""
    return issubclass(method, GradientMethod) and any(item.name == "learning_rate" for item in fields(method))


def takes_clip(method: type[Method]) -> bool:
    """Return whether a method follows a gradient that can be clipped."""
    return issubclass(method, GradientMethod)


@dataclass
class SearchMethod(Method):
    """A method that compares losses and keeps the best theta so far, which is never worse than the start.

    Losses of different batches cannot be compared: a search sees all rows, whatever batch was selected.
    """

    group = "search"
    uses_gradient = False
    uses_batches = False

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
            best[...] = comparable(objective.loss(theta))
        self.state["best_before"][...] = best
        return float(best)

    def try_candidates(self, theta: Array, candidates: Array, objective: Objective) -> bool:
        """Move theta (P,) to the best of candidates (m, P) if that is better; return whether it was."""
        if objective.held is not None:
            candidates = candidates.copy()
            candidates[:, objective.held] = theta[objective.held]
        losses = comparable(objective.losses(candidates))
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


def comparable(losses: Array | float) -> Array:
    """Return losses with infinity for what is not a number: worse than any other."""
    return np.where(np.isnan(losses), np.inf, losses)


METHODS: Registry[type[Method]] = Registry("method", "gdviz.methods")
