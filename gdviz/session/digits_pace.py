"""Figures and curves of a training on images change no faster than they can be read."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Signal, Slot

from gdviz.session.digits import DigitsSession

READ_SECONDS = 0.1


class DigitsPace(QObject):
    """Emits `changed` for new moments of a training: ten a second while it goes on, else each.

    Text and curves cost more to lay out and to paint than the answer to a drawing, which must not wait for them.
    """

    changed = Signal()

    def __init__(self, session: DigitsSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._told = 0.0
        session.snapshot_changed.connect(self._look)

    @Slot()
    def _look(self) -> None:
        now = time.perf_counter()
        if self._session.training != "playing" or now - self._told >= READ_SECONDS:
            self._told = now
            self.changed.emit()
