"""Numbers as CSV: the loss curve of every method, and the points."""

from __future__ import annotations

import csv
import io

import numpy as np

from gdviz.core.datasets import Dataset
from gdviz.core.methods import METHODS
from gdviz.training.run import SERIES
from gdviz.training.snapshot import Snapshot


def curve_csv(snapshot: Snapshot) -> str:
    """Return one row a recorded step and method: method, step, and the series, with empty fields for what is not."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["method", "step", *SERIES])
    for lane in snapshot.lanes:
        for place, step in enumerate(lane.steps):
            figures = [lane.series[name][place] for name in SERIES]
            writer.writerow([METHODS[lane.method].title, int(step), *map(_field, figures)])
    return out.getvalue()


def data_csv(dataset: Dataset, train_mask: np.ndarray | None) -> str:
    """Return the points with their names and, where known, which are for training."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*dataset.feature_names, dataset.target_name, "set"])
    for place in range(dataset.n):
        target = dataset.class_names[dataset.y[place]] if dataset.n_classes else _field(dataset.y[place])
        part = "" if train_mask is None else "training" if train_mask[place] else "test"
        writer.writerow([*map(_field, dataset.X[place]), target, part])
    return out.getvalue()


def _field(value: float) -> str:
    return repr(float(value)) if np.isfinite(value) else ""
