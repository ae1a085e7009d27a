"""All columns of the table behind the data, of which a model sees one or two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.datasets.carried import carried_table
from gdviz.core.operations import Array
from gdviz.session.session import Session

TABLES = {"boston": "boston_housing", "iris": "iris"}  # the file behind a source
AXES = {"boston": ("x", "target"), "iris": ("x1", "x2")}  # which options name the columns across and up


@dataclass(frozen=True, eq=False)
class Columns:
    """Names and values (n, d); `across` and `up` are the places of those that are drawn."""

    names: tuple[str, ...]
    values: Array
    across: int
    up: int
    can_choose: bool  # whether others can be drawn instead


def all_columns(session: Session) -> Columns | None:
    """Return the columns of numbers; None where there are fewer than two."""
    choice, dataset = session.experiment.data, session.dataset
    if choice.source in TABLES:
        table = carried_table(TABLES[choice.source])
        columns = [column for column in map(table.column, table.numeric_names) if column.numbers is not None]
        names = tuple(column.name for column in columns)
        values = np.column_stack([column.numbers for column in columns if column.numbers is not None])
        defaults = {"x": "RM", "target": "MEDV", "x1": "petal_length", "x2": "petal_width"}
        across, up = (names.index(str(choice.options.get(axis, defaults[axis]))) for axis in AXES[choice.source])
        return Columns(names, values, across, up, True)
    names, values = dataset.feature_names, dataset.X
    if dataset.task == "regression":
        names, values = (*names, dataset.target_name), np.column_stack([values, dataset.y])
    up = 1 if dataset.task == "classification" else len(names) - 1
    return Columns(names, values, 0, up, False) if len(names) > 1 and dataset.n > 1 else None


def choose(session: Session, across: int, up: int) -> bool:
    """Draw these two columns against each other; return False where that cannot be."""
    columns = all_columns(session)
    if columns is None or not columns.can_choose or across == up:
        return False
    data = session.experiment.data
    names = dict(zip(AXES[data.source], (columns.names[across], columns.names[up]), strict=True))
    options = {**data.options, **names}
    if data.source == "boston":
        options["columns"] = ""
    return session.set_data(session.tr("Columns"), options=options)
