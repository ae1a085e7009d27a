"""Tables with every digit and the experiment in their head: points, history, trajectory, loss surface."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from gdviz.core.datasets import Dataset
from gdviz.core.grouped import grouped
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.operations import Array
from gdviz.core.planes import Plane
from gdviz.export.csv_text import csv_field, csv_text
from gdviz.export.header import header
from gdviz.training.experiment import Experiment
from gdviz.training.freezing import RunState
from gdviz.training.session_values import SavedSession

MOST_PARAMETERS = 16_384
_LOSSES, _ACCURACIES = ("train_loss", "test_loss", "batch_loss"), ("train_accuracy", "test_accuracy")
_SERIES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "batch_loss")
_SHARE = "shares of the rows"
_UNITS = {
    "step": "steps",
    "epoch": "passes over the training points",
    "seconds": "s",
    "evaluations": "evaluations of the loss",
}


def data_table(experiment: Experiment, dataset: Dataset, train_mask: Array | None) -> str:
    """Return the points, a row each, and which are for training."""
    names = [*dataset.feature_names, dataset.target_name]
    units = dict(zip(names, [*dataset.feature_units, dataset.target_unit], strict=True))
    rows = []
    for place in range(dataset.n):
        target = dataset.class_names[dataset.y[place]] if dataset.n_classes else csv_field(dataset.y[place])
        part = "" if train_mask is None or len(train_mask) != dataset.n else "training" if train_mask[place] else "test"
        rows.append([*map(csv_field, dataset.X[place]), target, part])
    part = "set" if "set" not in names else "set (gdviz)"
    return header("points", experiment, dataset, units, holds_rows=True) + csv_text([*names, part], rows)


def history_table(session: SavedSession) -> str:
    """Return a row for each method and recorded step: losses, accuracies, costs, and the settings that held there.

    Raises ValueError where nothing was trained.
    """
    runs = _runs(session)
    options = list(dict.fromkeys(name for _, run in runs for e in run.timeline for name in e.settings.options))
    rows: list[list[Any]] = []
    for title, run in runs:
        columns = run.series.columns
        for place, step in enumerate(run.series.steps.tolist()):
            entry = [e for e in run.timeline if e.step <= step][-1]
            settings = entry.settings
            epoch = entry.epoch + (step - entry.step) / settings.steps_per_epoch
            n = len(settings.split.X_train)
            batch = n if settings.batch_size is None else min(settings.batch_size, n)
            figures = [columns["evaluations"][place], *(columns[name][place] for name in _SERIES)]
            held = [_setting(settings.options.get(name, "")) for name in options]
            rows.append([title, step, csv_field(epoch), csv_field(columns["seconds"][place]), int(figures[0]),
                         *map(csv_field, figures[1:]), settings.loss, *map(csv_field, (settings.l1, settings.l2)),
                         batch, *held])  # fmt: skip
    names = ["method", "step", "epoch", "seconds", "evaluations", *_SERIES, "loss", "l1", "l2", "batch_size", *options]
    units = {**_UNITS, **dict.fromkeys(_LOSSES, _loss(session.experiment)), **dict.fromkeys(_ACCURACIES, _SHARE)}
    units |= {"l1": "", "l2": "", "batch_size": "rows"}
    return header("history of the run", session.experiment, session.dataset, units) + csv_text(names, rows)


def trajectory_table(session: SavedSession) -> str:
    """Return theta at every step that was kept, a column each parameter.

    Raises ValueError where nothing was trained, or the model has too many parameters for a table.
    """
    runs, race = _runs(session), session.race
    assert race is not None
    size = race.blueprint.prototype.theta.size
    if size > MOST_PARAMETERS:
        raise ValueError(
            f"a table of the trajectory has at most {grouped(MOST_PARAMETERS)} parameters; "
            f"this model has {grouped(size)}"
        )
    rows = []
    for title, run in runs:
        places = {
            int(step): theta
            for step, theta in zip(run.checkpoints.steps, run.checkpoints.columns["theta"], strict=True)
        }
        places[run.position] = run.now["theta"]
        rows += [[title, step, *map(csv_field, places[step])] for step in sorted(places)]
    names = ["method", "step", *race.blueprint.prototype.component_names]
    units = {"step": "steps", "each parameter": ""}
    return header("trajectory", session.experiment, session.dataset, units) + csv_text(names, rows)


def surface_table(
    experiment: Experiment, dataset: Dataset, plane: Plane, extent: Sequence[float], values: Array
) -> str:
    """Return the training loss with penalty over the grid (rows, columns) of a plane, or along one parameter."""
    across = np.linspace(extent[0], extent[1], values.shape[1])
    up = np.linspace(extent[2], extent[3], values.shape[0])
    if len(values) == 1:
        rows: Iterable[list[Any]] = ([csv_field(a), csv_field(loss)] for a, loss in zip(across, values[0], strict=True))
        names = [plane.u_name, "loss"]
    else:
        rows = (
            [csv_field(a), csv_field(b), csv_field(values[j, i])]
            for j, b in enumerate(up)
            for i, a in enumerate(across)
        )
        names = [plane.u_name, plane.v_name, "loss"]
    units = {**dict.fromkeys(names[:-1], ""), "loss": _loss(experiment)}
    return header(f"loss surface over {' and '.join(names[:-1])}", experiment, dataset, units) + csv_text(names, rows)


def _loss(experiment: Experiment) -> str:
    return LOSSES[experiment.loss].title.lower()


def _runs(session: SavedSession) -> list[tuple[str, RunState]]:
    if session.race is None or not session.race.runs:
        raise ValueError("there is no run to export yet")
    titles = [METHODS[run.method].title for run in session.race.runs.values()]
    named = [f"{t} {titles[:i].count(t) + 1}" if titles.count(t) > 1 else t for i, t in enumerate(titles)]
    return list(zip(named, session.race.runs.values(), strict=True))


def _setting(value: Any) -> Any:
    return csv_field(value) if isinstance(value, float) else value
