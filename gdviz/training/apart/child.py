"""The process of a trainer: obeys what comes in, and sends what the trainer shows; it ends when nobody asks any more.

python -m gdviz.training.apart.child FRAMES_PER_SECOND
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from typing import BinaryIO

from gdviz.core.plugins import load_plugins
from gdviz.training.apart.wire import Wire
from gdviz.training.events import Event
from gdviz.training.latest import Latest
from gdviz.training.snapshot import Snapshot
from gdviz.training.trainer import SWITCH_SECONDS, Trainer


class Doorbell(Latest[Snapshot]):
    """A mailbox at which one can wait."""

    def __init__(self) -> None:
        super().__init__()
        self._rung = threading.Event()

    def put(self, item: Snapshot) -> None:
        super().put(item)
        self._rung.set()

    def wait(self) -> None:
        """Wait until something has been put in since the last time."""
        self._rung.wait()
        self._rung.clear()


def main() -> int:
    """Obey until the input ends; returns the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it is not blocked from the start: see TrainerProcess
    sys.setswitchinterval(SWITCH_SECONDS)
    wire = Wire(sys.stdin.buffer, _private_output())
    load_plugins()
    bell = Doorbell()
    trainer = Trainer(float(sys.argv[1]), bell)
    threading.Thread(target=_tell, args=(wire, trainer, bell), name="gdviz teller", daemon=True).start()
    while True:
        try:
            trainer.post(wire.receive())
        except EOFError:
            os._exit(0)  # a step under way may be long, and nobody wants its end


def _tell(wire: Wire, trainer: Trainer, bell: Doorbell) -> None:
    """Send what is new. The trainer tells of every event before it shows the snapshot after it."""
    while True:
        bell.wait()
        snapshot, events = bell.take(), _all(trainer.events)
        try:
            wire.send((events, snapshot))
        except OSError:
            os._exit(0)


def _all(events: queue.SimpleQueue[Event]) -> list[Event]:
    found: list[Event] = []
    while True:
        try:
            found.append(events.get_nowait())
        except queue.Empty:
            return found


def _private_output() -> BinaryIO:
    """Return the pipe to the window; what a method prints goes to the terminal instead of in between."""
    private = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return private


if __name__ == "__main__":
    sys.exit(main())
