"""Names as Keras knows them, in any case, with or without underscores; the nearest is suggested for an unknown one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from gdviz.system.nearest import hint

T = TypeVar("T")


def looked_up(name: object, known: Mapping[str, T], what: str) -> T:
    """Return the entry of that name; raises TypeError for no name, ValueError for an unknown one."""
    if not isinstance(name, str):
        raise TypeError(f"{what} must be a name or an object of gdviz.keras; got {name!r}")
    plain = {_plain(key): value for key, value in known.items()}
    if _plain(name) not in plain:
        raise ValueError(f"unknown {what} {name!r}; {hint(name, known)}")
    return plain[_plain(name)]


def _plain(name: str) -> str:
    return name.replace("_", "").replace(" ", "").lower()
