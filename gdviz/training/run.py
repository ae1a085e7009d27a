"""One method training one model: step, rewind, change; no thread, so that tests drive it directly."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from gdviz.core.operations import Array
from gdviz.training.bench import Bench, Watch
from gdviz.training.clock import seconds_worked
from gdviz.training.detail import EXPLAINED_COMPONENTS, StepDetail, rule_with_numbers
from gdviz.training.early_stopping import REASON, EarlyStop, EarlyStopping
from gdviz.training.preparation import Blueprint
from gdviz.training.record import Record
from gdviz.training.settings import Settings, Timeline
from gdviz.training.stepper import INFINITY, Stepper

MOST_CHANGES = 8192  # of settings and points: at some 2 KB each, the older ones are given up
REPEATED_STEPS = 64  # so many steps of a replay are taken before somebody may interrupt it


class TrainingRun(Stepper):
    """A stepper that remembers everything that happened, exactly repeatable.

    theta_s depends on the start, the seed and the settings with the steps from which they held, and on nothing else.
    `rewind` therefore goes to the nearest checkpoint and repeats the steps from there, to the bit.

    `position` is the step that the model shows, `last_step` how far the run ever came. Between them a step repeats
    what is known; a change of settings there starts a branch: what lay ahead is kept as a pale curve only.

    After very many changes the oldest are forgotten: the series and the way stay whole, but no way leads back behind
    `first_step` any more.

    A step that `watch` interrupts, or in which the method fails, leaves the run at its last checkpoint, whole.

    Raises ValueError where model, method, loss and data don't fit each other.
    """

    def __init__(
        self,
        blueprint: Blueprint,
        method: str,
        settings: Settings,
        *,
        seed: int,
        start: Array | None = None,
        watch: Watch | None = None,
    ) -> None:
        super().__init__(blueprint, method, settings, seed=seed, start=start, watch=watch)
        self.last_step = 0
        self.finished_at: int | None = None
        self.finish_reason = ""
        self.diverged_at: int | None = None
        explained = min(EXPLAINED_COMPONENTS, self.model.trained.size)
        self._names = self.model.component_names[:explained]
        self._seconds = 0.0
        self._timeline = Timeline(self.settings)
        self.early = EarlyStopping(self._timeline)
        with np.errstate(all="ignore"):
            if self.method.finished:
                self.finished_at, self.finish_reason = 0, self.method.finished
            self.record = Record(self.model.theta, self.method, self._bench.worthwhile_stride)
            self._write_down()

    # -- what is asked of a run ------------------------------------------------------------------------------------

    @property
    def seconds(self) -> float:
        """Return how long the steps to `position` worked when they were first taken, recording not counted."""
        if self.position == self.last_step:
            return self._seconds
        return self.record.seconds(self.position)

    @property
    def first_step(self) -> int:
        """Return the first step to which `rewind` leads."""
        return self._timeline.known_from

    @property
    def epoch(self) -> float:
        """Return how many times the rows have been seen, over all changes of the batch size."""
        return self._timeline.epoch(self.position)

    @property
    def stopped(self) -> bool:
        """True if no further step is to be taken from here."""
        return self._ended or self.position == self.early.returned_to

    @property
    def _ended(self) -> bool:
        """True if there is nothing after this step."""
        finished = self.finished_at is not None and self.position >= self.finished_at
        return finished or (self.diverged_at is not None and self.position >= self.diverged_at - 1)

    @property
    def early_stop(self) -> EarlyStop | None:
        """Return where the run was stopped early and which step it went back to; None if it was not."""
        return self.early.story(self.finished_at)

    @property
    def explained(self) -> bool:
        """True if `detail` tells of the step that led to `position`, or no step did."""
        return self.position == 0 or (self.detail is not None and self.detail.step == self.position)

    def advance(self, steps: int = 1, *, detailed: bool = False) -> int:
        """Take up to so many steps; return how many were taken. `detailed` explains the last of them."""
        first, target = self.position, self.position + steps
        best = self.early.returned_to
        if best is not None and first <= best:
            target = min(target, best)
        runs = self.finished_at is None
        with np.errstate(all="ignore"):  # a loss that leaves the numbers is looked for, and is no warning
            self._go(target - 1 if detailed else target)
            if detailed and self.position == target - 1:
                self._explained_step()
            if runs and self.finish_reason == REASON:
                self._return_to_the_best()
            if self.stopped and not self.explained:
                self._show(self.position)
        return max(0, self.position - first)

    def rewind(self, step: int) -> None:
        """Go to `step` (at most `last_step`), exactly as it was; `detail` tells of the step that led there."""
        if step > self.last_step and self.early.returned_to is not None:
            step = self.early.returned_to  # others of a race went further: this one has its result
        with np.errstate(all="ignore"):
            self._show(max(0, min(step, self.last_step)))

    def change(self, settings: Settings) -> None:
        """Let the next step use other settings; what had been known of the time after is a branch from now on.

        Raises ValueError where the settings don't fit; the run is then as it was.
        """
        self.adopt(self.bench_for(settings))

    def adopt(self, bench: Bench) -> None:
        """Work with the settings of `bench` from the next step on."""
        if bench.settings.same(self.settings) and self._timeline.next_change(self.position) is None:
            return  # they hold already, and were to hold
        here, restarts = self.position, bench.settings.starts_anew(self.settings, type(self.method))
        self._forget_ahead()
        self._timeline.change(here, bench.settings, restarts)
        self._forget_old()
        self._work_with(bench, restarts)
        self.record.series.coarsen(self._bench.worthwhile_stride)
        if restarts:
            self._write_down_anew()  # what was written told of the old objective

    def edit(self, edits: Mapping[int, float]) -> None:
        """Set parameters by hand, by their places in theta; what had been known of the time after is a branch.

        Raises ValueError for a place that theta does not have, or a value that is no number.
        """
        self._set(edits)
        here = self.position
        self._forget_ahead()
        self._timeline.change(here, self.settings, True, tuple(edits.items()))
        self._forget_old()
        self._work_with(self._bench, restarts=True)
        self._write_down_anew()  # what was written told of the parameters as they were

    # -- steps -----------------------------------------------------------------------------------------------------

    def _go(self, target: int, on_step: Callable[[], None] | None = None) -> None:
        """Take the steps up to `target`, or as far as there are any; `on_step` hears of each stretch of them."""
        try:
            while self.position < target and not self._ended:
                if self._watch is not None:
                    self._watch()
                self._stretch(self._next_stop(target), on_step)
        except BaseException:
            self._restore(self.record.checkpoints.place(self.position))  # theta may be half changed
            raise

    def _next_stop(self, target: int) -> int:
        """Return the next step at which something is to be done: a row, a change of settings, the target."""
        if self.position < self.last_step:
            change = self._timeline.next_change(self.position)
            return min(target, self.last_step, target if change is None else change, self.position + REPEATED_STEPS)
        due = self.record.next_due
        if self.early.watches(self.settings):
            due = min(due, self._timeline.next_epoch_end(self.position))
        return min(target, max(self.position + 1, due))

    def _stretch(self, stop: int, on_step: Callable[[], None] | None) -> None:
        """Take the steps up to `stop`, with nothing else to be done between them; then what is to be done there."""
        began = seconds_worked()
        if not self._work(stop):
            self._diverge(self.position)
            return
        spent, place, method = seconds_worked() - began, self.position, self.method
        if on_step is not None:
            on_step()
        if place <= self.last_step:
            self._repeat_change()
            return
        self._seconds += spent
        self.last_step = place
        if method.finished:
            self.finished_at, self.finish_reason = place, method.finished
        self._write_down()
        if self.finished_at is None and self.position == place:
            self._look_at_held_out()

    def _explained_step(self) -> None:
        """Take one step and tell of it."""
        method, objective, place = self.method, self._bench.objective, self.position
        before, earlier, rows = objective.theta.copy(), method.save_state(), self._bench.batches.indices(place)

        def explain() -> None:  # before a change of settings at the next step hides with which numbers it was taken
            after, grad = objective.theta.copy(), objective.grad.copy() if method.uses_gradient else None
            lines = rule_with_numbers(method, self._names, before, after, grad, earlier)
            self.detail = StepDetail(place + 1, self._batch_loss, before, after, grad, method.save_state(), rows, lines)

        self._go(place + 1, explain)

    def _look_at_held_out(self) -> None:
        """At the end of an epoch: finish if the held-out loss has not fallen for as many as there is patience."""
        here, patience = self.position, self.settings.patience
        if not self.early.watches(self.settings) or not self._timeline.is_epoch_end(here):
            return
        if self.early.gives_up(here, self.evaluate()["test_loss"], patience):
            self.finished_at, self.finish_reason = here, REASON

    def _return_to_the_best(self) -> None:
        best = self.early.best(self.position)
        if best is not None:
            self.early.returned_to = best
            self._show(best)

    def _diverge(self, place: int) -> None:
        """theta_place has no finite loss: go back to the last picture that has one."""
        self.diverged_at = max(1, place)
        self.last_step = max(self.diverged_at - 1, self.first_step)
        self.record.truncate(self.last_step)
        self.early.held_out.truncate(self.last_step)
        self._show(self.last_step)

    def _write_down(self) -> None:
        """Record what is due at this step; a start without a finite loss is recorded as it is."""
        here, record = self.position, self.record
        if here >= record.checkpoints.next_due:
            record.checkpoints.save(here, self.model.theta, self.method, self.evaluations)
        if here >= record.series.next_due:
            figures = self.evaluate()
            if here and not figures["train_loss"] < INFINITY:
                self._diverge(here)
                return
            counts = {"batch_loss": self._batch_loss, "evaluations": self.evaluations, "seconds": self._seconds}
            record.series.append(here, {**counts, **figures})

    def _write_down_anew(self) -> None:
        self.record.reopen(self.position)
        with np.errstate(all="ignore"):
            self._write_down()

    # -- going back and changing -----------------------------------------------------------------------------------

    def _show(self, step: int) -> None:
        """Go to `step` by way of the step before it, to tell of the one that leads there."""
        step = max(step, self.first_step)
        before = max(self.first_step, step - 1)
        self._restore(self.record.checkpoints.place(before))
        self._go(before)
        if step > before:
            self._explained_step()

    def _restore(self, place: int) -> None:
        """Go to a checkpoint: what it holds was saved after any change of settings at its step."""
        checkpoints = self.record.checkpoints
        self._load(checkpoints, place, self._timeline.at(int(checkpoints.steps[place])))

    def _repeat_change(self) -> None:
        """Change the settings as they were changed at this step, if they were."""
        change = self._timeline.change_at(self.position)
        if change is not None:
            if change.edits:
                self._set(dict(change.edits))
            self._work_with(self._bench_of(change.settings, self._bench), change.restarts)

    def _forget_ahead(self) -> None:
        """Keep what is known of the time after `position` as a branch, and as nothing else."""
        here = self.position
        self.finished_at, self.finish_reason, self.diverged_at = None, "", None
        self.early.forget(here)
        if here == self.last_step:
            return
        self._seconds = self.seconds
        self.record.branch_off(here)
        self.last_step = here

    def _forget_old(self) -> None:
        """Give up going back behind the oldest of very many changes, up to a checkpoint."""
        if len(self._timeline) <= MOST_CHANGES:
            return
        wanted = self._timeline.entries[MOST_CHANGES // 4].step
        horizon = self.record.checkpoint_by(wanted, self.first_step, self.position)
        if horizon is not None:
            self._timeline.forget(horizon)
            self.record.checkpoints.pinned = horizon
