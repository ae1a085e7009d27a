"""Lessons on pages of their own (slopes, the moving filter, digits, a sweep) for `gdviz render`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gdviz import __version__
from gdviz.commands.misuse import MisuseError
from gdviz.commands.run_images import trained_runs
from gdviz.commands.run_slopes import figures
from gdviz.commands.source import open_source
from gdviz.core.convolution.filters import FILTERS
from gdviz.core.images import ImageSet
from gdviz.core.images.ink import InkSheet
from gdviz.core.images.strokes import drawn_digit
from gdviz.export.csv_text import csv_field, csv_text
from gdviz.export.digits_history import digits_history_table
from gdviz.lessons import ImageLesson, SlopeLesson
from gdviz.lessons.image_lessons import CONVOLUTION, DIGITS, SWEEP
from gdviz.training.digit_reader import TrainedNetwork
from gdviz.training.digits_course import Begin, DigitsCourse, DigitsSnapshot
from gdviz.training.digits_headless import MNIST, images_of
from gdviz.training.digits_saved import SHIPPED, ChosenImages, SavedDigits
from gdviz.training.image_task import ImageTask
from gdviz.training.pages_saved import FilterChoice, SavedPages, SlopeChoice
from gdviz.training.session_values import SavedSession
from gdviz.training.sweep import Outcome, sweep_table

if TYPE_CHECKING:
    from gdviz.ui.lone_pages import Trained

FIRST_LESSON = "gd-line"  # what the other workspaces of such a session show
SLOPES = "slopes"
OnShare = Callable[[float], object]
"""Hears how much of the training is done, from 0 to 1."""


@dataclass(frozen=True, eq=False)
class PageSource:
    """A page: the session that a file of it holds, what it says is to be seen, and what came of its training."""

    saved: SavedSession
    words: str = ""
    moment: DigitsSnapshot | None = None
    images: ImageSet | None = None
    outcomes: tuple[Outcome, ...] = ()
    numbers: Mapping[str, Any] = field(default_factory=dict)  # of a lesson on slopes

    def trained(self) -> Trained:
        from gdviz.ui.lone_pages import Trained

        return Trained(self.moment, self.images, self.outcomes)

    def table(self, which: str) -> str:
        """Return a CSV; raises MisuseError where the page has no such table, ValueError where it is empty."""
        if which != "history":
            raise MisuseError(f"--table: a page has its figures as history, and no {which}")
        if self.outcomes:
            return sweep_table(self.outcomes)
        if self.moment is not None:
            assert self.saved.digits is not None
            assert self.images is not None
            return digits_history_table(self.moment, self.saved.digits.recipe, self.images.title)
        if self.numbers:
            return _figures(self.numbers)
        raise MisuseError("--to: this page has no figures that a table could hold; take png, svg or pdf")


def page_of_session(saved: SavedSession) -> PageSource | None:
    """Return the page that the window of a saved session showed; None where that was another workspace."""
    shown = saved.view.get("workspace")
    return PageSource(saved) if shown in (DIGITS, SLOPES, CONVOLUTION, SWEEP) else None


def page_of_lesson(lesson: ImageLesson | SlopeLesson, steps: int | None, on_share: OnShare) -> PageSource:
    """Return the page of a lesson, after `steps` batches of its training (None: all), or of each one of a sweep.

    Raises ValueError where it cannot be trained.
    """
    words = lesson.text().what_to_see
    if isinstance(lesson, SlopeLesson):
        return PageSource(_session(SLOPES, SavedPages(slopes=_slopes(lesson))), words, numbers=figures(lesson))
    if lesson.task is None:
        start = lesson.filter
        weights = tuple(FILTERS[start.filter].kernel.ravel().tolist())
        chosen = FilterChoice(label=start.digit, padding=start.padding, weights=weights)
        return PageSource(_session(CONVOLUTION, SavedPages(filter=chosen)), words)
    if lesson.view["workspace"] == SWEEP:
        outcomes = () if steps == 0 else tuple(trained_runs(lesson.task, steps, on_share))
        return PageSource(_session(SWEEP, SavedPages(sweep=lesson.task)), words, outcomes=outcomes)
    return _trained_digits(lesson, lesson.task, steps, on_share, words)


def _session(workspace: str, pages: SavedPages | None = None) -> SavedSession:
    _, _, saved = open_source(FIRST_LESSON).train(0, lambda done: None)
    return replace(saved, view={"workspace": workspace}, pages=pages or SavedPages())


def _slopes(lesson: SlopeLesson) -> SlopeChoice:
    if len(lesson.place) == 2:
        x, y = lesson.place
        return SlopeChoice(plane=True, surface=lesson.function, place=(x, y))
    return SlopeChoice(function=lesson.function, at=lesson.place[0], delta=lesson.delta)


def _trained_digits(
    lesson: ImageLesson, task: ImageTask, steps: int | None, on_share: OnShare, words: str
) -> PageSource:
    images = images_of(task.data, task.first)
    recipe = task.recipe
    sheet = InkSheet()
    if lesson.draw is not None:
        sheet.draw(drawn_digit(lesson.draw))
    shipped = recipe.preset if recipe.preset in SHIPPED and task.data == MNIST else SHIPPED[0]
    digits = SavedDigits(recipe, ChosenImages("mnist" if task.data == MNIST else "fashion", first=task.first),
                         shipped, ink=sheet.ink)  # fmt: skip
    saved = _session(DIGITS)
    if steps == 0:  # as the lesson opens
        return PageSource(replace(saved, digits=digits), words, images=images)
    course = DigitsCourse(Begin(1, recipe, images))
    batches = recipe.epochs * course.fit.batches_per_epoch
    total = batches if steps is None else min(steps, batches)
    with np.errstate(all="ignore"):  # a loss that leaves the numbers is told as such
        course.go_to(total, lambda done: on_share(done / total))
    moment = course.snapshot()
    network = TrainedNetwork(recipe, moment.theta, images.shape, images.names, recipe.title,
                             moment.last("test_accuracy"))  # fmt: skip
    return PageSource(replace(saved, digits=replace(digits, shipped="", network=network)), words, moment, images)


def _figures(numbers: Mapping[str, Any]) -> str:
    """Return the difference quotients, or plane and function downhill, with what they are of above them."""
    name = "quotients" if "quotients" in numbers else "planes"
    lines = [f"# gdviz {__version__}: {name} at a place"]
    lines += [f"# {key}: {'none' if value is None else value}" for key, value in numbers.items() if key != name]
    rows: list[dict[str, Any]] = numbers[name]
    return "\n".join(lines) + "\n" + csv_text([*rows[0]], [[csv_field(cell) for cell in row.values()] for row in rows])
