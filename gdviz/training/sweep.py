"""Many trainings that differ in a few settings, in worker processes that joblib runs, here or on a Dask cluster."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import active_children
from typing import Any
from urllib.parse import urlsplit

from gdviz.training.digits_headless import images_of, train_on_images
from gdviz.training.ending import PATIENCE
from gdviz.training.image_task import VARIED, ImageTask, SweepRun
from gdviz.training.sweep_signals import RunSignals, SweepSignals

NICE = 10  # the window comes first
CONNECT_SECONDS = 5
KILL_SECONDS = 0.02  # how often it is looked whether another process has come to be
CLUSTER_PORT = 8786  # where Dask's scheduler usually listens
COLUMNS = (
    "varied", "value", *VARIED, "status", "trained_epochs", "steps", "seconds", "parameters", "loss", "accuracy",
    "val_loss", "val_accuracy", "test_loss", "test_accuracy",
)  # fmt: skip

Outcome = dict[str, Any]
"""What `DigitsResult.plain` says, with "varied", "value" and "at" (values by setting), or an "error"."""


class Sweep:
    """Trains the runs of a task in as many processes as there are processors, or on the Dask `cluster` at an address.

    `outcomes` has a place for each run, None until it is done. It waits for nothing: whoever shows it looks now and
    then. `problem` is a sentence where the sweep could not be run.
    """

    def __init__(self, task: ImageTask, workers: int | None = None, cluster: str = "") -> None:
        self.runs: list[SweepRun] = task.runs()
        self.outcomes: list[Outcome | None] = [None] * len(self.runs)
        self.problem = ""
        self.started = time.monotonic()
        self._signals = SweepSignals.fresh()
        self._done: queue.SimpleQueue[tuple[int, Outcome]] = queue.SimpleQueue()
        self._cancelled = False
        self._let_go: Callable[[], object] | None = None  # of what a cluster still works on
        self._workers, self._task = min(workers or os.cpu_count() or 1, len(self.runs)), task
        self._thread = threading.Thread(target=self._work, args=(cluster,), name="gdviz sweep", daemon=True)
        self._thread.start()

    def look(self) -> bool:
        """Take over what is done; return whether all of it is, or it was cancelled."""
        ended = not self._thread.is_alive()
        while not self._done.empty():
            place, outcome = self._done.get()
            never_begun = outcome["status"] == "stopped" and not outcome["epochs"]
            self.outcomes[place] = None if never_begun else outcome
        return ended

    @property
    def progress(self) -> float:
        """Return the share of all work that is done."""
        shares = [
            1.0 if outcome is not None else self._signals.share(place) for place, outcome in enumerate(self.outcomes)
        ]
        return sum(shares) / len(self.runs)

    @property
    def seconds_left(self) -> float:
        """Return how long the rest will take if it goes on like this; NaN at first."""
        done = self.progress
        return (time.monotonic() - self.started) * (1.0 - done) / done if done > 0.01 else float("nan")

    def cancel(self) -> None:
        """Train no further: what runs ends after its present batch, and what is done stays."""
        self._cancelled = True
        self._signals.stop()
        if self._let_go is not None:
            with contextlib.suppress(Exception):  # whatever a cluster says to that, nobody waits for it any more
                self._let_go()

    def close(self, seconds: float = PATIENCE) -> None:
        """End the processes of this machine at once, wherever they are, and wait for that, so many seconds at most.

        To ask them would take seconds: one that has just been started first loads its libraries and the images.
        """
        self.cancel()
        until = time.monotonic() + seconds
        while self._thread.is_alive() and time.monotonic() < until:
            for process in active_children():
                if type(process).__name__ == "LokyProcess":  # to import it here might wait for the thread's own import
                    process.terminate()
            self._thread.join(KILL_SECONDS)
        self._signals.forget()

    def _work(self, cluster: str) -> None:
        """Run it all, in a thread of its own: joblib waits for its workers."""
        try:
            with _on_cluster(cluster) if cluster else _on_this_machine(self._workers) as (parallel, let_go):
                self._let_go = let_go
                for place, outcome in parallel(self._calls()):
                    self._done.put((place, outcome))
        except Exception as error:
            if not self._cancelled:
                self.problem = _reason(error, cluster)

    def _calls(self) -> Iterator[Any]:
        from joblib import delayed

        train = delayed(train_run)
        for place, run in enumerate(self.runs):
            if self._cancelled:
                return
            yield train(place, run, self._task.data, self._task.first, self._signals)


@contextlib.contextmanager
def _on_this_machine(workers: int) -> Iterator[tuple[Any, None]]:
    from joblib import Parallel  # takes a tenth of a second, which only this needs
    from joblib.externals.loky import get_reusable_executor

    try:
        # of one job joblib makes none in a process, but one in this thread, which would hold up the window
        yield Parallel(max(2, workers), backend="loky", batch_size=1, return_as="generator_unordered"), None
    finally:
        get_reusable_executor().shutdown(wait=True)


@contextlib.contextmanager
def _on_cluster(address: str) -> Iterator[tuple[Any, Callable[[], object]]]:
    from distributed import Client
    from joblib import Parallel, parallel_config

    there = urlsplit(address)
    # asked first, since a client that finds nobody leaves its thread behind
    with socket.create_connection((there.hostname or "", there.port or CLUSTER_PORT), CONNECT_SECONDS):
        pass
    with (
        Client(address, timeout=CONNECT_SECONDS, set_as_default=False) as client,  # type: ignore[no-untyped-call]
        parallel_config(backend="dask", client=client),
    ):
        yield Parallel(batch_size=1, return_as="generator_unordered"), client.close


def _reason(error: Exception, cluster: str) -> str:
    if isinstance(error, ImportError):
        return "A cluster needs Dask: `pip install gdviz[dask]` brings it."
    if cluster and isinstance(error, (OSError, TimeoutError, ValueError)):
        return f"No Dask cluster answers at {cluster}."
    if type(error).__name__ in ("TerminatedWorkerError", "BrokenProcessPool"):
        return "A process of the sweep ended, perhaps for want of memory; what was done is kept."
    return f"The sweep ended: {type(error).__name__}: {error}."


def ranked(outcomes: Sequence[Outcome | None]) -> list[Outcome]:
    """Return the runs that were trained to their end, the best on test images first."""
    known = [outcome for outcome in outcomes if outcome is not None and outcome.get("test_accuracy") is not None]
    finished = [outcome for outcome in known if outcome["status"] == "finished"]
    return sorted(finished, key=lambda outcome: -float(outcome["test_accuracy"]))


def sweep_table(outcomes: Sequence[Outcome | None]) -> str:
    """Return all runs that are done as CSV, in their order."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for outcome in outcomes:
        if outcome is not None:
            writer.writerow({**outcome, "trained_epochs": outcome.get("epochs"), "epochs": "", **outcome["at"]})
    return text.getvalue()


def train_run(place: int, run: SweepRun, data: str, first: int | None, signals: SweepSignals) -> tuple[int, Outcome]:
    """Train one run, in whichever process; return its place, and what came of it."""
    _be_nice()
    told = RunSignals(signals, place)
    at = {"varied": run.name, "value": run.value, "at": dict(run.settings)}
    if told.stopped():
        return place, {**at, "status": "stopped", "epochs": 0}
    try:
        result = train_on_images(run.recipe, images_of(data, first), on_batch=told.count, stop_wanted=told.stopped)
    except (ValueError, MemoryError) as error:
        return place, {**at, "status": "failed", "error": str(error) or "there is not enough memory"}
    return place, {**at, **result.plain()}


def _be_nice() -> None:
    """Let the window come first: once a process, and never in one that runs a window itself."""
    if hasattr(os, "nice") and os.nice(0) < NICE and threading.current_thread() is threading.main_thread():
        os.nice(NICE - os.nice(0))
