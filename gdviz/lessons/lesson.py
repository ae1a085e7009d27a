"""What a lesson is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gdviz.training.experiment import Experiment

ENGLISH = "en"


@dataclass(frozen=True)
class LessonText:
    """What a lesson says to the room in one language."""

    title: str
    what_to_see: str


@dataclass(frozen=True)
class Lesson:
    """An experiment with a text, as a file told it.

    `steps` is how far `gdviz run` trains. `view` says how the window begins, where the file says so: "pace" (steps a
    second, inf for as fast as the machine can), "race_axis" ("steps", "evaluations" or "seconds"), "workspace", and
    "sample", the row of the point that is followed through the network.
    """

    id: str
    order: float
    texts: Mapping[str, LessonText]
    experiment: Experiment
    steps: int
    view: Mapping[str, Any]
    path: Path

    def text(self, language: str = ENGLISH) -> LessonText:
        """Return the text in `language` ("zh_TW"), else in its base language ("zh"), else in English, else in any."""
        code = language.replace("-", "_")
        for candidate in (code, code.partition("_")[0], ENGLISH):
            if candidate in self.texts:
                return self.texts[candidate]
        return next(iter(self.texts.values()))
