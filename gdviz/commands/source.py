"""What a command works on: a lesson by its id, a session by its file, or a text code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from gdviz.commands.misuse import MisuseError
from gdviz.core.datasets import Dataset
from gdviz.lessons import find_lesson
from gdviz.training.build import generate, prepare
from gdviz.training.experiment import Experiment
from gdviz.training.freezing import freeze_race, thaw_race
from gdviz.training.headless import go_on, train
from gdviz.training.preparation import Preparation
from gdviz.training.race import Race
from gdviz.training.session_file import SUFFIX, SessionFileError, read_session
from gdviz.training.session_values import SavedSession
from gdviz.training.text_code import PREFIX, from_code

USUAL_STEPS = 100


@dataclass(frozen=True, eq=False)
class Source:
    """An experiment with its points, how far it is trained unless somebody says otherwise, and its race, if saved.

    `view` is how a window begins with a lesson.
    """

    name: str
    title: str
    experiment: Experiment
    dataset: Dataset
    steps: int
    saved: SavedSession | None = None
    view: Mapping[str, Any] = field(default_factory=dict)

    def train(self, steps: int, on_progress: Callable[[int], None]) -> tuple[Race, Preparation, SavedSession]:
        """Return the race at step `steps`, how its rows were prepared, and the session that a file would hold.

        Raises ValueError where the parts do not fit each other.
        """
        saved = self.saved
        if saved is not None and saved.race is not None and saved.preparation is not None:
            race = go_on(thaw_race(saved.race, 1), steps, on_progress)
            preparation, split = saved.preparation, saved.split
        else:
            race = train(self.experiment, steps, on_progress, self.dataset)
            preparation, split, _ = prepare(self.experiment, self.dataset)
        kept = saved or SavedSession(self.experiment, self.dataset, view=self.view)
        return race, preparation, replace(kept, preparation=preparation, split=split, race=freeze_race(race))


def open_source(text: str) -> Source:
    """Return what `text` names; raises ValueError, one sentence, where there is no such thing."""
    if text.startswith(PREFIX):
        shared = from_code(text)
        return Source("code", shared.title or "code", shared.experiment, shared.dataset, USUAL_STEPS)
    path = Path(text)
    if path.suffix.lower() == SUFFIX:
        if not path.is_file():
            raise MisuseError(f"There is no file {path}.")
        saved = read_session(path)
        steps = saved.race.position if saved.race is not None else 0
        return Source(path.stem, path.stem, saved.experiment, saved.dataset, steps, saved)
    lesson = find_lesson(text)
    dataset = generate(lesson.experiment.data)
    view = {"workspace": lesson.workspace}
    return Source(lesson.id, lesson.text().title, lesson.experiment, dataset, lesson.steps, view=view)


def exit_code(error: ValueError) -> int:
    """Return what a command ends with where a source cannot be had: 1 for a damaged file, 2 for none."""
    return 1 if isinstance(error, SessionFileError) else 2
