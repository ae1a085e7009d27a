"""When to stop because the held-out loss falls no more, and which step to go back to."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from gdviz.core.operations import Array
from gdviz.training.settings import Settings, Timeline

REASON = "The test loss has stopped falling"


@dataclass(frozen=True)
class EarlyStop:
    """A run that stopped at one step and went back to the best one; epochs are counted from the start."""

    best_step: int
    best_epoch: float
    best_loss: float
    stopped_step: int
    stopped_epoch: float


class HeldOut:
    """At which ends of epochs the held-out loss was lower than at any before, and what it was.

    The best step of any moment is the last of them up to it: so a run that was rewound and goes another way knows what
    it knew then.
    """

    def __init__(self) -> None:
        self._steps, self._losses = array("q"), array("d")

    def best(self, step: int, since: int) -> tuple[int, float] | None:
        """Return step and loss of the best end of an epoch in (since, step]; None where there was none."""
        place = bisect_right(self._steps, step) - 1
        return None if place < 0 or self._steps[place] <= since else (self._steps[place], self._losses[place])

    def note(self, step: int, loss: float, since: int) -> None:
        """Remember the loss at the end of an epoch if it is the lowest after `since`."""
        best = self.best(step, since)
        if best is None or loss < best[1]:
            self._steps.append(step)
            self._losses.append(loss)

    def truncate(self, step: int) -> None:
        """Forget what came after `step`."""
        kept = bisect_right(self._steps, step)
        del self._steps[kept:]
        del self._losses[kept:]

    @property
    def rows(self) -> Array:
        """Return what is remembered as (m, 2): steps, losses."""
        return np.column_stack([np.array(self._steps, np.float64), np.array(self._losses, np.float64)])

    @rows.setter
    def rows(self, rows: Array) -> None:
        if rows.ndim != 2 or rows.shape[1] != 2 or (np.diff(rows[:, 0]) <= 0).any():
            raise ValueError("the held-out losses must be (m, 2) with steps that go forward")
        self._steps, self._losses = array("q", rows[:, 0].astype(np.int64)), array("d", rows[:, 1])


class EarlyStopping:
    """Looks at the held-out loss at each end of an epoch; `returned_to` is the best step, after the run was stopped."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self.held_out = HeldOut()
        self.returned_to: int | None = None

    @staticmethod
    def watches(settings: Settings) -> bool:
        """Return whether a run is to be stopped when the held-out loss falls no more."""
        return settings.patience > 0 and len(settings.split.X_test) > 0

    def gives_up(self, step: int, loss: float, patience: int) -> bool:
        """Take the held-out loss at the end of an epoch; return whether it has not fallen for `patience` epochs."""
        timeline, since = self._timeline, self._timeline.watched_since(step)
        self.held_out.note(step, loss, since)
        best = self.held_out.best(step, since)
        return best is not None and timeline.epoch(step) - timeline.epoch(best[0]) > patience - 0.5

    def best(self, step: int) -> int | None:
        """Return the best step up to `step`; None where there was none."""
        best = self.held_out.best(step, self._timeline.watched_since(step))
        return None if best is None else best[0]

    def forget(self, step: int) -> None:
        """Go on from `step` as if nothing had come after it."""
        self.returned_to = None
        self.held_out.truncate(step)

    def story(self, stopped: int | None) -> EarlyStop | None:
        """Return what is told of a run that was `stopped` and went back to its best step; None of any other."""
        best = self.returned_to
        if best is None or stopped is None:
            return None
        lowest = self.held_out.best(best, best - 1)
        loss = np.nan if lowest is None else lowest[1]
        return EarlyStop(best, self._timeline.epoch(best), loss, stopped, self._timeline.epoch(stopped))
