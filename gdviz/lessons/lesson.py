"""What a lesson is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gdviz.core.models import MODELS
from gdviz.training.experiment import Experiment
from gdviz.training.image_task import ImageTask

ENGLISH = "en"


@dataclass(frozen=True)
class LessonText:
    """What a lesson says to the room in one language."""

    title: str
    what_to_see: str


@dataclass(frozen=True)
class LessonFile:
    """What all lessons have: an id, a place in the menu, texts, and how the window begins."""

    id: str
    order: float
    texts: Mapping[str, LessonText]
    view: Mapping[str, Any]
    path: Path

    def text(self, language: str = ENGLISH) -> LessonText:
        """Return the text in `language` ("zh_TW"), else in its base language ("zh"), else in English, else in any."""
        code = language.replace("-", "_")
        for candidate in (code, code.partition("_")[0], ENGLISH):
            if candidate in self.texts:
                return self.texts[candidate]
        return next(iter(self.texts.values()))


@dataclass(frozen=True)
class Lesson(LessonFile):
    """An experiment with a text, as a file told it.

    `steps` is how far `gdviz run` trains. `view` says how the window begins, where the file says so: "pace" (steps a
    second, inf for as fast as the machine can), "race_axis" ("steps", "evaluations" or "seconds"), "workspace",
    "panel", one more card that is in view, "column", a part of the data's column that is scrolled to, and "sample", the
    row of the point that is followed through the network.
    """

    experiment: Experiment
    steps: int

    @property
    def workspace(self) -> str:
        """The workspace that the file names; where it names none, that of its model."""
        model = self.experiment.model.name
        usual = "network" if model == "network" else "classes" if MODELS[model].is_direct else "curves"
        return str(self.view.get("workspace", usual))


@dataclass(frozen=True)
class SlopeLesson(LessonFile):
    """A lesson on slopes: f(x) at a `place` (x,) with a secant over `delta`, or f(x, y) at (x, y)."""

    function: str
    place: tuple[float, ...]
    delta: float = 1.0


@dataclass(frozen=True)
class FilterStart:
    """What the page of the moving filter begins with: a filter by name, its padding, and a digit of MNIST."""

    filter: str = "vertical_edges"
    padding: str = "valid"
    digit: int = 3


@dataclass(frozen=True)
class ImageLesson(LessonFile):
    """A lesson about images: a network to be trained on them, or, without a task, a filter that moves.

    `view` has "workspace": "digits", "convolution" or "sweep". `draw` is a digit that stands on the sheet at first.
    """

    task: ImageTask | None = None
    filter: FilterStart = FilterStart()
    draw: int | None = None
