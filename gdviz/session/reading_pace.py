"""Figures that somebody reads change no faster than they can be read."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Signal, Slot

from gdviz.session.session import Session

READ_SECONDS = 0.1


class ReadingPace(QObject):
    """Emits `changed` for new moments of a race: each while it is stepped or slow, else ten a second.

    Text costs more than curves to lay out and paint, and beside a busy trainer every bit of Python in the window's
    thread is taken from the trainer. The moment at which a race stops is always told.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._told = 0.0
        session.snapshot_changed.connect(self._look)

    @Slot()
    def _look(self) -> None:
        now = time.perf_counter()
        if not self._session.playing or now - self._told >= READ_SECONDS:
            self._told = now
            self.changed.emit()
