"""Many trainings that differ in one setting, in worker processes."""

from __future__ import annotations

import csv
import io
import os
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

from gdviz.training.digits_headless import images_of, train_on_images
from gdviz.training.image_task import ImageTask, SweepRun

NICE = 10  # the window comes first
COLUMNS = (
    "varied", "value", "status", "epochs", "steps", "seconds", "parameters", "loss", "accuracy", "val_loss",
    "val_accuracy", "test_loss", "test_accuracy",
)  # fmt: skip

Outcome = dict[str, Any]
"""What `DigitsResult.plain` says, with "varied" and "value", or an "error" instead of figures."""


class Sweep:
    """Trains the runs of a task in as many processes as there are processors; asked from outside how far it is.

    `outcomes` has a place for each run, None until it is done. It waits for nothing: whoever shows it looks now and
    then.
    """

    def __init__(self, task: ImageTask, workers: int | None = None) -> None:
        self.runs: list[SweepRun] = task.runs()
        self.outcomes: list[Outcome | None] = [None] * len(self.runs)
        self.started = time.monotonic()
        context = get_context("spawn")  # a forked child of a window with threads would be luck
        self._stop = context.Event()
        self._shares = context.Array("d", len(self.runs), lock=False)
        self._pool = ProcessPoolExecutor(
            min(workers or os.cpu_count() or 1, len(self.runs)), context, _begin, (self._stop, self._shares)
        )
        self._futures: list[Future[Outcome]] = [
            self._pool.submit(_train, place, run, task.data, task.first) for place, run in enumerate(self.runs)
        ]

    def look(self) -> bool:
        """Take over what is done; return whether all of it is, or it was cancelled."""
        for place, future in enumerate(self._futures):
            if self.outcomes[place] is None and future.done() and not future.cancelled():
                self.outcomes[place] = self._taken(place, future)
        return all(future.done() for future in self._futures)

    def _taken(self, place: int, future: Future[Outcome]) -> Outcome | None:
        try:
            outcome = future.result()
            never_begun = outcome["status"] == "stopped" and not outcome["epochs"]
            return None if never_begun else outcome
        except BrokenProcessPool:
            return _failed(self.runs[place], "its process ended, perhaps for want of memory")
        except Exception as error:
            return _failed(self.runs[place], f"{type(error).__name__}: {error}")

    @property
    def progress(self) -> float:
        """Return the share of all work that is done."""
        done = sum(
            1.0 if outcome is not None else min(1.0, share)
            for outcome, share in zip(self.outcomes, self._shares, strict=True)
        )
        return done / len(self.runs)

    @property
    def seconds_left(self) -> float:
        """Return how long the rest will take if it goes on like this; NaN at first."""
        done = self.progress
        return (time.monotonic() - self.started) * (1.0 - done) / done if done > 0.01 else float("nan")

    def cancel(self) -> None:
        """Train no further: what runs ends after its present batch, and what is done stays."""
        self._stop.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End the processes, and wait for that."""
        self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)


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
    writer.writerows(outcome for outcome in outcomes if outcome is not None)
    return text.getvalue()


_shared: dict[str, Any] = {}  # of a worker process


def _begin(stop: Any, shares: Any) -> None:
    _shared.update(stop=stop, shares=shares)
    if hasattr(os, "nice"):
        os.nice(NICE)


def _train(place: int, run: SweepRun, data: str, first: int | None) -> Outcome:
    stop, shares = _shared["stop"], _shared["shares"]

    def count(share: float, _loss: float) -> None:
        shares[place] = share

    try:
        result = train_on_images(run.recipe, images_of(data, first), on_batch=count, stop_wanted=stop.is_set)
    except (ValueError, MemoryError) as error:
        return _failed(run, str(error) or "there is not enough memory")
    return {"varied": run.name, "value": run.value, **result.plain()}


def _failed(run: SweepRun, error: str) -> Outcome:
    return {"varied": run.name, "value": run.value, "status": "failed", "error": error}
