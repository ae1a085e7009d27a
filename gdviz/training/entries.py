"""Checks of what was written in a file or a form: each names the entry, the limit and what came."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Any

from gdviz.system.nearest import hint

MOST_SAID = 160  # characters


def text(value: Any, entry: str) -> str:
    """Return a piece of text; raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError(f"{entry} must be a name; got {value!r}")
    return value


def whole(value: Any, entry: str, low: int | None = None, high: int | None = None) -> int:
    """Return a whole number; raises TypeError if it is none, ValueError if it is out of [low, high]."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{entry} must be a whole number; got {value!r}")
    number = int(value)
    if (low is not None and number < low) or (high is not None and number > high):
        raise ValueError(f"{entry} must be {_limits(low, high)}; got {value}")
    return number


def real(value: Any, entry: str, low: float | None = None, high: float | None = None) -> float:
    """Return a finite number; raises TypeError if it is none, ValueError if it is out of [low, high]."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{entry} must be a number; got {value!r}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"{entry} must be finite; got {value}")
    if (low is not None and number < low) or (high is not None and number > high):
        raise ValueError(f"{entry} must be {_limits(low, high)}; got {value}")
    return number


def table(value: Any, entry: str) -> dict[str, Any]:
    """Return names and values as a dict of their own; raises TypeError for anything else."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{entry} must be a table of names and values; got {value!r}")
    return dict(value)


def short(value: Any) -> str:
    """Return what somebody else wrote as part of a sentence: one line, and no longer than one reads."""
    line = " ".join(str(value).split()).rstrip(".")
    return line if len(line) <= MOST_SAID else f"{line[: MOST_SAID - 3]}..."


def complaint(error: Exception) -> str:
    """Return what is wrong with something that was read, as part of a sentence."""
    return short(f"there is no entry {error}" if isinstance(error, KeyError) else error)


def nearest(wrong: Any, known: Iterable[str]) -> str:
    """Return a hint to the name that was probably meant, or to all."""
    return f"; {hint(wrong, known)}"


def _limits(low: float | None, high: float | None) -> str:
    return f"in [{low:g}, {high:g}]" if low is not None and high is not None else f"at least {low}"
