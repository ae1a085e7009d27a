"""The session: the one face of all that can be chosen, edited, trained and looked at."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Slot

from gdviz.core.datasets import Dataset
from gdviz.session import choices, edits, explain
from gdviz.session.document import Document
from gdviz.session.explain import Message
from gdviz.session.hub import Hub
from gdviz.session.remarks import remark
from gdviz.training import commands
from gdviz.training.experiment import MAX_METHODS, OWN_DATA, Experiment
from gdviz.training.session_values import SavedSession
from gdviz.training.trainer import AnyTrainer

DEFAULT_PACE = 20.0  # steps a second


class Session(Hub):
    """What people can do: play and step, choose and edit, take back, open and keep.

    Widgets connect to the session alone. They change things by its methods and learn of it by the hub's signals.
    """

    def __init__(
        self, experiment: Experiment | None = None, parent: QObject | None = None, trainer: AnyTrainer | None = None
    ) -> None:
        super().__init__(experiment, parent, trainer)
        self._pace = DEFAULT_PACE
        self._aim = (0, 0)  # the last command that says where to be, and that step
        self._post(commands.Pace(self._pace))
        self.reset()

    # -- time ------------------------------------------------------------------------------------------------------

    @Slot()
    def play(self) -> None:
        if self.ready:
            remark_ = remark(self.experiment, self.split, self.dataset.task == "classification", self.view.shown_key)
            self.message.emit(explain.no_further(self.snapshot) or remark_ or Message(""))
            self._post(commands.Play())

    @Slot()
    def pause(self) -> None:
        self._post(commands.Pause())

    @Slot()
    def toggle(self) -> None:
        if self.playing:
            self.pause()
        else:
            self.play()

    def step(self, count: int = 1) -> None:
        """Take steps forward, or go back where `count` is negative."""
        if count > 0:
            end = explain.no_further(self.snapshot)
            if end is not None:
                self.message.emit(end)
            self._go(commands.Step(count), self._here + count)
        elif self.snapshot is not None:
            self.scrub(max(0, self._here + count))

    def step_epochs(self, count: int = 1) -> None:
        """Go forward or back to the next epoch's border of the shown method."""
        lane = self.shown
        if lane is None or self.snapshot is None or self.split is None:
            return
        batch = self.experiment.method(lane.key).batch_size
        per = 1 if batch is None else max(1, math.ceil(len(self.split.X_train) / batch))
        here = self._here
        target = (here // per + count) * per if count > 0 else (math.ceil(here / per) + count) * per
        self.step(target - here)

    def scrub(self, step: int) -> None:
        """Show the race at `step`, paused."""
        self._go(commands.Rewind(step), step)

    @property
    def _here(self) -> int:
        """The step that the race is on its way to: keys come faster than what they do is shown."""
        command, step = self._aim
        return step if command > self._acknowledged or self.snapshot is None else self.snapshot.step

    def _go(self, command: commands.Step | commands.Rewind, step: int) -> None:
        self._post(command)
        self._aim = (self._conductor.posted, step)

    @Slot()
    def reset(self) -> None:
        """Go back to step 0 and forget what came after, with the same start."""
        self._begin(self._documents.restart())

    @Slot()
    def reset_new_start(self) -> None:
        """Draw another start; undo brings the old one back."""
        seed = self.experiment.seed + 1
        self.set_experiment(self.tr("New start"), seed=seed, start=None)

    @property
    def pace(self) -> float:
        return self._pace

    def set_pace(self, steps_per_second: float) -> None:
        """Take so many steps a second; infinity is as fast as the machine can."""
        self._pace = steps_per_second
        self._post(commands.Pace(steps_per_second))

    # -- choices ---------------------------------------------------------------------------------------------------

    def set_experiment(self, label: str, merge: str | None = None, **changes: Any) -> bool:
        """Change fields of the experiment; return False, with a message, where they don't fit."""
        return self._change(label, lambda old: choices.with_experiment(old, **changes), merge)

    def set_data(self, label: str, merge: str | None = None, **changes: Any) -> bool:
        """Change fields of the data choice and generate where that asks for it."""
        return self._change(label, lambda old: choices.with_data(old, **changes), merge, "source" in changes)

    def set_method(self, label: str, key: int, merge: str | None = None, **changes: Any) -> bool:
        """Change fields of one method."""
        return self._change(label, lambda old: choices.with_method(old, key, **changes), merge)

    def add_method(self, name: str) -> bool:
        """Add a method to the race in the first free colour; it catches up from the common start."""
        if len(self.experiment.methods) >= MAX_METHODS:
            self.say(self.tr("A race has at most %n methods: remove one first.", "", MAX_METHODS), "warning")
            return False
        return self._change(self.tr("Add method"), lambda old: choices.with_another_method(old, name))

    def remove_method(self, key: int) -> bool:
        """Take a method out of the race; return False for the last one, which stays."""
        if len(self.experiment.methods) == 1:
            return False
        return self._change(self.tr("Remove method"), lambda old: choices.without_method(old, key))

    def freeze(self, label: str, index: int, held: bool) -> bool:
        """Hold a parameter still in every model of the race, or let it go again."""
        return self._change(label, lambda old: choices.with_held(old, index, held))

    def edit_points(self, label: str, dataset: Dataset, merge: str | None = None) -> bool:
        """Take over points that were drawn, moved or deleted; the running model sees them at once."""
        return self._change(label, lambda old: choices.with_points(old, dataset), merge)

    def draw_anew(self, label: str, merge: str | None = None, **changes: Any) -> bool:
        """Change options of the data set that edited points come from: fresh ones take their place."""
        origin = self.origin
        if origin is None or self.experiment.data.source != OWN_DATA:
            return self.set_data(label, merge, **changes)
        drawn = self._change(label, lambda old: choices.with_fresh_points(old, origin, **changes), merge)
        if drawn:
            self.say(self.tr("This has replaced your edits of the points; undo brings them back."))
        return drawn

    @Slot()
    def new_sample(self) -> None:
        """Draw the points with another seed; undo brings the old ones back."""
        if self.origin is None:
            self.say(self.tr("These points were drawn or imported: there is nothing to draw anew."))
        else:
            self.draw_anew(self.tr("New sample"), seed=self.origin.seed + 1)

    @Slot()
    def select_all(self) -> None:
        """Select every point."""
        self.tools.select(np.arange(self.dataset.n))

    def delete_selection(self) -> None:
        """Delete the selected points."""
        rows = self.tools.selection
        if len(rows):
            self.tools.select(np.empty(0, np.int64))
            self.edit_points(self.tr("Delete points"), edits.delete(self.dataset, rows))

    def clear_points(self) -> None:
        """Delete all points."""
        if self.dataset.n:
            self.edit_points(self.tr("Clear"), edits.delete(self.dataset, np.arange(self.dataset.n)))

    def take_data(self, label: str, dataset: Dataset) -> bool:
        """Take over an imported data set, with a model that suits it."""
        return self._change(label, lambda old: choices.with_table(old, dataset), restart=True)

    def open_experiment(self, label: str, experiment: Experiment, dataset: Dataset | None = None) -> bool:
        """Take over a whole experiment, such as a lesson's; without a data set it is generated."""
        return self._change(label, lambda old: choices.opened(old, experiment, dataset), restart=True, anew=True)

    def set_parameter(self, label: str, index: int, value: float, merge: str | None = None) -> bool:
        """Set a parameter of the shown model by hand; it acts on the running model, from this moment on."""
        return self.set_parameters(label, {index: value}, merge)

    def set_parameters(self, label: str, values: Mapping[int, float], merge: str | None = None) -> bool:
        """Set several parameters of the shown model by hand, in one go."""
        lane = self.shown
        if lane is None or not all(
            0 <= index < lane.theta.size and math.isfinite(value) for index, value in values.items()
        ):
            return False
        tweaks = choices.tweaks(lane, values)
        if tweaks:
            document = self.document.with_tweaks(tweaks, self._documents.joins(merge))
            self._follow(self._documents.push(label, document, merge))
        return True

    def undo(self) -> None:
        self._follow(self._documents.undo())

    def redo(self) -> None:
        self._follow(self._documents.redo())

    def _change(self, label: str, make: Callable[[Document], Document], merge: str | None = None,
                restart: bool = False, anew: bool = False) -> bool:  # fmt: skip
        """Make the next document, with undo; return False, with a message and all as it was, where it can't be.

        What is looked at `anew` has all methods and the usual plane.
        """
        old = self.document
        try:
            new, restart = self._documents.made(make, self.preparation, restart=restart)
        except (ValueError, TypeError) as error:
            self.say(explain.sentence(str(error)), "error")
            return False
        if anew:
            self.view.look_anew()
        if new.dataset is not old.dataset or new.experiment != old.experiment:
            self._follow(self._documents.push(label, new, merge, restart=restart))
        return True

    # -- files -----------------------------------------------------------------------------------------------------

    def keep(self, ticket: Any = None) -> None:
        """Ask for all that a session file holds of this moment; `kept` brings it with the ticket."""
        self._post(commands.Freeze((self.document, self.course, ticket)))

    def open_saved(self, label: str, saved: SavedSession) -> None:
        """Take over a session that was saved, with its race where it stood; undo brings the present one back."""
        self.view.look_anew()
        self._follow(self._documents.open_saved(label, saved))
