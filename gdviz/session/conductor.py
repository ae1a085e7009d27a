"""Keeps the race that the trainer runs in line with the document."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gdviz.core.operations import Array
from gdviz.session import explain
from gdviz.session.document import Document, edits_between
from gdviz.session.fitting import is_direct
from gdviz.session.maps import objective_of
from gdviz.training import commands
from gdviz.training.build import all_settings, entrant_of, prepare, settings_of, split_of
from gdviz.training.commands import Command
from gdviz.training.experiment import MethodChoice
from gdviz.training.freezing import RaceState
from gdviz.training.preparation import Blueprint, Preparation, Split
from gdviz.training.session_values import SavedSession
from gdviz.training.settings import Settings
from gdviz.training.trainer import KEPT_RACES, AnyTrainer


@dataclass(frozen=True, eq=False)
class Course:
    """What is known of a race: its data as the model sees them, and what the loss surface is like.

    `stability_limit` is 2 / lambda_max for gradient descent, `closed_form` the minimum (P,), each where there is one.
    """

    number: int
    document: Document
    preparation: Preparation
    split: Split
    blueprint: Blueprint
    stability_limit: float | None = None
    closed_form: Array | None = None

    @property
    def settings(self) -> Settings:
        """Return the settings of the first method: what the loss surface is drawn for."""
        experiment = self.document.experiment
        return settings_of(experiment, experiment.methods[0], self.split)


def must_restart(old: Document, new: Document) -> bool:
    """True if a running model can't take the change over: other inputs, another model, another start."""
    a, b = old.experiment, new.experiment
    shapes = [(d.dataset.task, d.dataset.n_features, d.dataset.n_classes) for d in (old, new)]
    models = (a.model, b.model)
    if is_direct(a) and is_direct(b):  # solved anew, with whatever options
        models = (replace(a.model, options={}), replace(b.model, options={}))
    return (
        shapes[0] != shapes[1]
        or (models[0], a.seed, a.start) != (models[1], b.seed, b.start)
        or (a.data.transform_x, a.data.transform_y, a.data.features)
        != (b.data.transform_x, b.data.transform_y, b.data.features)
    )


def saved_session(document: Document, course: Course | None, race: RaceState | None) -> SavedSession:
    """Return what a file keeps of a document and its race."""
    if course is None or race is None:
        return SavedSession(document.experiment, document.dataset)
    return SavedSession(document.experiment, document.dataset, course.preparation, course.split, race)


class Conductor:
    """Starts, changes and resumes races; `course` tells of the present one, None while there is nothing to train on."""

    def __init__(self, trainer: AnyTrainer) -> None:
        self.trainer = trainer
        self.course: Course | None = None
        self.posted = 0
        self._last_number = 0
        self._left: dict[int, Course] = {}  # the races that the trainer still keeps, oldest first

    def post(self, command: Command) -> None:
        self.posted = self.trainer.post(command)

    def restart(self, document: Document) -> Course:
        """Begin a new race; raises ValueError where there is none to begin, and then there is none."""
        self._leave()
        self._last_number += 1
        preparation, split, spec = prepare(document.experiment, document.dataset, self._last_number)
        self.post(commands.Start(spec))
        return self._take(Course(spec.number, document.with_race(spec.number), preparation, split, spec.blueprint))

    def change(self, document: Document) -> Course:
        """Let the running race go on with the settings of `document`; raises ValueError without training rows.

        A model that its data determine is solved anew where they are others: that is another race.
        """
        course = self.course
        assert course is not None
        old, new = course.document.experiment, document.experiment
        others = document.dataset is not course.document.dataset or old.data != new.data
        if is_direct(new) and (others or old.model != new.model):
            return self.restart(document)
        split = course.split
        if others:
            split = split_of(new, course.preparation, document.dataset)
            if not len(split.X_train):
                raise ValueError("there are no training points left: add some, or raise the train share")
        running, wanted = _active(course.document), _active(document)
        stay = [key for key in wanted if key in running and running[key].name == wanted[key].name]
        for key in running.keys() - set(stay):
            self.post(commands.Leave(course.number, key))
        everything = all_settings(new, split)
        objectives = [(e.loss, e.l1, e.l2, e.frozen, e.patience, e.sum_up) for e in (old, new)]
        touched = not split.same(course.split) or objectives[0] != objectives[1]
        changed = {key: everything[key] for key in stay if touched or _differ(running[key], wanted[key])}
        if changed:
            self.post(commands.Change(course.number, changed))
        for key, edits in edits_between(course.document, document).items():
            if key in stay:
                self.post(commands.Edit(course.number, key, edits))
        for key in wanted.keys() - set(stay):
            self.post(commands.Enter(course.number, entrant_of(new, wanted[key], split)))
        return self._take(replace(course, document=document.with_race(course.number), split=split), learn=touched)

    def thaw(self, document: Document, saved: SavedSession) -> Course:
        """Go on with the race of a saved session, paused where it stood; raises ValueError where there is none."""
        if saved.race is None or saved.preparation is None or saved.split is None:
            raise ValueError("the session holds no race")
        self._leave()
        self._last_number += 1
        number = self._last_number
        self.post(commands.Thaw(number, saved.race))
        return self._take(
            Course(number, document.with_race(number), saved.preparation, saved.split, saved.race.blueprint)
        )

    def can_resume(self, number: int) -> bool:
        return number in self._left

    def resume(self, document: Document) -> Course:
        """Bring an abandoned race back as far as it had come, with the settings of `document`."""
        course = self._left.pop(document.race)
        self._leave()
        self.post(commands.Resume(course.number))
        self._take(course, learn=False)
        return self.change(document)

    def lost(self) -> None:
        """Know no race any more: the trainer has lost them all."""
        self.course = None
        self._left.clear()

    def _leave(self) -> None:
        if self.course is not None:
            self._left[self.course.number] = self.course
            while len(self._left) > KEPT_RACES:
                del self._left[next(iter(self._left))]
            self.post(commands.Pause())
        self.course = None

    def _take(self, course: Course, *, learn: bool = True) -> Course:
        if learn and not is_direct(course.document.experiment):
            objective = objective_of(course.blueprint, course.settings)
            quadratic = objective.quadratic
            with np.errstate(all="ignore"):
                limit = explain.stability_limit(objective)
            minimum = None if quadratic is None else quadratic.minimum
            course = replace(course, stability_limit=limit, closed_form=minimum)
        self.course = course
        return course


def _active(document: Document) -> dict[int, MethodChoice]:
    return {method.key: method for method in document.experiment.methods if method.active}


def _differ(a: MethodChoice, b: MethodChoice) -> bool:
    return (a.options, a.batch_size, a.schedule, a.clip) != (b.options, b.batch_size, b.schedule, b.clip)
