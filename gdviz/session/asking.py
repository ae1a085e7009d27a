"""Questions to the shown model: small ones are answered at once, large ones by the mapper, so that no window waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from PySide6.QtCore import QObject, Signal

from gdviz.core.models import Model
from gdviz.core.operations import Array
from gdviz.session.conductor import Course
from gdviz.session.same_numbers import SameNumbers
from gdviz.training.mapper import Mapper
from gdviz.training.preparation import Blueprint, Preparation

if TYPE_CHECKING:
    from gdviz.session.hub import Hub

LARGE = 1_000_000  # rows times parameters: from here on an answer takes longer than a frame can spare
SHARE = 0.1  # of the time at most may go into one question while the race runs

Work: TypeAlias = Callable[[Model, Preparation, Array], Any]


@dataclass(frozen=True, eq=False)
class Answered:
    """What the model at `theta` made of `places` (n, d): `value`, such as its answers (n, k).

    Of a large model it may be an earlier one than was asked for: the newest that is known, until the next is there.
    """

    theta: Array
    places: Array
    value: Any
    of: tuple[Any, ...] = ()
    number: int = field(default=0)


def answers(model: Model, preparation: Preparation, places: Array) -> Array:
    """Return the model's answers (n, k) for drawn inputs (n, d), in drawn units."""
    return model.answers(preparation.inputs_of_view(places))


def is_large(blueprint: Blueprint, rows: int) -> bool:
    """True where answers for so many rows take longer than the window may wait; neighbours look at all their rows."""
    model = blueprint.prototype
    return rows * (model.theta.size or (blueprint.fit_rows.size if model.is_direct else 0)) > LARGE


class Asking(QObject):
    """Remembers of each question, by name, the newest answer and what is asked meanwhile."""

    changed = Signal()

    def __init__(self, session: Hub, mapper: Mapper, wake: Callable[[], None]) -> None:
        super().__init__(session)
        self._session, self._mapper, self._wake = session, mapper, wake
        self._known: dict[str, Answered] = {}
        self._asked: dict[str, Answered] = {}  # without a value yet
        self._due: dict[str, float] = {}

    def ask(self, name: str, theta: Array, places: Array, work: Work = answers, of: tuple[Any, ...] = ()) -> (
            Answered | None):  # fmt: skip
        """Return what `work` makes of the model at theta and of places (n, d); None while nothing is known.

        One name is one question, asked again and again of other models and places. `of` is what the answer depends on
        besides; answers of something else are none. `changed` tells that a better one is there.
        """
        course = self._session.course
        if course is None or theta.shape != course.blueprint.prototype.theta.shape:
            return None
        if not is_large(course.blueprint, len(places)):
            self._known.pop(name, None)
            model = self._session.probe.model_at(theta)
            if model is None:
                return None
            with np.errstate(all="ignore"):
                return Answered(theta, places, work(model, course.preparation, places), of, course.number)
        wanted = Answered(theta, places, None, of, course.number)
        known, asked, now = self._known.get(name), self._asked.get(name), time.perf_counter()
        if known is not None and known.of != of:
            known = None
        current = any(other is not None and _same(other, wanted) for other in (known, asked))
        if not current and not (self._session.playing and now < self._due.get(name, 0.0)):
            self._asked[name] = wanted
            self._due[name] = now + self._mapper.seconds.get(_kind(name), 0.0) / SHARE
            self._mapper.ask(_kind(name), lambda: _job(course, wanted, work))
            self._wake()
        return known

    def clear(self) -> None:
        """Forget what belongs to a race that has gone."""
        for memory in (self._known, self._asked, self._due):
            memory.clear()

    def take(self) -> None:
        """Take what the mapper has ready."""
        fresh = False
        course = self._session.course
        for name in [kind for kind in self._mapper.results if kind.startswith(_kind(""))]:
            found: Answered | None = self._mapper.take(name)
            if found is not None and course is not None and found.number == course.number:
                plain = name.removeprefix(_kind(""))
                self._known[plain], fresh = found, True
                if plain in self._asked and _same(self._asked[plain], found):
                    del self._asked[plain]
        if fresh:
            self.changed.emit()


def _kind(name: str) -> str:
    return f"asked {name}"


def _same(a: Answered, b: Answered) -> bool:
    if a.of != b.of or a.number != b.number or a.places.shape != b.places.shape or a.theta.shape != b.theta.shape:
        return False
    same = SameNumbers(a.theta) == SameNumbers(b.theta)
    return same and (a.places is b.places or np.array_equal(a.places, b.places, equal_nan=True))


def _job(course: Course, wanted: Answered, work: Work) -> Iterator[Answered]:
    model = course.blueprint.make(wanted.theta)
    with np.errstate(all="ignore"):
        value = work(model, course.preparation, wanted.places)
    yield Answered(wanted.theta, wanted.places, value, wanted.of, wanted.number)
