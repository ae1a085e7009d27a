"""An experiment trained without a window, and its results as plain numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from gdviz.training.build import generate, prepare
from gdviz.training.experiment import Experiment
from gdviz.training.race import Race
from gdviz.training.run import TrainingRun
from gdviz.training.snapshot import picture

PROGRESS_PARTS = 100  # how often `on_progress` hears of it


def train(experiment: Experiment, steps: int, on_progress: Callable[[int], None] | None = None) -> Race:
    """Return the race after so many steps, or as many as could be taken; `on_progress` hears the steps just taken.

    Raises ValueError where the parts of the experiment do not fit each other.
    """
    if steps < 0:
        raise ValueError(f"steps must be at least 0; got {steps}")
    _, _, spec = prepare(experiment, generate(experiment.data))
    race = Race(spec)
    portion = max(1, steps // PROGRESS_PARTS)
    while race.position < steps and not race.stopped:
        taken = race.advance(min(portion, steps - race.position))
        if on_progress is not None:
            on_progress(taken)
    return race


def results(experiment: Experiment, race: Race) -> list[dict[str, Any]]:
    """Return a dict for each method: strings, numbers and None only, as JSON knows them.

    `loss` and `accuracy` are those of the training rows; accuracy is None for regression. A run whose loss left the
    numbers shows its last finite state, with the status "diverged".
    """
    return [_result(experiment, key, run) for key, run in race.runs.items()]


def _result(experiment: Experiment, key: int, run: TrainingRun) -> dict[str, Any]:
    shown = picture(key, run)
    chosen = experiment.method(key)
    batch = {} if chosen.batch_size is None else {"batch_size": chosen.batch_size}
    return {
        "model": experiment.model.name,
        "method": shown.method,
        "settings": {**chosen.options, **batch},
        "status": shown.status,
        "steps": shown.step,
        "evaluations": shown.evaluations,
        "loss": _plain(shown.figures["train_loss"]),
        "accuracy": _plain(shown.figures["train_accuracy"]),
        "test_loss": _plain(shown.figures["test_loss"]),
        "test_accuracy": _plain(shown.figures["test_accuracy"]),
        "theta": dict(run.model.theta_by_name()),
    }


def _plain(number: float) -> float | None:
    return float(number) if math.isfinite(number) else None
