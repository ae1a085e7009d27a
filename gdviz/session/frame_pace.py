"""How often the window takes a new moment of a race at full speed: as often as leaves the trainer its time."""

from __future__ import annotations

import time

WINDOW_SHARE = 0.35  # of the time that the window's own thread may work: what it takes, a busy trainer waits for
LONGEST_MILLISECONDS = 100
SMOOTHING = 0.8  # frames differ in what they paint
GRAIN = 5  # milliseconds: a timer that is set anew begins anew


class FramePace:
    """Weighs what frames cost, in this thread's processor time, against the time between them."""

    def __init__(self) -> None:
        self._worked = time.thread_time()
        self._cost = 0.0

    def milliseconds(self, shortest: int, races: bool) -> int:
        """Return how long the frame that begins now may last, at least `shortest`; it is that if nothing `races`."""
        worked = time.thread_time()
        cost, self._worked = worked - self._worked, worked
        if not races:
            self._cost = 0.0
            return shortest
        self._cost = SMOOTHING * self._cost + (1.0 - SMOOTHING) * cost
        wanted = GRAIN * round(1000 * self._cost / WINDOW_SHARE / GRAIN)
        return max(shortest, min(LONGEST_MILLISECONDS, wanted))
