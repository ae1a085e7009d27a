"""What the page on slopes shows: a function of one variable at a point, or one of two in the plane, with undo."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from gdviz.core.formula import Formula, parse
from gdviz.core.slopes import Slope, study
from gdviz.core.surfaces import VARIABLES
from gdviz.training.pages_saved import FARTHEST, SlopeChoice


class Slopes(QObject):
    """Holds the choice and its undo.

    changed     anything is another; `choice`
    """

    changed = Signal()

    def __init__(self, choice: SlopeChoice | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries = [("", choice or SlopeChoice())]
        self._now = 0
        self._merge = ""

    @property
    def choice(self) -> SlopeChoice:
        return self._entries[self._now][1]

    @property
    def line(self) -> Formula:
        """Return f of one variable."""
        return parse(self.choice.function, ("x",))

    @property
    def surface(self) -> Formula:
        """Return f of two variables."""
        return parse(self.choice.surface, VARIABLES)

    def study(self) -> Slope:
        """Return what there is to say of f(x) at the point."""
        return study(self.line, self.choice.at)

    def set(self, label: str, merge: str = "", **changes: Any) -> None:
        """Change parts of the choice; changes of the same `merge` in a row are one for undo.

        Raises ValueError where a function cannot be read.
        """
        for name, variables in (("function", ("x",)), ("surface", VARIABLES)):
            if name in changes:
                parse(changes[name], variables)
        if "at" in changes:
            changes["at"] = _bounded(changes["at"])
        if "place" in changes:
            changes["place"] = tuple(map(_bounded, changes["place"]))
        wanted = replace(self.choice, **changes)
        if wanted == self.choice:
            return
        if merge and merge == self._merge and self._now == len(self._entries) - 1:
            self._entries[self._now] = (label, wanted)
        else:
            del self._entries[self._now + 1 :]
            self._entries.append((label, wanted))
            self._now += 1
        self._merge = merge
        self.changed.emit()

    def end_gesture(self) -> None:
        """Let the next change be one of its own."""
        self._merge = ""

    def begin_with(self, choice: SlopeChoice) -> None:
        """Be as a file says, with nothing to undo."""
        self._entries, self._now, self._merge = [("", choice)], 0, ""
        self.changed.emit()

    @property
    def undo_label(self) -> str:
        """Return what undo would take back; "" if nothing."""
        return self._entries[self._now][0] if self._now else ""

    @property
    def redo_label(self) -> str:
        return self._entries[self._now + 1][0] if self._now + 1 < len(self._entries) else ""

    def undo(self) -> None:
        self._go(max(0, self._now - 1))

    def redo(self) -> None:
        self._go(min(len(self._entries) - 1, self._now + 1))

    def _go(self, place: int) -> None:
        self._merge = ""
        if place != self._now:
            self._now = place
            self.changed.emit()


def _bounded(value: float) -> float:
    return min(max(float(value), -FARTHEST), FARTHEST)
