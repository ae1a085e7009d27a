"""Tables as text: commas, one line a row, numbers with all their digits."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np


def csv_text(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return the names of the columns and then the rows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return out.getvalue()


def csv_field(value: float | None) -> str:
    """Return a number that reads back to the bit; nothing for one that is missing or not finite."""
    return "" if value is None or not np.isfinite(value) else repr(float(value))
