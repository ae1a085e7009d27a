"""A training on images as it stands between two batches: what it needs to go on to the bit, and its curves."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdviz.core.fitting import FitState
from gdviz.core.operations import Array
from gdviz.training.entries import real, table, text, whole

STATES = ("paused", "stopped", "finished")
MOST_VALUES = 20_000_000  # numbers in all arrays: what is larger would make session files slow


@dataclass(frozen=True, eq=False)
class DigitsCheckpoint:
    """What the fit keeps, the history of its tests, and the points of the curves; all copies.

    `state` is "paused", "stopped" or "finished"; `drawings` is how many were among the training images.
    """

    fit: FitState
    state: str
    test_history: dict[str, list[float]]
    points: dict[str, Array]
    seconds: float
    drawings: int

    @property
    def place(self) -> tuple[int, int]:
        """Return the epoch and the batch that come next."""
        return self.fit.facts["epoch"], self.fit.facts["batch"]

    @property
    def size(self) -> int:
        """Return how many numbers it holds."""
        return sum(array.size for array in (*self.fit.arrays.values(), *self.points.values()))


def checkpoint_values(checkpoint: DigitsCheckpoint) -> dict[str, Any]:
    """Return names, numbers, strings and arrays; figures that are no numbers are told in JSON's way with NaN."""
    return {
        "state": checkpoint.state,
        "facts": json.dumps({"fit": checkpoint.fit.facts, "tests": checkpoint.test_history}),
        "seconds": checkpoint.seconds,
        "drawings": checkpoint.drawings,
        "arrays": dict(checkpoint.fit.arrays),
        "points": dict(checkpoint.points),
    }


def checkpoint_from(values: Mapping[str, Any]) -> DigitsCheckpoint:
    """Return what `checkpoint_values` took apart; raises ValueError, TypeError or KeyError where it cannot be.

    Whether it fits a network and images is found out by who goes on from it.
    """
    state = text(values["state"], "state")
    if state not in STATES:
        raise ValueError(f"state must be one of {', '.join(STATES)}; got {state!r}")
    facts = table(json.loads(text(values["facts"], "facts")), "facts")
    fit, tests = table(facts["fit"], "fit"), table(facts["tests"], "tests")
    whole(fit["epoch"], "epoch", 0, 1000)
    whole(fit["batch"], "batch", 0, 10**9)
    text(fit["stopped"], "stopped")
    _figure(fit["batch_loss"], "batch_loss")
    history = {name: _row(row, name) for name, row in table(fit["history"], "history").items()}
    if any(len(row) != fit["epoch"] for row in history.values()):
        raise ValueError(f"history must have {fit['epoch']} rows")
    callbacks = [table(each, "callback") for each in fit["callbacks"]]
    for callback in callbacks:
        best = callback.get("best_epoch")
        if best is not None:
            whole(best, "best_epoch", 0, 1000)
    test_history = {name: _row(tests[name], name) for name in ("test_loss", "test_accuracy")}
    return DigitsCheckpoint(
        FitState(_arrays(values["arrays"], "arrays"), {**fit, "history": history, "callbacks": callbacks}),
        state,
        test_history,
        _arrays(values["points"], "points"),
        real(values["seconds"], "seconds", 0.0),
        whole(values["drawings"], "drawings", 0),
    )


def _arrays(plain: Any, called: str) -> dict[str, Array]:
    arrays = table(plain, called)
    for name, array in arrays.items():
        if not isinstance(array, np.ndarray) or array.dtype.kind not in "fiu":
            raise TypeError(f"{name} must be an array of numbers")
    return {name: array.copy() for name, array in arrays.items()}


def _row(plain: Any, called: str) -> list[float]:
    if not isinstance(plain, list) or len(plain) > 1000:
        raise TypeError(f"{called} must be a list of at most 1000 numbers")
    return [_figure(value, called) for value in plain]


def _figure(value: Any, called: str) -> float:
    """Return a number that need not be finite: before the first batch, and where a loss left the numbers, it is not."""
    if isinstance(value, float) and not math.isfinite(value):
        return value
    return real(value, called)
