"""A second thread for heatmaps and surfaces: they delay neither training nor the window."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from gdviz.training.latest import Latest

Job = Callable[[], Iterator[Any]]
"""Computes a map; yields it coarse first, then finer. It works on models of its own."""


class Mapper:
    """Computes maps by kind ("heatmap", "surface", ...); of each kind only the newest request counts.

    Between two results of a job, a newer request of the same kind ends it. Kinds take turns, so that a slow surface
    does not hold up the heatmap.
    """

    def __init__(self) -> None:
        self.results: dict[str, Latest[Any]] = {}
        self.failures: Latest[tuple[str, str]] = Latest()  # reason, traceback
        self._wanted: dict[str, Job] = {}
        self._wake = threading.Condition()
        self._ending = False
        self._busy = False
        self._running: set[str] = set()
        self._thread = threading.Thread(target=self._work, name="gdviz mapper", daemon=True)
        self._thread.start()

    def ask(self, kind: str, job: Job) -> None:
        """Ask for a map; it arrives in `results[kind]`."""
        with self._wake:
            self.results.setdefault(kind, Latest())
            self._wanted[kind] = job
            self._wake.notify()

    @property
    def idle(self) -> bool:
        """True if nothing is asked for, computed or waiting to be taken."""
        with self._wake:
            return not (self._wanted or self._busy or any(result.waiting for result in self.results.values()))

    def idle_of(self, kind: str) -> bool:
        """True if no map of this kind is asked for or computed."""
        with self._wake:
            return kind not in self._wanted and kind not in self._running

    def stop(self, timeout: float = 5.0) -> bool:
        """End the thread and wait for it; return whether it ended in time."""
        with self._wake:
            self._ending = True
            self._wanted.clear()
            self._wake.notify()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        running: dict[str, Iterator[Any]] = {}
        while True:
            with self._wake:
                self._busy = bool(running)
                self._running = set(running)
                while not (self._wanted or running or self._ending):
                    self._wake.wait()
                if self._ending:
                    return
                self._busy = True
                running.update({kind: job() for kind, job in self._wanted.items()})
                self._running = set(running)
                self._wanted.clear()
            for kind, job in list(running.items()):
                try:
                    self.results[kind].put(next(job))
                except StopIteration:
                    del running[kind]
                except Exception as error:  # an unexpected defect: the thread and the other maps go on
                    del running[kind]
                    self.failures.put((f"{type(error).__name__}: {error}", traceback.format_exc()))
