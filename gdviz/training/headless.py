"""An experiment trained without a window, and its results as plain numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.polynomial import Polynomial

from gdviz.core.datasets import Dataset
from gdviz.core.models.polynomial import Polynomial as PolynomialModel
from gdviz.training.build import generate, prepare
from gdviz.training.experiment import Experiment
from gdviz.training.preparation import Preparation
from gdviz.training.race import Race
from gdviz.training.run import TrainingRun
from gdviz.training.snapshot import picture
from gdviz.training.user_units import AFFINE, is_weighted_sum, weights_in_user_units

PROGRESS_PARTS = 100  # how often `on_progress` hears of it


def train(
    experiment: Experiment,
    steps: int,
    on_progress: Callable[[int], None] | None = None,
    dataset: Dataset | None = None,
) -> Race:
    """Return the race after so many steps, or as many as could be taken; `on_progress` hears the steps just taken.

    Without a data set it is generated. Raises ValueError where the parts of the experiment do not fit each other, and
    for a learning rate of 0.
    """
    _, _, spec = prepare(experiment, generate(experiment.data) if dataset is None else dataset)
    race = Race(spec)
    if race.refused:
        raise ValueError(next(iter(race.refused.values())))
    for run in race.runs.values():
        run.method.check_start()
    return go_on(race, steps, on_progress)


def go_on(race: Race, steps: int, on_progress: Callable[[int], None] | None = None) -> Race:
    """Return `race` at step `steps`, rewound or advanced, or as far as it comes; `on_progress` as for `train`."""
    if steps < 0:
        raise ValueError(f"steps must be at least 0; got {steps}")
    if steps < race.position:
        race.rewind(steps)
    portion = max(1, steps // PROGRESS_PARTS)
    while race.position < steps and not race.stopped:
        taken = race.advance(min(portion, steps - race.position))
        if on_progress is not None:
            on_progress(taken)
    return race


def results(experiment: Experiment, race: Race, preparation: Preparation | None = None) -> list[dict[str, Any]]:
    """Return a dict for each method: strings, numbers and None only, as JSON knows them.

    `loss` and `accuracy` are those of the training rows, without L1 and L2; accuracy is None for regression.
    `seconds` are those that the steps worked, looking and recording not counted. `rows_per_step` is 0 where all rows
    were summed up once, before the first step.
    `status` is "stopped" after the steps asked for, "finished" where nothing more would change, "diverged" where
    the loss left the numbers: then the last finite state is shown.
    """
    if preparation is None:
        preparation = Preparation(generate(experiment.data), experiment.data)
    return [_result(experiment, preparation, key, run) for key, run in race.runs.items()]


def _result(experiment: Experiment, preparation: Preparation, key: int, run: TrainingRun) -> dict[str, Any]:
    shown = picture(key, run)
    chosen = experiment.method(key)
    batch = {} if chosen.batch_size is None else {"batch_size": chosen.batch_size}
    return {
        "data": experiment.data.source,
        "model": experiment.model.name,
        "method": shown.method,
        "settings": {**chosen.options, **batch},
        "status": shown.status if shown.status in ("finished", "diverged") else "stopped",
        "reason": shown.reason,
        "steps": shown.step,
        "evaluations": shown.evaluations,
        "rows_per_step": shown.rows_per_step,
        "seconds": round(shown.seconds, 6),
        "seconds_per_step": round(shown.seconds / shown.step, 9) if shown.step else None,
        "loss": _plain(shown.figures["train_loss"]),
        "accuracy": _plain(shown.figures["train_accuracy"]),
        "test_loss": _plain(shown.figures["test_loss"]),
        "test_accuracy": _plain(shown.figures["test_accuracy"]),
        "theta": {name: _plain(value) for name, value in run.model.theta_by_name().items()},
        **_coefficients(experiment, preparation, run),
    }


def _coefficients(experiment: Experiment, preparation: Preparation, run: TrainingRun) -> dict[str, Any]:
    """Return what a linear model has learned in the units of the file; nothing for other models.

    Of a polynomial these are the `coefficients` in x as the file has it, from x^0 on; of a weighted sum of columns the
    weights and the bias by name, `in_user_units`. With x' = (x - shift)/scale and y' likewise they are multiplied out.
    After log10 there are none in the user's units: then those of the transformed columns.
    """
    model, data = run.model, experiment.data
    if is_weighted_sum(model):
        has_log = "log10" in (data.transform_x.kind, data.transform_y.kind)
        told = weights_in_user_units(model, preparation, () if has_log else AFFINE)
        return {"in_user_units": {name: _plain(value) for name, value in told.items()}}
    if not isinstance(model, PolynomialModel):
        return {}
    curve = Polynomial(model.coefficients())
    if "log10" not in (data.transform_x.kind, data.transform_y.kind):
        ends = np.array([0.0, 1.0])
        x0, x1 = preparation.view_X(ends[:, None])[:, 0]
        y0, y1 = preparation.data_y(ends)
        with np.errstate(all="ignore"):
            curve = y0 + (y1 - y0) * curve(Polynomial([x0, x1 - x0]))
    missing = [0.0] * (model.degree + 1 - len(curve.coef))  # NumPy drops leading zeros
    return {"coefficients": [*(_plain(float(value)) for value in curve.coef), *missing]}


def _plain(number: float) -> float | None:
    return float(number) if math.isfinite(number) else None
