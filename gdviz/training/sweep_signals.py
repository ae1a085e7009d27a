"""How far the runs of a sweep are, and that they should end: through a folder that all processes see."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

LOOK_SECONDS = 0.1  # how often a run says how far it is, and asks whether it should end


@dataclass(frozen=True)
class SweepSignals:
    """A folder of small files. Where a process on another machine does not see it, its runs are told of when done."""

    folder: str

    @classmethod
    def fresh(cls) -> SweepSignals:
        """Make the folder; `forget` takes it away again."""
        return cls(tempfile.mkdtemp(prefix="gdviz-sweep-"))

    def stop(self) -> None:
        """Tell all runs to end after their present batch."""
        with contextlib.suppress(OSError):
            Path(self.folder, "stop").touch()

    def stopped(self) -> bool:
        """Return whether they were told to."""
        return Path(self.folder, "stop").exists()

    def say(self, place: int, share: float) -> None:
        """Say how far a run is, from 0 to 1."""
        with contextlib.suppress(OSError):
            Path(self.folder, str(place)).write_text(f"{share:.4f}")

    def share(self, place: int) -> float:
        """Return how far a run is; 0 where that is not known."""
        try:
            return min(1.0, float(Path(self.folder, str(place)).read_text()))
        except (OSError, ValueError):
            return 0.0

    def forget(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder, ignore_errors=True)


class RunSignals:
    """The side of one run: called after each batch, it does something ten times a second."""

    def __init__(self, signals: SweepSignals, place: int) -> None:
        self._signals, self._place = signals, place
        self._next = 0.0
        self._stopped = signals.stopped()

    def count(self, share: float, _loss: float) -> None:
        """Take note of how far the run is."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + LOOK_SECONDS
            self._signals.say(self._place, share)
            self._stopped = self._signals.stopped()

    def stopped(self) -> bool:
        """Return whether the run should end."""
        return self._stopped
