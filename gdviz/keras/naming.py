"""Names as Keras knows them, in any case, with or without underscores; the nearest is suggested for an unknown one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")


def looked_up(name: object, known: Mapping[str, T], what: str) -> T:
    """Return the entry of that name; raises TypeError for no name, ValueError for an unknown one."""
    if not isinstance(name, str):
        raise TypeError(f"{what} must be a name or an object of gdviz.keras; got {name!r}")
    plain = {_plain(key): value for key, value in known.items()}
    if _plain(name) not in plain:
        raise ValueError(f"unknown {what} {name!r}{_nearest(name, known)}")
    return plain[_plain(name)]


def _nearest(name: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(name.lower(), [each.lower() for each in names], n=1, cutoff=0.4)
    if not near:
        return f"; known: {', '.join(names)}"
    return f"; did you mean {next(each for each in names if each.lower() == near[0])!r}?"


def _plain(name: str) -> str:
    return name.replace("_", "").replace(" ", "").lower()
