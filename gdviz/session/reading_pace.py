"""Figures that somebody reads change no faster than they can be read, and pictures no faster than they are seen."""

from __future__ import annotations

import itertools
import time

from PySide6.QtCore import QObject, Signal, Slot

from gdviz.session.session import Session

READ_SECONDS = 0.1
READ_MOMENTS = 3  # at full speed also so many moments apart: who is slow anyway must not do most in each frame

_turns = itertools.cycle((0, 1))


class ReadingPace(QObject):
    """Emits `changed` for new moments of a race: each while it is stepped or slow, else ten a second.

    Text costs more than curves to lay out and paint, and a frame has a thirtieth of a second for all panels and maps.
    The moment at which a race stops is always told.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._told = 0.0
        self._moments = 0  # since it told of one
        session.snapshot_changed.connect(self._look)

    @Slot()
    def _look(self) -> None:
        self._moments += 1
        if not self._may_wait():
            self._told, self._moments = time.perf_counter(), 0
            self.changed.emit()

    def _may_wait(self) -> bool:
        if not self._session.playing:
            return False
        soon = time.perf_counter() - self._told < READ_SECONDS
        return soon or (self._session.races and self._moments < READ_MOMENTS)


class DrawingPace(ReadingPace):
    """The same for pictures that grow or shift a little at a time: every second moment while steps are many.

    Panels take turns, so that no frame has to paint all of them. The curve in the data plot keeps each moment: it is
    what is looked at.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        self._turn = next(_turns)

    def _may_wait(self) -> bool:
        self._turn = 1 - self._turn
        return self._session.races and self._turn == 0
