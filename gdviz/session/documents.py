"""The documents with their undo, and what each change of them asks of the race."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from gdviz.session.conductor import Conductor, must_restart
from gdviz.session.document import Document, UndoStack
from gdviz.session.fitting import fitting
from gdviz.training.preparation import Preparation
from gdviz.training.session_values import SavedSession


@dataclass(frozen=True, eq=False)
class Turn:
    """What became of the race when the document was no longer `old`.

    It "goes on"; or is "solved" anew, and what is shown stays until its first moment is there; or another "begins", at
    its first step or where it had come to. `reason` says why it could not go on, or why there is none.
    `same_points` is False where the points are others, whatever their numbers.
    """

    old: Document
    race: Literal["goes on", "solved", "begins"]
    reason: str = ""
    same_points: bool = True


class Documents:
    """Makes the next document or brings an earlier one back, and has the conductor run the race that belongs to it."""

    def __init__(self, document: Document, conductor: Conductor) -> None:
        self._undo = UndoStack(document)
        self._conductor = conductor

    @property
    def present(self) -> Document:
        return self._undo.document

    @property
    def undo_label(self) -> str:
        return self._undo.undo_label

    @property
    def redo_label(self) -> str:
        return self._undo.redo_label

    def made(self, make: Callable[[Document], Document], preparation: Preparation,
             *, restart: bool = False) -> tuple[Document, bool]:  # fmt: skip
        """Return what `make` makes of the present document, and whether its race must begin anew.

        Learning rates, batches, penalties, points and the train share act on the running race, whose rows are prepared
        by `preparation`; models, features, transforms and starts must begin anew.

        Raises ValueError or TypeError where it can't be.
        """
        old = self.present
        new = fitting(make(old), old.experiment)
        restart = restart or must_restart(old, new)
        if restart:
            Preparation(new.dataset, new.experiment.data)
        elif new.dataset is not old.dataset:
            preparation.split(new.dataset, new.experiment.data.train_share, new.experiment.data.seed)
        return new, restart

    def push(self, label: str, document: Document, merge: str | None = None, *, restart: bool = False) -> Turn:
        """Take this document as the next."""
        old = self.present
        self._undo.push(label, document, merge)
        return self._follow(old, restart)

    def joins(self, merge: str | None) -> bool:
        """Return whether a change with this key, made now, would become one with the last."""
        return self._undo.joins(merge)

    def open_saved(self, label: str, saved: SavedSession) -> Turn:
        """Take over a saved session, with its race where it stood."""
        document = Document(saved.experiment, saved.dataset)
        if saved.race is None:
            return self.push(label, document, restart=True)
        old = self.present
        self._undo.push(label, document)
        self._undo.amend(self._conductor.thaw(document, saved).document)
        return Turn(old, "begins", same_points=False)

    def undo(self) -> Turn | None:
        """Bring the document before back, with its race; None where there is none."""
        return self._travel(self._undo.undo)

    def redo(self) -> Turn | None:
        """Bring the document after back, with its race; None where there is none."""
        return self._travel(self._undo.redo)

    def restart(self) -> str:
        """Begin a new race for the present document; return why there is none, "" where there is one."""
        try:
            course = self._conductor.restart(self.present)
        except ValueError as error:
            self._undo.amend(self.present.with_race(0))
            return str(error)
        self._undo.amend(course.document)
        return ""

    def _travel(self, move: Callable[[], Document]) -> Turn | None:
        old = self.present
        new = move()
        if new is old:
            return None
        if new.race != old.race and self._conductor.can_resume(new.race):
            self._undo.amend(self._conductor.resume(new).document)
            return Turn(old, "begins", same_points=False)
        return self._follow(old, restart=must_restart(old, new) or new.race != old.race)

    def _follow(self, old: Document, restart: bool) -> Turn:
        """Bring the race into line with the present document."""
        course = self._conductor.course
        if restart or course is None:
            return Turn(old, "begins", self.restart(), same_points=not restart)
        try:
            changed = self._conductor.change(self.present)
        except ValueError as error:
            return Turn(old, "begins", self.restart() or str(error))
        if changed.number == course.number:
            return Turn(old, "goes on")
        self._undo.amend(changed.document)
        return Turn(old, "solved")
