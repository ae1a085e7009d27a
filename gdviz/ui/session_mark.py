"""What a session file holds of a session, and why one is being written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gdviz.session.document import Tweak
from gdviz.training.digits_saved import SavedDigits
from gdviz.training.experiment import Experiment
from gdviz.training.pages_saved import SavedPages
from gdviz.training.session_values import SavedSession


@dataclass(frozen=True, eq=False)
class Mark:
    """What a file holds of a session; compared by `same`."""

    experiment: Experiment
    dataset: object
    steps: int
    notes: str
    taught: tuple[object, ...] = ()
    digits: tuple[object, ...] = ()
    pages: SavedPages = field(default_factory=SavedPages)
    tweaks: tuple[Tweak, ...] = ()

    def same(self, other: Mark, *, steps: bool = True) -> bool:
        """Return whether nothing was done; without `steps`, whether no more was done than trained and drawn."""
        mine = (self.experiment, self.notes, self.taught, self.tweaks)
        others = (other.experiment, other.notes, other.taught, other.tweaks)
        passing = (self.steps, self.digits, self.pages) == (other.steps, other.digits, other.pages)
        return self.dataset is other.dataset and mine == others and (not steps or passing)


@dataclass(frozen=True, eq=False)
class Errand:
    """Why a session is being kept: the file, whether it is the autosave, and what comes after.

    `anyway` if the file may be replaced whoever wrote it.
    """

    path: Path
    mark: Mark
    view: dict[str, Any]
    digits: SavedDigits | None
    then: Callable[[], object] | None = None
    autosave: bool = False
    anyway: bool = False


def last_step(saved: SavedSession) -> int:
    """Return the last step that a saved race has taken."""
    return max((run.last_step for run in saved.race.runs.values()), default=0) if saved.race is not None else 0
