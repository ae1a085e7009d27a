"""Figures and pictures of a training on images change no faster than they can be read, and never all at once."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

if TYPE_CHECKING:
    from gdviz.session.digits import DigitsSession

TURNS = 3
READ_SECONDS = 0.1  # TURNS moments, where they come thirty a second
CURVES, FIGURES, ANSWER = range(TURNS)
"""Whose turn it is: plots and pictures; text and the matrix; the network that reads the drawing."""


class DigitsPace(QObject):
    """Emits `changed` for new moments of a training: every third one while it goes on, else each.

    Text and curves cost more to lay out and to paint than the answer to a drawing, which must not wait for them: so
    those of another `turn` are told in another frame. With `follows`, a signal, only what that tells of is waited for.
    """

    changed = Signal()

    def __init__(
        self, session: DigitsSession, parent: QObject | None = None, turn: int = CURVES, *,
        follows: SignalInstance | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._session, self._turn = session, turn
        self._each = follows is None
        self._due = False
        self._since = 0.0  # when it last told, or was told of something
        session.snapshot_changed.connect(self._look)
        if follows is not None:
            follows.connect(self._note)

    @Slot()
    def _note(self) -> None:
        self._due, self._since = True, time.perf_counter()
        if self._session.training != "playing":
            self._tell()

    @Slot()
    def _look(self) -> None:
        if not (self._due or self._each):
            return
        waited = time.perf_counter() - self._since
        turn = self._session.moments % TURNS == self._turn
        rare = waited >= 2 * READ_SECONDS  # where moments are, each is told
        if turn or rare or self._session.training != "playing":
            self._tell()

    def _tell(self) -> None:
        self._due, self._since = False, time.perf_counter()
        self.changed.emit()
