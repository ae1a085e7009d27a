"""When to look at what the threads have ready: at most once a frame, and not at all while nothing is under way."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from gdviz.training.trainer import FRAMES_PER_SECOND

FRAME_MILLISECONDS = round(1000 / FRAMES_PER_SECOND)
LOOKS = 4  # in a frame: who looks once misses a moment that comes a little late, and shows twenty a second, not thirty


class Beat(QObject):
    """Emits `frame` for each moment that is `waiting`, which the trainer has ready thirty times a second.

    Where there is none, it does so once a frame: maps wait for the next moment, so that both are painted in one go.
    """

    frame = Signal()
    painted = Signal()  # the frame is over: until the next there is time for what would hold it up

    def __init__(self, waiting: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting = waiting
        self._framed = 0.0
        self._painting = False
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        self.set_interval(FRAME_MILLISECONDS)

    @property
    def going(self) -> bool:
        return self._timer.isActive()

    def set_interval(self, milliseconds: int) -> None:
        """Let a frame be as long as this."""
        self._seconds = milliseconds / 1000
        self._timer.setInterval(max(1, milliseconds // LOOKS))

    def go(self) -> None:
        """Look from now on."""
        if not self._timer.isActive():
            self._timer.start()

    def rest(self) -> None:
        """Look no more."""
        self._timer.stop()

    @Slot()
    def _look(self) -> None:
        if self._painting:  # a timer is heard only after what the frame has changed is painted
            self._painting = False
            self.painted.emit()
        now = time.perf_counter()
        passed = now - self._framed
        if passed >= self._seconds or (passed >= self._seconds / 2 and self._waiting()):
            self._framed, self._painting = now, True
            self.frame.emit()
