"""How the network that is shown has fared since its start: asked of the mapper, remembered by step."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from PySide6.QtCore import QObject, Signal

from gdviz.core.anatomy import can_be_taken_apart
from gdviz.core.health import Examiner, Finding, Histogram, LayerHealth, diagnose
from gdviz.core.operations import Array
from gdviz.session.conductor import Course
from gdviz.training.mapper import Mapper
from gdviz.training.preparation import Blueprint
from gdviz.training.settings import Settings
from gdviz.training.snapshot import LaneSnapshot

if TYPE_CHECKING:
    from gdviz.session.hub import Hub

KIND = "health"
SHARE = 0.25  # of the time at most may go into it while it trains
BEFORE = 8  # earlier steps that count in what is said
PLACES = 96  # of a run's way that are looked at, on steps that stay the same until there are twice as many
AT_ONCE = 8  # of them until the first can be seen

_Mark: TypeAlias = tuple[float, float, float]  # what tells one theta from another


@dataclass(frozen=True, eq=False)
class Checkup:
    """What was found: the layers at some steps, and those of the present step with their histograms.

    `whole` is False while more of the earlier steps are on their way.
    """

    number: int
    key: int
    of: tuple[Any, ...]
    known: dict[int, tuple[_Mark, tuple[LayerHealth, ...]]]
    step: int
    now: tuple[LayerHealth, ...]
    weights: tuple[Histogram, ...]
    answers: tuple[Histogram, ...]
    whole: bool


def chosen_places(steps: Array) -> Array:
    """Return the places of `steps` (m,), ascending, that lie on multiples of a power of two: 48 to 96 of a long run."""
    if not len(steps):
        return np.empty(0, np.intp)
    stride = 1
    while stride * PLACES < int(steps[-1]):
        stride *= 2
    return np.flatnonzero(steps % stride == 0)


def examine(number: int, key: int, of: tuple[Any, ...], blueprint: Blueprint, settings: Settings, step: int,
            theta: Array, wanted: Sequence[tuple[int, _Mark, Array]]) -> Iterator[Checkup]:  # fmt: skip
    """Yield the present step, then more and more of the earlier ones."""
    split = settings.split
    examiner = Examiner(blueprint.make(), settings.loss, split.X_train, split.y_train)
    now, histograms = examiner.layers(theta), examiner.histograms(theta)
    found: dict[int, tuple[_Mark, tuple[LayerHealth, ...]]] = {}
    yield Checkup(number, key, of, {}, step, now, *histograms, whole=not wanted)
    for place, (earlier, mark, there) in enumerate(wanted, start=1):
        found[earlier] = (mark, examiner.layers(there))
        if place % AT_ONCE == 0 or place == len(wanted):
            yield Checkup(number, key, of, dict(found), step, now, *histograms, whole=place == len(wanted))


class Health(QObject):
    """The session's file on the shown network; it keeps nothing of a run itself: all of it follows from theta.

    So a run that is rewound, or opened from a file, shows the same as when it was trained.
    """

    changed = Signal()

    def __init__(self, session: Hub, mapper: Mapper) -> None:
        super().__init__(session)
        self._session = session
        self._mapper = mapper
        self._wanted = False
        self._of: tuple[Any, ...] = ()
        self._asked_for: tuple[Any, ...] = ()
        self._asked = self._due = 0.0
        self._known: dict[int, tuple[_Mark, tuple[LayerHealth, ...]]] = {}
        self._judged: tuple[tuple[LayerHealth, ...], list[tuple[LayerHealth, ...]]] | None = None
        self.checkup: Checkup | None = None

    def want(self, wanted: bool) -> None:
        """Ask for it with every new moment, or no longer."""
        if wanted != self._wanted:
            self._wanted = wanted
            if wanted:
                self._session.refresh_maps()

    def history(self) -> tuple[Array, list[tuple[LayerHealth, ...]]]:
        """Return steps (m,) in order and the layers at each."""
        rows = {step: layers for step, (_, layers) in self._known.items()}
        if self.checkup is not None:
            rows[self.checkup.step] = self.checkup.now
        steps = sorted(rows)
        return np.array(steps, np.int64), [rows[step] for step in steps]

    def finding(self) -> Finding | None:
        """Return what is most wrong at the shown step; None if nothing is."""
        return None if self._judged is None else diagnose(self._judged[0], self._session.experiment.l1, self._judged[1])

    def clear(self) -> None:
        """Forget what belongs to a race that has gone."""
        self._known, self.checkup, self._asked_for, self._of, self._due = {}, None, (), (), 0.0
        self._judged = None

    def ask(self, course: Course, lane: LaneSnapshot, playing: bool) -> None:
        """Ask the mapper for what is wanted and not known."""
        if not self._wanted or not can_be_taken_apart(course.blueprint.prototype):
            return
        now = time.perf_counter()
        if playing and (now < self._due or not self._mapper.idle_of(KIND)):
            return
        settings = course.settings
        of = (course.number, lane.key, settings.split, settings.loss)
        asked_for = (*of, lane.step, lane.theta.tobytes(), len(lane.path_steps))
        if asked_for == self._asked_for:
            return
        if of != self._of:
            self._known, self._of = {}, of
        self._asked_for, self._asked = asked_for, now
        places = chosen_places(lane.path_steps)
        marks = {int(lane.path_steps[place]): (place, _mark(lane.path[place])) for place in places.tolist()}
        self._known = {step: row for step, row in self._known.items() if step in marks and row[0] == marks[step][1]}
        wanted = [(step, mark, lane.path[place]) for step, (place, mark) in marks.items() if step not in self._known]
        arguments = (course.number, lane.key, of, course.blueprint, settings, lane.step, lane.theta, wanted)
        self._mapper.ask(KIND, lambda: examine(*arguments))

    def take(self, number: int | None) -> None:
        """Take what the mapper has ready for the race `number`."""
        checkup: Checkup | None = self._mapper.take(KIND)
        if checkup is None or checkup.number != number or checkup.of != self._of:
            return
        now = time.perf_counter()
        self._due = now + (now - self._asked) * (1 / SHARE - 1)
        self.checkup = checkup
        self._known.update(checkup.known)
        if checkup.whole or self._judged is None:  # of half of the earlier steps it would say now this, now that
            earlier = [self._known[step][1] for step in sorted(self._known) if step < checkup.step]
            self._judged = checkup.now, earlier[-BEFORE:]
        self.changed.emit()


def _mark(theta: Array) -> _Mark:
    return float(theta[0]), float(theta[-1]), float(theta.sum())
