"""Numbers as they were given, held against what they may be, before any work is done with them."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from math import isfinite
from typing import Any

import numpy as np

from gdviz.system.nearest import nearest


def whole(value: Any, name: str, least: int) -> int:
    """Return a whole number, NumPy's or Python's; raises ValueError for another, instead of rounding it."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise ValueError(f"{name} must be a whole number; got {value!r}")
    if operator.index(value) < least:
        raise ValueError(f"{name} must be at least {least}; got {value!r}")
    return operator.index(value)


def number(value: Any, name: str) -> float:
    """Return a number, NumPy's or Python's; raises TypeError for anything else."""
    if not isinstance(value, str) and hasattr(value, "__float__"):
        try:
            return float(value)
        except (TypeError, ValueError):  # an array of several
            pass
    raise TypeError(f"{name} must be a number; got {value!r}")


def at_least_0(value: Any, name: str) -> float:
    """Return a finite number from 0 on; raises TypeError for what is none, ValueError for another one."""
    found = number(value, name)
    if not (found >= 0 and isfinite(found)):
        raise ValueError(f"{name} must be at least 0; got {value}")
    return found


def one_of(value: Any, known: Iterable[str], name: str) -> str:
    """Return a name that is known; raises ValueError for another, with all of them and the nearest."""
    known = tuple(known)
    if isinstance(value, str) and value in known:
        return value
    near = nearest(str(value), known)
    meant = "" if near is None else f": did you mean {near!r}?"
    raise ValueError(f"{name} must be one of {', '.join(known)}; got {value!r}{meant}")


def array(value: Any, name: str) -> np.ndarray[Any, Any]:
    """Return an array of what was given; raises TypeError for nothing, ValueError for rows of different lengths."""
    if value is None:
        raise TypeError(f"{name} must be an array; got None")
    try:
        return np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must have rows of one length; got some that are longer than others") from None


def truth(value: Any, name: str) -> bool:
    """Return True or False; raises TypeError for anything else."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be True or False; got {value!r}")
    return bool(value)


def several(value: Any, kind: type, name: str) -> tuple[Any, ...]:
    """Return the objects of this class in a list; raises TypeError for no list, or for another object in it."""
    if not isinstance(value, list | tuple):
        raise TypeError(f"{name} must be a list; got {value!r}")
    for each in value:
        of_kind(each, kind, f"each of {name}")
    return tuple(value)


def of_kind(value: object, kind: type, name: str) -> None:
    """Raise TypeError unless `value` is an object of this class."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be an object of class {kind.__name__}; got {value!r}")
