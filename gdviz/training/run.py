"""One method training one model: step, rewind, change; no thread, so that tests drive it directly."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdviz.core import hyperparameter
from gdviz.core.batching import Batches
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.objective import Evaluator, Objective
from gdviz.core.operations import Array
from gdviz.training.history import History, checkpoint_capacity
from gdviz.training.preparation import Blueprint, Split

INFINITY = float("inf")
MAX_BRANCHES = 8
EXPLAINED_COMPONENTS = 4
SERIES = ("batch_loss", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "evaluations", "seconds")


@dataclass(frozen=True, eq=False)
class Settings:
    """What a step depends on besides theta and the method's state, and what may change while a run goes on."""

    split: Split
    loss: str
    l1: float
    l2: float
    batch_size: int | None
    options: Mapping[str, Any]

    def same_objective(self, other: Settings) -> bool:
        return self.split is other.split and (self.loss, self.l1, self.l2) == (other.loss, other.l1, other.l2)


@dataclass(frozen=True, eq=False)
class StepDetail:
    """The last step, number by number."""

    step: int  # the step that it led to
    loss: float  # of the step's rows, before it
    before: Array
    after: Array
    grad: Array | None  # None for methods that ask for none
    state: Mapping[str, Array]
    rows: Array | None  # the batch; None is every row
    lines: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]  # component, formula, formula with numbers


@dataclass(frozen=True, eq=False)
class Branch:
    """A way that the run did not go on: steps and training losses after the place where it was left."""

    steps: Array
    train_losses: Array
    thetas: Array


@dataclass(frozen=True, eq=False)
class _Entry:
    """From `step` on, `settings` hold; `restarts` if the objective was changed there, which a search notices."""

    step: int
    settings: Settings
    restarts: bool = False


class TrainingRun:
    """A model, a method and everything that happened, exactly repeatable.

    theta_s depends on the start, the seed and the settings with the steps from which they held, and on nothing else.
    `rewind` therefore goes to the nearest checkpoint and repeats the steps from there, to the bit.

    `position` is the step that the model shows, `last_step` how far the run ever came. Between them a step repeats
    what is known; a change of settings there starts a branch: what lay ahead is kept as a pale curve only.

    Raises ValueError where model, method, loss and data don't fit each other.
    """

    def __init__(
        self, blueprint: Blueprint, method: str, settings: Settings, *, seed: int, start: Array | None = None
    ) -> None:
        self.model = blueprint.make()
        self.method = METHODS[method](**settings.options)
        self.seed = seed
        if start is None:
            self.model.initialize(np.random.default_rng(seed))
        else:
            if start.shape != self.model.theta.shape:
                raise ValueError(f"start must have {self.model.theta.size} numbers; got {start.size}")
            self.model.theta[...] = start
        self.position = 0
        self.last_step = 0
        self.finished_at: int | None = None
        self.finish_reason = ""
        self.diverged_at: int | None = None
        self.detail: StepDetail | None = None
        self.branches: list[Branch] = []
        self.seconds = 0.0
        self._clock = time.perf_counter()
        self._earlier_evaluations = 0
        self._timeline = [_Entry(0, settings)]
        self._batch_loss = np.nan
        self._use(settings, None)
        self.method.start(self.objective, seed)
        P = self.model.theta.size
        state = self.method.save_state()
        self.series = History(dict.fromkeys(SERIES, ()), stride=self._worthwhile_stride())
        self.checkpoints = History(
            {"theta": (P,), "evaluations": (), **{f"state {name}": array.shape for name, array in state.items()}},
            checkpoint_capacity(P + sum(array.size for array in state.values())),
        )
        with np.errstate(all="ignore"):
            self._record()

    # -- what is asked of a run ------------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """Return what the next step uses."""
        return self._current

    @property
    def evaluations(self) -> int:
        return self._earlier_evaluations + self.objective.evaluations

    @property
    def steps_per_epoch(self) -> int:
        return self._batches.steps_per_epoch

    @property
    def stopped(self) -> bool:
        """True if no further step can be taken from here."""
        finished = self.finished_at is not None and self.position >= self.finished_at
        return finished or (self.diverged_at is not None and self.position >= self.diverged_at - 1)

    def evaluate(self) -> dict[str, float]:
        """Return losses and accuracies at the present theta; NaN where there are no rows or no classes."""
        train_loss, train_accuracy = self._train.evaluate()
        test_loss, test_accuracy = self._test.evaluate() if self._test is not None else (np.nan, None)
        return {
            "train_loss": float(train_loss),
            "test_loss": float(test_loss),
            "train_accuracy": np.nan if train_accuracy is None else train_accuracy,
            "test_accuracy": np.nan if test_accuracy is None else test_accuracy,
        }

    def advance(self, steps: int = 1, *, detailed: bool = False) -> int:
        """Take up to so many steps; return how many were taken. `detailed` explains the last of them."""
        first, target = self.position, self.position + steps
        with np.errstate(all="ignore"):  # a loss that leaves the numbers is looked for, and is no warning
            self._go(min(target, self.last_step))
            self._clock = time.perf_counter()
            self._go(target - 1 if detailed else target)
            if detailed and self.position == target - 1 and not self.stopped:
                self._explained_step()
            self._stop_clock()
        return self.position - first

    def rewind(self, step: int) -> None:
        """Go to `step` (at most `last_step`), exactly as it was; `detail` tells of the step that led there."""
        step = max(0, min(step, self.last_step))
        before = max(0, step - 1)
        with np.errstate(all="ignore"):
            self._restore(self.checkpoints.place(before))
            self._go(before)
            self.detail = None
            if step > before:
                self._explained_step()

    def change(self, settings: Settings) -> None:
        """Let the next step use other settings; what had been known of the time after is a branch from now on.

        Raises ValueError where the settings don't fit; the run is then as it was.
        """
        old, here = self._current, self.position
        hyperparameter.validated(type(self.method), dict(settings.options))
        restarts = not settings.same_objective(old)
        self._use(settings, old)
        self._forget_ahead()
        restarted = any(entry.restarts for entry in self._timeline if entry.step == here)
        self._timeline = [entry for entry in self._timeline if entry.step < here]
        self._timeline.append(_Entry(here, settings, restarts or restarted))
        if restarts:
            self.method.objective_changed(self.objective, self.seed)
            for history in (self.series, self.checkpoints):
                if history.last_step == here:  # its row told of the old objective
                    history.truncate(here - 1)
                    history.next_due = here
            with np.errstate(all="ignore"):
                self._clock = time.perf_counter()
                self._record()

    # -- steps -----------------------------------------------------------------------------------------------------

    def _go(self, target: int, on_step: Callable[[], None] | None = None) -> None:
        """Take the steps up to `target`, or as far as there are any; `on_step` hears of each before its record."""
        step, theta = self.method.step, self.model.theta
        while self.position < target and not self.stopped:
            stop = self._next_stop(target)
            objective, batches, method, place = self.objective, self._batches, self.method, self.position
            full = batches.batch_size == batches.n
            while place < stop:
                if not full:
                    objective.select(batches.indices(place))
                loss = step(theta, objective)
                if not loss < INFINITY:
                    self._diverge(place)
                    return
                place += 1
                if method.finished:
                    break
            self.position, self._batch_loss = place, loss
            if on_step is not None:
                on_step()
            if method.finished and self.finished_at is None:
                self.finished_at, self.finish_reason = place, method.finished
            if place > self.last_step:
                self.last_step = place
                self._record()
            else:
                self._cross_changes()

    def _explained_step(self) -> None:
        method, objective = self.method, self.objective
        before, earlier = self.model.theta.copy(), method.save_state()
        rows = self._batches.indices(self.position)
        place = self.position
        self.detail = None

        def explain() -> None:
            after = self.model.theta.copy()
            grad = objective.grad.copy() if method.uses_gradient else None
            slopes = np.full_like(before, np.nan) if grad is None else grad
            names = self.model.component_names[:EXPLAINED_COMPONENTS]
            lines = tuple(
                (
                    name,
                    tuple(line.replace("{w}", name) for line in method.formula),
                    method.numbers(before, after, slopes, earlier, i),
                )
                for i, name in enumerate(names)
            )
            self.detail = StepDetail(place + 1, self._batch_loss, before, after, grad, method.save_state(), rows, lines)

        self._go(place + 1, explain)

    def _next_stop(self, target: int) -> int:
        """Return the next step at which something is to be done: a row, a change of settings, the target."""
        if self.position < self.last_step:
            stop = min(target, self.last_step)
            return min([stop, *(e.step for e in self._timeline if self.position < e.step)])
        due = min(self.series.next_due, self.checkpoints.next_due)
        return min(target, max(self.position + 1, due))

    def _diverge(self, place: int) -> None:
        """theta_place has no finite loss: go back to the last picture that has one."""
        self.diverged_at = max(1, place)
        self.last_step = self.diverged_at - 1
        self.series.truncate(self.last_step)
        self.checkpoints.truncate(self.last_step)
        self._restore(self.checkpoints.length - 1)
        self._go(self.last_step)

    def _record(self) -> None:
        """Write down what is due at this step; a start without a finite loss is written down as it is."""
        here = self.position
        if here < self.series.next_due and here < self.checkpoints.next_due:
            return
        self._stop_clock()
        figures = self.evaluate()
        if here and not figures["train_loss"] < INFINITY:
            self._diverge(here)
        if here == self.position and here >= self.series.next_due:
            self.series.append(
                here,
                {"batch_loss": self._batch_loss, "evaluations": self.evaluations, "seconds": self.seconds, **figures},
            )
        if here == self.position and here >= self.checkpoints.next_due:
            state = {f"state {name}": array for name, array in self.method.state.items()}
            self.checkpoints.append(here, {"theta": self.model.theta, "evaluations": self.evaluations, **state})
        self._clock = time.perf_counter()

    def _stop_clock(self) -> None:
        """Add what the steps took; the time that recording them takes is not the method's."""
        self.seconds += time.perf_counter() - self._clock

    def _worthwhile_stride(self) -> int:
        """Return a power of two such that recording, which sees all rows, costs about as much as the steps between."""
        split, batch = self._current.split, self._batches.batch_size
        rows = len(split.X_train) + len(split.X_test)
        return 1 if batch == self._batches.n else 2 ** max(0, round(np.log2(rows / batch)))

    # -- going back and changing -----------------------------------------------------------------------------------

    def _cross_changes(self) -> None:
        """Repeat the change of settings that was made at this step, if there was one."""
        for entry in self._timeline:
            if entry.step == self.position > 0:
                self._use(entry.settings, self._current)
                if entry.restarts:
                    self.method.objective_changed(self.objective, self.seed)

    def _restore(self, place: int) -> None:
        """Go to a checkpoint: what it holds was saved after any change of settings at its step."""
        row = self.checkpoints.row(place)
        self.position = int(self.checkpoints.steps[place])
        self._use([e.settings for e in self._timeline if e.step <= self.position][-1], self._current)
        self.model.theta[...] = row["theta"]
        self.method.load_state(
            {name.removeprefix("state "): array for name, array in row.items() if name.startswith("state ")}
        )
        self._earlier_evaluations = int(row["evaluations"]) - self.objective.evaluations

    def _forget_ahead(self) -> None:
        here = self.position
        self.finished_at, self.finish_reason, self.diverged_at = None, "", None
        if here == self.last_step:
            return
        ahead, path = self.series.steps >= here, self.checkpoints.steps >= here
        self.branches.append(
            Branch(
                self.series.steps[ahead],
                self.series.view("train_loss")[ahead],
                self.checkpoints.view("theta")[path],
            )
        )
        del self.branches[:-MAX_BRANCHES]
        self.series.truncate(here)
        self.checkpoints.truncate(here)
        self.last_step = here
        self.seconds = float(self.series.view("seconds")[-1])

    def _use(self, settings: Settings, old: Settings | None) -> None:
        split = settings.split
        if old is None or not settings.same_objective(old):
            loss = LOSSES[settings.loss]()
            objective = Objective(self.model, loss, split.X_train, split.y_train, l1=settings.l1, l2=settings.l2)
            if old is not None:
                self._earlier_evaluations = self.evaluations
            self.objective = objective
            self._train = Evaluator(self.model, loss, split.X_train, split.y_train)
            self._test = Evaluator(self.model, loss, split.X_test, split.y_test) if len(split.X_test) else None
            old = None
        if old is None or old.batch_size != settings.batch_size:
            self._batches = Batches(len(split.X_train), settings.batch_size, self.seed)
            self.objective.select(None)
        for name, value in hyperparameter.validated(type(self.method), dict(settings.options)).items():
            setattr(self.method, name, value)
        self.method.finished = ""
        self._current = settings
