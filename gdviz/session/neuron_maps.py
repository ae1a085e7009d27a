"""What every neuron answers, over the plane, along the one input or over the rows of the data: jobs for the mapper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gdviz.core.anatomy import Neuron, look_inside
from gdviz.core.datasets import Dataset
from gdviz.core.operations import Array
from gdviz.session.edits import plane_rows
from gdviz.session.maps import Extent
from gdviz.training.preparation import Blueprint, Preparation

Over = Literal["plane", "line", "rows"]
FOCUS_SIDE = 100
MARGIN = 0.12
MOST_ROWS = 64


@dataclass(frozen=True, eq=False)
class NeuronMaps:
    """Outputs of all neurons by column: (n, side, side) over a plane, row 0 at the bottom, else (n, side).

    `lows` and `highs` (n,) by column are those of the sums z (of the inputs themselves in column 0). `focus` is the
    neuron that was asked for large, `large` (FOCUS_SIDE, FOCUS_SIDE) its output over `focus_extent`.
    """

    number: int
    step: int
    over: Over
    extent: Extent
    outputs: tuple[Array, ...]
    lows: tuple[Array, ...]
    highs: tuple[Array, ...]
    focus: Neuron | None = None
    focus_extent: Extent | None = None
    large: Array | None = None


def over_what(dataset: Dataset) -> Over:
    """Return what the pictures of neurons are drawn over: two inputs are a plane, one is a line."""
    return "line" if dataset.n_features == 1 else "plane" if dataset.n_features == 2 else "rows"


def square_around(dataset: Dataset, preparation: Preparation) -> Extent:
    """Return the extent of the drawn inputs with free space around them; an empty plane is from -6 to 6."""
    if not dataset.n:
        return (-6.0, 6.0, -6.0, 6.0)
    if dataset.n_features == 1:
        places = np.repeat(preparation.view_X(dataset.X), 2, axis=1)
    else:
        places = (
            preparation.view_X(dataset.X)[:, :2] if dataset.task == "regression" else plane_rows(dataset, preparation)
        )
    low, high = places.min(axis=0), places.max(axis=0)
    with np.errstate(all="ignore"):
        span = np.where(high > low, high - low, np.maximum(1.0, np.abs(high)))
        low, high = low - MARGIN * span, high + MARGIN * span
    return (float(low[0]), float(high[0]), float(low[1]), float(high[1]))


def rows_by_target(dataset: Dataset, preparation: Preparation) -> Array:
    """Return up to 64 rows of inputs in the order of their targets, evenly chosen."""
    order = np.argsort(dataset.y, kind="stable")
    chosen = order[np.linspace(0, len(order) - 1, min(MOST_ROWS, len(order))).astype(np.int64)] if len(order) else order
    return preparation.inputs(dataset.X[chosen])


def neuron_maps(
    number: int,
    step: int,
    blueprint: Blueprint,
    preparation: Preparation,
    dataset: Dataset,
    theta: Array,
    side: int,
    focus: Neuron | None,
    focus_extent: Extent | None,
) -> Iterator[NeuronMaps]:
    """Yield the pictures of all neurons, `side` places wide, and that of `focus` in fine."""
    model = blueprint.make(theta)
    over = over_what(dataset)
    extent = square_around(dataset, preparation)
    rows = rows_by_target(dataset, preparation) if over == "rows" else _places(over, preparation, extent, side)
    with np.errstate(all="ignore"):
        inside = look_inside(model, rows)
    shape = (-1, side, side) if over == "plane" else (-1, len(rows))
    spread = [inside.outputs[0], *inside.sums]
    large = None
    if over == "plane" and focus is not None and focus_extent is not None and focus[0] < len(inside.outputs):
        with np.errstate(all="ignore"):
            fine = look_inside(model, _places(over, preparation, focus_extent, FOCUS_SIDE)).outputs[focus[0]]
        if focus[1] < fine.shape[1]:
            large = fine[:, focus[1]].reshape(FOCUS_SIDE, FOCUS_SIDE)
    yield NeuronMaps(
        number, step, over, extent,
        tuple(np.ascontiguousarray(part.T).reshape(shape) for part in inside.outputs),
        tuple(part.min(axis=0) for part in spread),
        tuple(part.max(axis=0) for part in spread),
        focus, focus_extent, large,
    )  # fmt: skip


def _places(over: Over, preparation: Preparation, extent: Extent, side: int) -> Array:
    xs = np.linspace(extent[0], extent[1], side)
    if over == "line":
        return preparation.inputs_of_view(xs[:, None])
    ys = np.linspace(extent[2], extent[3], side)
    return preparation.inputs_of_view(np.column_stack([np.tile(xs, side), np.repeat(ys, side)]))
