"""A user's own table of numbers and classes, read from a CSV file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.core.datasets.base import Dataset, Task
from gdviz.core.datasets.csv_column import Column, Problem, is_missing, is_number, parse_column
from gdviz.core.datasets.csv_format import (
    SEPARATORS,
    CsvError,
    decode,
    find_decimal,
    find_separator,
    has_header,
    records,
    without_head,
)
from gdviz.core.grouped import grouped
from gdviz.system.nearest import hint

MAX_ROWS = 100_000
MAX_COLUMNS = 256
MAX_BYTES = 64 * 1024 * 1024
MAX_CLASSES = 6
PREVIEW_ROWS = 20

__all__ = ["Column", "CsvError", "Problem", "Table", "parse_table", "read_table"]


@dataclass(frozen=True, eq=False)
class Table:
    """What a file holds, before columns are chosen; `lines` (n,) is where each row begins, counted from 1."""

    columns: tuple[Column, ...]
    lines: NDArray[np.int64]
    separator: str
    header: bool
    decimal: str
    encoding: str
    problems: tuple[Problem, ...]
    title: str = ""

    @property
    def n(self) -> int:
        """Number of rows without the header."""
        return len(self.lines)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns."""
        return tuple(column.name for column in self.columns)

    @property
    def numeric_names(self) -> tuple[str, ...]:
        """The names of the columns that hold numbers."""
        return tuple(column.name for column in self.columns if column.is_numeric)

    @property
    def preview(self) -> tuple[tuple[str, ...], ...]:
        """The first 20 rows as written."""
        return tuple(islice(zip(*(column.cells for column in self.columns), strict=True), PREVIEW_ROWS))

    def column(self, name: str) -> Column:
        """Return a column; raises CsvError naming the nearest known name."""
        for column in self.columns:
            if column.name == name:
                return column
        all_names = f"there are {', '.join(self.names)}."
        raise CsvError(f"There is no column {name!r}; {hint(name, self.names, all_names)}")

    def guess(self) -> tuple[tuple[str, ...], str, Task]:
        """Return a first choice for a form: inputs, target and task.

        A column of text with 2 to 6 values is the class, told from up to two numeric columns; else the last numeric
        column is predicted from the first one.
        """
        numeric = self.numeric_names
        for column in reversed(self.columns):
            if not column.is_numeric and 2 <= len({c for c in column.cells if not is_missing(c)}) <= MAX_CLASSES:
                return numeric[:2], column.name, "classification"
        if len(numeric) > 1:
            return numeric[:1], numeric[-1], "regression"
        other = next(name for name in self.names if name not in numeric)
        return numeric, other, "classification"

    def to_dataset(self, x: Sequence[str], y: str, task: Task | None = None, *, drop_missing: bool = False) -> Dataset:
        """Return the columns `x` as inputs and `y` as target; without `task`, a text column means classification.

        Classes are the different texts or whole numbers of y, sorted. Rows with a missing value in a chosen column
        are left out if `drop_missing`, and the data set's note says how many.

        Raises CsvError, one sentence, where the columns cannot be used.
        """
        inputs = [self.column(name) for name in x]
        target = self.column(y)
        if task is None:
            task = "regression" if target.is_numeric else "classification"
        if not inputs:
            raise CsvError("At least one column has to be chosen for x.")
        if len({*x, y}) != len(x) + 1:
            raise CsvError(f"The columns must differ from each other; x is {', '.join(x)} and y is {y}.")
        is_class = task == "classification"
        for column in inputs if is_class else [*inputs, target]:
            self._check_numeric(column)
        keep = self._complete_rows([*inputs, target], drop_missing)
        X = np.column_stack([column.numbers for column in inputs if column.numbers is not None])[keep]
        for column, values in zip(inputs, X.T, strict=True):
            self._check_varies(column, values, "nothing can be learned from it.")
        left_out = self.n - int(keep.sum())
        note = f"{left_out} {'row' if left_out == 1 else 'rows'} with missing values left out" if left_out else ""
        facts: dict[str, Any] = {"feature_names": tuple(x), "target_name": y, "title": self.title, "note": note}
        if is_class:
            labels, names = self._classes(target, keep)
            return Dataset(X, labels, task, class_names=names, **facts)
        assert target.numbers is not None
        self._check_varies(target, target.numbers[keep], "there is nothing to predict.")
        return Dataset(X, target.numbers[keep], task, **facts)

    @staticmethod
    def _check_varies(column: Column, values: NDArray[np.float64], therefore: str) -> None:
        if len(values) > 1 and values.min() == values.max():
            raise CsvError(f"Column {column.name!r} holds {values[0]:g} in every row: {therefore}")

    def _check_numeric(self, column: Column) -> None:
        if not column.is_numeric:
            row = next(i for i, c in enumerate(column.cells) if not (is_missing(c) or is_number(c, self.decimal)))
            wrong = Problem(int(self.lines[row]), column.name, "text", column.cells[row])
            raise CsvError(f"Column {column.name!r} holds text. {wrong.message}")
        for problem in self.problems:
            if problem.column == column.name and problem.kind != "missing":
                raise CsvError(problem.message)

    def _complete_rows(self, columns: list[Column], drop_missing: bool) -> NDArray[np.bool_]:
        keep = np.ones(self.n, dtype=np.bool_)
        row_of = {int(line): row for row, line in enumerate(self.lines)} if self.problems else {}
        chosen = {column.name for column in columns}
        missing = [p for p in self.problems if p.kind == "missing" and p.column in chosen]
        for problem in missing:
            keep[row_of[problem.line]] = False
        if missing and not drop_missing:
            more = int((~keep).sum()) - 1
            others = f" {more} more {'row misses' if more == 1 else 'rows miss'} a value, too." if more else ""
            raise CsvError(missing[0].message + others + " Such rows can be left out.")
        if not keep.any():
            raise CsvError("Every row misses a value in one of the chosen columns.")
        return keep

    def _classes(self, target: Column, keep: NDArray[np.bool_]) -> tuple[NDArray[np.int64], tuple[str, ...]]:
        as_text = target.numbers is None or any(p.column == target.name and p.kind != "missing" for p in self.problems)
        if as_text:
            values: NDArray[Any] = np.array(target.cells, dtype=object)[keep]
        else:
            assert target.numbers is not None
            values = target.numbers[keep]
            broken = np.flatnonzero(values != np.round(values))
            if broken.size:
                line = int(self.lines[keep][broken[0]])
                raise CsvError(
                    f"Classes must be text or whole numbers; "
                    f"line {line}, column {target.name!r} holds {values[broken[0]]:g}."
                )
        found, labels = np.unique(values, return_inverse=True)
        if len(found) > MAX_CLASSES:
            raise CsvError(
                f"Column {target.name!r} has {len(found)} different values; at most {MAX_CLASSES} classes can be shown."
            )
        names = tuple(str(value) if as_text else f"{value + 0.0:.0f}" for value in found)
        if len(found) < 2:
            raise CsvError(f"Column {target.name!r} has the one class {names[0]!r} only; at least two are needed.")
        return labels.astype(np.int64), names


def read_table(
    path: str | Path,
    *,
    separator: str | None = None,
    header: bool | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
) -> Table:
    """Read a CSV file of at most 100,000 rows and 64 MB; what is not given is found from the content.

    Raises CsvError, one sentence, if the file cannot be read or holds no table.
    """
    file = Path(path)
    try:
        size = file.stat().st_size
        has = f"{size / 2**20:.1f} MB" if size > MAX_BYTES else ""
        if not has:
            with file.open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
            has = "more" if len(data) > MAX_BYTES else ""  # a device says 0 and has no end
        if has:
            raise CsvError(f"The file must be at most {MAX_BYTES // 2**20} MB large; {file.name} has {has}.")
    except OSError as error:
        raise CsvError(f"{file.name} cannot be opened: {error.strerror or error}.") from None
    except ValueError as error:
        if isinstance(error, CsvError):
            raise
        raise CsvError(f"{str(path)!r} is not the name of a file.") from None
    return parse_table(data, file.stem, separator=separator, header=header, decimal=decimal, encoding=encoding)


def parse_table(
    data: bytes,
    title: str = "",
    *,
    separator: str | None = None,
    header: bool | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
) -> Table:
    """Read the bytes of a CSV file, or of a clipboard; as `read_table`."""
    if separator is not None and separator not in SEPARATORS:
        raise CsvError(f"The separator must be a comma, semicolon, tab or blank; got {separator!r}.")
    if decimal is not None and decimal not in (".", ","):
        raise CsvError(f"The decimal sign must be a point or a comma; got {decimal!r}.")
    text, encoding = decode(data, encoding)
    text = without_head(text)
    if not text.strip():
        raise CsvError("The file is empty.")
    separator = separator or find_separator(text)
    lines, rows = _equal_rows(text, separator, header)
    if header is None:
        header = has_header(rows)
    titles, first_line = rows[0], lines[0]
    if header:
        lines, rows = lines[1:], rows[1:]
    if not rows:
        raise CsvError(f"The file is empty but for the heading in line {first_line}.")
    decimal = decimal or find_decimal(rows)
    cells = list(zip(*rows, strict=True))
    names = _unique_names(titles if header else [""] * len(titles))
    problems: list[Problem] = []
    columns = []
    for j, (name, column) in enumerate(zip(names, cells, strict=True)):
        # a separator at the end of every line makes a column that nobody meant
        if not any(column) and not (header and titles[j]):
            continue
        numbers, wrong = parse_column(name, column, lines, decimal)
        problems += wrong
        columns.append(Column(name, column, numbers))
    if len(columns) < 2:
        raise CsvError("The file has only one column; at least two are needed, one for x and one for y.")
    if not any(column.holds_numbers for column in columns):
        raise CsvError(f"No column holds numbers: line {lines[0]} reads {separator.join(rows[0])[:60]!r}.")
    problems.sort(key=lambda problem: problem.line)
    return Table(tuple(columns), np.array(lines), separator, header, decimal, encoding, tuple(problems), title)


def _equal_rows(text: str, separator: str, header: bool | None) -> tuple[list[int], list[list[str]]]:
    """Return the rows and their lines; raises CsvError where they differ in length or are too many."""
    lines: list[int] = []
    rows: list[list[str]] = []
    length = total = 0
    for line, row in records(text, separator):
        total += 1
        if total > MAX_ROWS + 1:
            continue
        if not rows:
            length = len(row)
            if length > MAX_COLUMNS:
                raise CsvError(f"The file must have at most {MAX_COLUMNS} columns; line {line} has {length}.")
        elif len(row) != length:
            if any(row[length:]) or len(row) < length:
                fields = "field" if len(row) == 1 else "fields"
                raise CsvError(f"Line {line} has {len(row)} {fields}, but line {lines[0]} has {length}.")
            del row[length:]
        lines.append(line)
        rows.append(row)
    if not rows:
        raise CsvError("The file is empty.")
    if header is None:
        header = has_header(rows)
    if total - header > MAX_ROWS:
        raise CsvError(f"The file must have at most {grouped(MAX_ROWS)} rows; it has {grouped(total - header)}.")
    return lines, rows


def _unique_names(titles: Sequence[str]) -> list[str]:
    """Return the headings, "column 3" for an empty one and "name (2)" for one that comes again."""
    names: list[str] = []
    seen: Counter[str] = Counter()
    for number, title in enumerate(titles, start=1):
        base = name = title or f"column {number}"
        while seen[name]:
            seen[base] += 1
            name = f"{base} ({seen[base]})"
        seen[name] += 1
        names.append(name)
    return names
