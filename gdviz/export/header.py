"""The commented head of an exported table: what it is, its units, and the experiment that made it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np

from gdviz import __version__
from gdviz.core.datasets import Dataset
from gdviz.core.datasets.csv_table import CsvError, parse_table
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models import MODELS
from gdviz.training.entries import complaint
from gdviz.training.experiment import Experiment
from gdviz.training.text_code import Shared, plain_of, shared_of

FIRST = "# gdviz"
_EXPERIMENT, _ROWS = "# gdviz-experiment: ", "# gdviz-rows: "
MOST_HEADER_BYTES = 32 * 2**20


def header(
    what: str, experiment: Experiment, dataset: Dataset, units: Mapping[str, str], *, holds_rows: bool = False
) -> str:
    """Return the comment lines of a table; `holds_rows` if the table itself holds the points."""
    methods = "; ".join(_method(experiment, key) for key in (m.key for m in experiment.methods if m.active))
    source = dataset.title or experiment.data.source
    lines = [
        f"{FIRST} {__version__}: {what}",
        f"# data: {source}, {dataset.n} points, {experiment.data.train_share:.0%} for training",
        f"# model: {MODELS[experiment.model.name].title}{_options(experiment.model.options)}",
        f"# loss: {LOSSES[experiment.loss].title}, l1 {experiment.l1:g}, l2 {experiment.l2:g}",
        f"# methods: {methods}",
        "# units: " + "; ".join(f"{name} in {unit}" if unit else f"{name}: a number" for name, unit in units.items()),
    ]
    if holds_rows:
        columns = {"x": list(dataset.feature_names), "y": dataset.target_name}
        lines.append(_ROWS + json.dumps(columns))
    plain = plain_of(experiment, dataset, rows=not holds_rows)
    lines.append(_EXPERIMENT + json.dumps(plain, allow_nan=False, separators=(",", ":")))
    return "".join(" ".join(line.splitlines()) + "\n" for line in lines)


def restored(content: bytes) -> Shared | None:
    """Return the experiment that an exported table came from, its points too; None if the table names none.

    Points that the table itself holds are read from its rows, so that what was changed there counts. Raises CsvError,
    one sentence, where the head cannot be read.
    """
    if not content.lstrip(b"\xef\xbb\xbf").startswith(FIRST.encode()):
        return None
    plain = columns = None
    try:
        for line in content[:MOST_HEADER_BYTES].decode("utf-8-sig", "ignore").splitlines():
            if not line.startswith("#"):
                break
            if line.startswith(_EXPERIMENT):
                plain = json.loads(line.removeprefix(_EXPERIMENT))
            elif line.startswith(_ROWS):
                columns = json.loads(line.removeprefix(_ROWS))
        if plain is None:
            return None
        rows = _rows(content, columns, plain["dataset"]) if columns and "dataset" in plain else None
        return shared_of(plain, rows)
    except CsvError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
        raise CsvError(f"The experiment in the head of the file cannot be read: {complaint(error)}.") from None


def _rows(content: bytes, columns: Mapping[str, object], dataset: Mapping[str, object]) -> tuple[object, object]:
    table = parse_table(content, separator=",", header=True, decimal=".")
    x, y = columns["x"], columns["y"]
    if not isinstance(x, list) or not isinstance(y, str):
        raise TypeError("the columns of the points must be named")
    inputs = [table.column(name) for name in x]
    for column in inputs:
        if column.numbers is None:
            raise CsvError(f"Column {column.name!r} must hold numbers.")
    X = np.column_stack([column.numbers for column in inputs if column.numbers is not None])
    target = table.column(y)
    if dataset["task"] == "regression":
        if target.numbers is None:
            raise CsvError(f"Column {y!r} must hold numbers.")
        return X, target.numbers
    names = dataset["class_names"]
    if not isinstance(names, list):
        raise TypeError("class_names must be a list")
    unknown = next((cell for cell in target.cells if cell not in names), None)
    if unknown is not None:
        raise CsvError(f"Column {y!r} must hold {', '.join(map(str, names))}; got {unknown!r}.")
    return X, np.array([names.index(cell) for cell in target.cells])


def _method(experiment: Experiment, key: int) -> str:
    method = experiment.method(key)
    batch = {} if method.batch_size is None else {"batch_size": method.batch_size}
    return METHODS[method.name].title + _options({**method.options, **batch})


def _options(options: Mapping[str, object]) -> str:
    return f" ({', '.join(f'{name} {value}' for name, value in options.items())})" if options else ""
