"""A sweep that the window watches."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gdviz.training.ending import PATIENCE
from gdviz.training.image_task import ImageTask, SweepRun
from gdviz.training.sweep import Outcome, Sweep, ranked

LOOK_MILLISECONDS = 100


class Sweeping(QObject):
    """Starts and cancels the sweep of a task, and tells how far it is.

    changed     another task, or a run more is done
    progressed  some more of the work is done
    failed      a sentence why the sweep could not be run
    """

    changed = Signal()
    progressed = Signal()
    failed = Signal(str)

    def __init__(self, task: ImageTask, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.task = task
        self.refused = ""  # why what somebody wants to vary cannot be trained
        self.cluster = ""  # the address of a Dask scheduler; empty for this machine
        self._sweep: Sweep | None = None
        self._outcomes: list[Outcome | None] = [None] * len(task.runs())
        self._timer = QTimer(self, interval=LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)

    @property
    def runs(self) -> list[SweepRun]:
        """What is trained, in order."""
        return self.task.runs()

    @property
    def outcomes(self) -> Sequence[Outcome | None]:
        """What came of each run; None where that is not known yet."""
        return self._outcomes

    @property
    def best(self) -> list[Outcome]:
        """The finished runs, the best on test images first."""
        return ranked(self._outcomes)

    @property
    def running(self) -> bool:
        """Whether something is being trained."""
        return self._timer.isActive()

    @property
    def progress(self) -> float:
        """The share of all work that is done."""
        return 0.0 if self._sweep is None else self._sweep.progress

    @property
    def seconds_left(self) -> float:
        """How long it will take; NaN where that is not known."""
        return float("nan") if self._sweep is None else self._sweep.seconds_left

    def set_task(self, task: ImageTask) -> None:
        """Show another sweep; one that runs is given up."""
        if task != self.task:
            self.close()
            self.task, self._sweep = task, None
            self._outcomes = [None] * len(task.runs())
            self.changed.emit()

    def show(self, outcomes: Sequence[Outcome | None]) -> None:
        """Show what came of the runs elsewhere, each in its place."""
        self._outcomes = list(outcomes)
        self.changed.emit()

    def refuse(self, reason: str) -> None:
        """Do not start, for this reason; an empty one takes it back."""
        if reason != self.refused:
            self.refused = reason
            self.changed.emit()

    @Slot()
    def toggle(self) -> None:
        """Start it, or cancel it; what is done stays until the next start."""
        if self.running:
            self.cancel()
            return
        if self.refused:
            self.failed.emit(self.refused)
            return
        self.close()
        try:
            self._sweep = Sweep(self.task, cluster=self.cluster)
        except OSError as error:  # its runs talk through files
            self.failed.emit(
                self.tr("A sweep needs a folder for small files: {why}.").format(why=error.strerror or error)
            )
            return
        self._outcomes = [None] * len(self._sweep.runs)
        self._timer.start()
        self.changed.emit()

    def cancel(self) -> None:
        """Train no further."""
        if self._sweep is not None and self.running:
            self._sweep.cancel()

    @Slot()
    def _look(self) -> None:
        assert self._sweep is not None
        known = sum(outcome is not None for outcome in self._outcomes)
        ended = self._sweep.look()
        self._outcomes = list(self._sweep.outcomes)
        if ended:
            self._timer.stop()
            self._sweep.close()
        if ended or sum(outcome is not None for outcome in self._outcomes) != known:
            self.changed.emit()
        self.progressed.emit()
        if ended and self._sweep.problem:
            self.failed.emit(self._sweep.problem)

    def close(self, seconds: float = PATIENCE) -> None:
        """End timer and processes, which is waited for so many seconds at most."""
        self._timer.stop()
        if self._sweep is not None:
            self._sweep.close(seconds)
