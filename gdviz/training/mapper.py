"""A second thread for heatmaps and surfaces: they delay neither training nor the window."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from gdviz.training.ending import PATIENCE
from gdviz.training.latest import Latest

Job = Callable[[], Iterator[Any]]
"""Computes a map; yields it coarse first, then finer, and None where others may have their turn before the next.

It works on models of its own.
"""

TURN_SECONDS = 0.02  # a map that is not done after so long lets the others go on


class Mapper:
    """Computes maps by kind ("heatmap", "surface", ...); of each kind only the newest request counts.

    Between two results of a job, a newer request of the same kind ends it. The result under way is still delivered:
    who asks faster than it can be computed would else never see one. Kinds take turns, so that a slow surface does
    not hold up the heatmap.
    """

    def __init__(self) -> None:
        self.results: dict[str, Latest[Any]] = {}
        self.seconds: dict[str, float] = {}  # what the last result of a kind took
        self.failures: Latest[tuple[str, str]] = Latest()  # reason, traceback
        self._wanted: dict[str, Job] = {}
        self._running: dict[str, Iterator[Any]] = {}
        self._spent: dict[str, float] = {}  # seconds, on results that are under way
        self._wake = threading.Condition()
        self._ending = False
        self._thread = threading.Thread(target=self._work, name="gdviz mapper", daemon=True)
        self._thread.start()

    def ask(self, kind: str, job: Job) -> None:
        """Ask for a map; it arrives in `results[kind]`."""
        with self._wake:
            self.results.setdefault(kind, Latest())
            self._wanted[kind] = job
            self._wake.notify()

    def take(self, kind: str) -> Any:
        """Return the newest map of this kind that nobody has taken; None where there is none."""
        mailbox = self.results.get(kind)
        return None if mailbox is None else mailbox.take()

    @property
    def idle(self) -> bool:
        """True if nothing is asked for, computed or waiting to be taken."""
        with self._wake:
            waiting = any(mailbox.waiting for mailbox in (self.failures, *self.results.values()))
            return not (self._wanted or self._running or waiting)

    def ending(self) -> bool:
        """True once it was told to stop: a long job asks now and then, and gives up."""
        return self._ending

    def idle_of(self, kind: str) -> bool:
        """True if no map of this kind is asked for or computed."""
        with self._wake:
            return kind not in self._wanted and kind not in self._running

    def end(self) -> None:
        """Tell the thread to end; returns at once."""
        with self._wake:
            self._ending = True
            self._wanted.clear()
            self._wake.notify()

    def stop(self, timeout: float = PATIENCE) -> bool:
        """End the thread and wait for it; return whether it ended in time."""
        self.end()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while True:
            with self._wake:
                while not (self._wanted or self._running or self._ending):
                    self._wake.wait()
                if self._ending:
                    return
                for kind in [kind for kind in self._wanted if kind not in self._spent]:
                    self._running[kind] = _results(self._wanted.pop(kind))
                turns = list(self._running.items())
            for kind, results in turns:
                if self._ending:
                    return
                began = time.perf_counter()
                try:
                    result = _turn(results, began + TURN_SECONDS)
                    spent = self._spent.pop(kind, 0.0) + time.perf_counter() - began
                    if result is None:
                        self._spent[kind] = spent
                    else:
                        self.seconds[kind] = spent
                        self.results[kind].put(result)
                except StopIteration:
                    self._forget(kind)
                except Exception as error:  # an unexpected defect: the thread and the other maps go on
                    self.failures.put((f"{type(error).__name__}: {error}", traceback.format_exc()))
                    self._forget(kind)

    def _forget(self, kind: str) -> None:
        with self._wake:
            del self._running[kind]
            self._spent.pop(kind, None)


def _results(job: Job) -> Iterator[Any]:
    """Begin the job only when its first result is asked for, in its turn."""
    yield from job()


def _turn(results: Iterator[Any], until: float) -> Any:
    """Return the next result, or None if there is none in time."""
    while True:
        result = next(results)
        if result is not None or time.perf_counter() >= until:
            return result
