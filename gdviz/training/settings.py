"""What a step depends on besides theta and the method's state, and from which step on it held."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gdviz.core import hyperparameter
from gdviz.core.batching import steps_per_epoch
from gdviz.core.methods import Method
from gdviz.core.methods.base import GradientMethod
from gdviz.training.split import Split
from gdviz.training.step_rules import CONSTANT, UNCLIPPED, ClipChoice, ScheduleChoice


@dataclass(frozen=True, eq=False)
class Settings:
    """What may change while a run goes on: rows, loss, penalties, batch size, and all that is chosen of the method."""

    split: Split
    loss: str
    l1: float
    l2: float
    batch_size: int | None
    options: Mapping[str, Any]
    schedule: ScheduleChoice = CONSTANT
    clip: ClipChoice = UNCLIPPED
    frozen: tuple[int, ...] = ()  # places in theta that no step moves
    patience: int = 0  # epochs without a lower held-out loss after which a run stops; 0 never stops it
    sum_up: bool = True  # whether rows are summed up once where the loss allows it: see `Objective`

    def same_objective(self, other: Settings) -> bool:
        own, theirs = (self.loss, self.l1, self.l2, self.sum_up), (other.loss, other.l1, other.l2, other.sum_up)
        return self.split.same(other.split) and own == theirs

    def same(self, other: Settings) -> bool:
        """Return whether a step would be the same."""
        own = (self.batch_size, self.options, self.schedule, self.clip, self.frozen, self.patience)
        theirs = (other.batch_size, other.options, other.schedule, other.clip, other.frozen, other.patience)
        return self.same_objective(other) and own == theirs

    def starts_anew(self, other: Settings, method: type[Method]) -> bool:
        """Return whether `method`, if it remembers losses or a place on a grid, has to forget them after `other`."""
        lasting = [item.name for item in hyperparameter.hyperparameters(method) if item.restarts]
        if self.frozen != other.frozen or not self.same_objective(other):
            return True
        return any(self.options[name] != other.options[name] for name in lasting)

    def complete(self, method: type[Method]) -> Settings:
        """Return the settings with a value for each hyperparameter of `method`: what is not named has its default.

        Raises ValueError for a name or a value that `method` does not take.
        """
        options = {item.name: item.default for item in hyperparameter.hyperparameters(method)}
        try:
            options.update(hyperparameter.validated(method, dict(self.options)))
        except TypeError as error:
            raise ValueError(str(error)) from error
        return dataclasses.replace(self, options=options)

    def equip(self, method: Method) -> None:
        """Give `method` its hyperparameters, schedule and clip; the settings are complete."""
        for name, value in self.options.items():
            setattr(method, name, value)
        if isinstance(method, GradientMethod):
            method.schedule, method.clip = self.schedule.make(), self.clip.make()

    @property
    def steps_per_epoch(self) -> int:
        return steps_per_epoch(len(self.split.X_train), self.batch_size)


@dataclass(frozen=True, eq=False)
class Entry:
    """From `step` on, `settings` hold; `restarts` if the objective was changed there, which a search notices.

    `edits` are parameters that were set by hand there: their places in theta, and their values.
    """

    step: int
    settings: Settings
    restarts: bool
    epoch: float  # how many times the rows had been seen until then
    edits: tuple[tuple[int, float], ...] = ()


class Timeline:
    """The settings of a run up to its last change: those at a step are those set last. Very old ones are forgotten."""

    def __init__(self, settings: Settings) -> None:
        self._entries = [Entry(0, settings, False, 0.0)]

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return every change, the first settings included."""
        return tuple(self._entries)

    @entries.setter
    def entries(self, entries: tuple[Entry, ...]) -> None:
        self._entries = list(entries)

    @property
    def known_from(self) -> int:
        """Return the first step whose settings are known: 0, or that before which all was forgotten."""
        return self._entries[0].step

    def forget(self, step: int) -> None:
        """Forget which settings held before `step`."""
        kept = self._entries[bisect_right(self._entries, step, key=_step) :]
        self._entries = [Entry(step, self.at(step), False, self.epoch(step)), *kept]

    def at(self, step: int) -> Settings:
        """Return what the step after `step` uses."""
        return self._entry_at(step).settings

    def change_at(self, step: int) -> Entry | None:
        """Return the change that was made exactly at `step`, if one was."""
        entry = self._entry_at(step)
        return entry if entry.step == step > 0 else None

    def next_change(self, step: int) -> int | None:
        """Return the first step after `step` at which something was changed."""
        place = bisect_right(self._entries, step, key=_step)
        return self._entries[place].step if place < len(self._entries) else None

    def epoch(self, step: int) -> float:
        """Return how many times a run at `step` has seen its rows."""
        entry = self._entry_at(step)
        return entry.epoch + (step - entry.step) / entry.settings.steps_per_epoch

    def next_epoch_end(self, step: int) -> int:
        """Return the first step after `step` at which all rows have been seen once more since the last change."""
        entry = self._entry_at(step)
        per = entry.settings.steps_per_epoch
        return entry.step + ((step - entry.step) // per + 1) * per

    def is_epoch_end(self, step: int) -> bool:
        """Return whether `step` is such a step, after which nothing has been changed yet."""
        return step > 0 and self.next_epoch_end(step - 1) == step

    def watched_since(self, step: int) -> int:
        """Return from which step on held-out losses up to `step` can be compared: watched, and of one objective."""
        place = bisect_right(self._entries, step, key=_step) - 1
        while place > 0 and not self._entries[place].restarts and self._entries[place - 1].settings.patience:
            place -= 1
        return self._entries[place].step

    def change(self, step: int, settings: Settings, restarts: bool, edits: tuple[tuple[int, float], ...] = ()) -> None:
        """Let `settings` hold from `step` on, instead of all that was to hold from there; `edits` join those there."""
        epoch, place = self.epoch(step), bisect_left(self._entries, step, key=_step)
        # several changes at one step are one, and a search that had to start anew for any of them has to for all
        restarts = restarts or any(entry.restarts for entry in self._entries[place:] if entry.step == step)
        there = next((entry.edits for entry in self._entries[place:] if entry.step == step), ())
        self._entries[place:] = [Entry(step, settings, restarts, epoch, tuple({**dict(there), **dict(edits)}.items()))]
        if place:
            self._entries[place - 1].settings.split.pack(settings.split)

    def _entry_at(self, step: int) -> Entry:
        return self._entries[max(0, bisect_right(self._entries, step, key=_step) - 1)]


def _step(entry: Entry) -> int:
    return entry.step
