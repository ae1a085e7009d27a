"""Numbers as they were given, held against what they may be, before any work is done with them."""

from __future__ import annotations

import operator
from math import isfinite
from typing import Any


def whole(value: Any, name: str, least: int) -> int:
    """Return a whole number, NumPy's or Python's; raises ValueError for another, instead of rounding it."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise ValueError(f"{name} must be a whole number; got {value!r}")
    if operator.index(value) < least:
        raise ValueError(f"{name} must be at least {least}; got {value!r}")
    return operator.index(value)


def number(value: Any, name: str) -> float:
    """Return a number, NumPy's or Python's; raises TypeError for anything else."""
    if isinstance(value, str) or not hasattr(value, "__float__"):
        raise TypeError(f"{name} must be a number; got {value!r}")
    return float(value)


def at_least_0(value: Any, name: str) -> float:
    """Return a finite number from 0 on; raises TypeError for what is none, ValueError for another one."""
    found = number(value, name)
    if not (found >= 0 and isfinite(found)):
        raise ValueError(f"{name} must be at least 0; got {value}")
    return found


def of_kind(value: object, kind: type, name: str) -> None:
    """Raise TypeError unless `value` is an object of this class."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be an object of class {kind.__name__}; got {value!r}")
