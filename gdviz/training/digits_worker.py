"""The thread that trains on images: it takes commands between two batches, and publishes what it is doing."""

from __future__ import annotations

import queue
import threading
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdviz.core.images.drawings import Drawings
from gdviz.core.operations import Array
from gdviz.training.digits_course import Begin, DigitsCourse, DigitsSnapshot
from gdviz.training.ending import PATIENCE
from gdviz.training.events import Crashed, Refused
from gdviz.training.latest import Latest

FRAME_SECONDS = 1 / 30
SLICE_SECONDS = 0.01  # how long it works before it looks for a frame to publish


@dataclass(frozen=True)
class Go:
    """Train on, until told otherwise or until the last epoch."""


@dataclass(frozen=True)
class Halt:
    """Stand still after the present batch; `stopped` tells people that it was meant to be the end. Go goes on."""

    stopped: bool = False


@dataclass(frozen=True)
class End:
    """End the thread."""


@dataclass(frozen=True, eq=False)
class TakeOver:
    """Go on from these parameters, and with these options of the method, where they are given."""

    theta: Array | None = None
    options: Mapping[str, Any] | None = None


@dataclass(frozen=True, eq=False)
class Join:
    """Learn from these drawings too, from the next epoch on."""

    drawings: Drawings


DigitsCommand = Begin | Go | Halt | TakeOver | Join | End


class DigitsWorker:
    """Owns a training in a thread of its own. `post` returns at once; `latest` and `events` are for who shows it.

    Paused, the thread waits in a blocking `get`: nothing polls. It acts on commands between two batches, so that there
    are no locks and no half-written theta.
    """

    def __init__(self) -> None:
        self.latest: Latest[DigitsSnapshot] = Latest()
        self.events: queue.SimpleQueue[Refused | Crashed] = queue.SimpleQueue()
        self._inbox: queue.SimpleQueue[DigitsCommand] = queue.SimpleQueue()
        self._course: DigitsCourse | None = None
        self._next_frame = 0.0
        self._thread = threading.Thread(target=self._work, name="gdviz digits", daemon=True)
        self._thread.start()

    def post(self, command: DigitsCommand) -> None:
        """Hand over a command."""
        self._inbox.put(command)

    def end(self) -> None:
        """Tell the thread to end; returns at once."""
        self.post(End())

    def stop(self, timeout: float = PATIENCE) -> bool:
        """End the thread and wait for it; return whether it ended in time."""
        self.end()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while True:
            course = self._course
            playing = course is not None and course.state == "playing"
            try:
                command = self._inbox.get(block=not playing)
            except queue.Empty:
                command = None
            if isinstance(command, End):
                return
            try:
                if command is not None:
                    self._obey(command)
                elif course is not None:
                    self._go_on(course)
            except Exception as error:  # a defect of ours or of a third-party layer: report it, keep the thread
                self._course = None
                self.events.put(Crashed(f"{type(error).__name__}: {error}", traceback.format_exc()))

    def _obey(self, command: DigitsCommand) -> None:
        if isinstance(command, Begin):
            self._course = None  # its memory first
            try:
                self._course = DigitsCourse(command)
            except (ValueError, TypeError, MemoryError) as error:
                self.events.put(Refused(command.number, str(error) or "there is not enough memory"))
        elif self._course is not None:
            if isinstance(command, Go) and self._course.state in ("ready", "paused", "stopped"):
                self._course.state = "playing"
            elif isinstance(command, Halt) and self._course.state in ("playing", "paused"):
                self._course.state = "stopped" if command.stopped else "paused"
            elif isinstance(command, TakeOver):
                self._course.take_over(command.theta, command.options)
            elif isinstance(command, Join):
                self._course.join(command.drawings)
        if self._course is not None:
            self._publish(self._course)

    def _go_on(self, course: DigitsCourse) -> None:
        end = time.perf_counter() + SLICE_SECONDS
        with np.errstate(all="ignore"):  # a loss that leaves the numbers is a lesson, and told as such
            while course.go_on() and time.perf_counter() < end and self._inbox.empty():
                pass
        if course.state != "playing" or time.perf_counter() >= self._next_frame:
            self._publish(course)

    def _publish(self, course: DigitsCourse) -> None:
        self.latest.put(course.snapshot())
        self._next_frame = time.perf_counter() + FRAME_SECONDS
