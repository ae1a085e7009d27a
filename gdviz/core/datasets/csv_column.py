"""One column of a CSV file: what its cells say, and which of them are no numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

LARGEST = 1e100  # squares of larger values leave the numbers
MISSING = frozenset({"", "na", "nan", "?", "null", "n/a"})

_INFINITE = frozenset({"inf", "infinity"})
_NUMBER = {
    sign: re.compile(rf"[+\-−]?(?:\d+(?:[{sign}]\d*)?|[{sign}]\d+)(?:[eE][+\-]?\d+)?", re.ASCII) for sign in ".,"
}


def is_missing(cell: str) -> bool:
    return cell.casefold() in MISSING


def is_number(cell: str, decimal: str) -> bool:
    return _NUMBER[decimal].fullmatch(cell) is not None


@dataclass(frozen=True)
class Problem:
    """One cell that is no number where the others are: missing, text, or beyond the finite numbers."""

    line: int  # in the file, counted from 1
    column: str
    kind: Literal["missing", "text", "infinite", "large"]
    cell: str

    @property
    def message(self) -> str:
        """Return what is wrong with the cell and where it is, as a sentence."""
        where = f"Line {self.line}, column {self.column!r}"
        if self.kind == "missing":
            return f"{where}: the value is missing" + (f" ({self.cell!r})." if self.cell else ".")
        if self.kind == "infinite":
            return f"{where}: {self.cell!r} is not a finite number."
        if self.kind == "large":
            return f"{where}: values must be within ±{LARGEST:g}; got {self.cell}."
        return f"{where}: {self.cell!r} is not a number."


@dataclass(frozen=True, eq=False)
class Column:
    """`cells` as written; `numbers` (n,) with NaN where a cell is no finite number, None for a column of text."""

    name: str
    cells: tuple[str, ...]
    numbers: NDArray[np.float64] | None

    @property
    def is_numeric(self) -> bool:
        return self.numbers is not None

    @property
    def holds_numbers(self) -> bool:
        """True if at least one cell is a number."""
        return self.numbers is not None and not bool(np.isnan(self.numbers).all())


def parse_column(
    name: str, cells: Sequence[str], lines: Sequence[int], decimal: str
) -> tuple[NDArray[np.float64] | None, list[Problem]]:
    """Return the numbers of a column with what is wrong in it, or None if half of its cells or more are text."""
    plain = _all_numbers(cells, decimal)
    if plain is not None:
        return plain, []
    values = np.full(len(cells), np.nan)
    problems: list[Problem] = []
    text = missing = 0
    for row, cell in enumerate(cells):
        if is_number(cell, decimal):
            value = float(cell.replace(decimal, ".").replace("−", "-"))
            if abs(value) <= LARGEST:
                values[row] = value
                continue
            kind: Literal["missing", "text", "infinite", "large"] = "large" if math.isfinite(value) else "infinite"
        elif is_missing(cell):
            kind, missing = "missing", missing + 1
        elif cell.casefold().lstrip("+-−") in _INFINITE:
            kind = "infinite"
        else:
            kind, text = "text", text + 1
        problems.append(Problem(lines[row], name, kind, cell))
    if text and 2 * text >= len(cells) - missing:
        return None, [problem for problem in problems if problem.kind == "missing"]
    return values, problems


def _all_numbers(cells: Sequence[str], decimal: str) -> NDArray[np.float64] | None:
    """Return the numbers if every cell is a finite one, found some ten times as fast as cell by cell."""
    joined = " ".join(cells)
    # Python's float also reads 1_000, other scripts' digits, and a point where the comma is the decimal sign
    if "_" in joined or not joined.isascii() or (decimal == "," and "." in joined):
        return None
    try:
        values = np.array([float(cell) for cell in (cells if decimal == "." else joined.replace(",", ".").split(" "))])
    except ValueError:
        return None
    return values if len(values) == len(cells) and (np.abs(values) <= LARGEST).all() else None
