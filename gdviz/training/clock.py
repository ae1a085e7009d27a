"""What a step is timed with."""

from __future__ import annotations

import time

FINE = 1e-6  # seconds: a step of a small model takes no more than a few of these


def _chosen() -> str:
    """Return the name of the clock: of the work of this thread alone where the machine measures that finely enough.

    A step that waits, for another program or for the window's share of Python, has not become more expensive by it.
    """
    return "thread_time" if time.get_clock_info("thread_time").resolution <= FINE else "perf_counter"


CLOCK = _chosen()
seconds_worked = time.thread_time if CLOCK == "thread_time" else time.perf_counter
