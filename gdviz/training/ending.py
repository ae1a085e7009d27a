"""The end of worker threads: all are told before any is waited for."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Protocol

PATIENCE = 5.0  # seconds


class Worker(Protocol):
    """Something with a thread of its own."""

    def end(self) -> None:
        """Tell the thread to end; returns at once."""

    def stop(self, timeout: float = PATIENCE) -> bool:
        """End the thread and wait for it; return whether it ended in time."""


def end_all(workers: Iterable[Worker | None], seconds: float = PATIENCE) -> bool:
    """End all of them, which takes no longer than `seconds`; return whether they ended in time.

    A thread in the midst of one large matrix product hears nothing until it is through.
    """
    there = [worker for worker in workers if worker is not None]
    for worker in there:
        worker.end()
    until = time.monotonic() + seconds
    ended = [worker.stop(max(0.0, until - time.monotonic())) for worker in there]
    return all(ended)
