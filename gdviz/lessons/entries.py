"""Entries of a lesson file: each is checked for its type where it is read, and a mistake knows where it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gdviz.core.grouped import grouped
from gdviz.system.nearest import hint

Path = tuple[str | int, ...]  # ("methods", 1, "learning_rate"): the way to an entry through the tables
Check = Callable[[str, Any], Any]  # entry and value -> the value; raises ValueError naming the entry and what came


class LessonError(ValueError):
    """What is wrong in a lesson file, and at which entry."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path


def whole(low: int, high: int) -> Check:
    """Return a check for a whole number in [low, high]."""

    def check(name: str, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"{name} must be a whole number in [{low}, {grouped(high)}]; got {shown(value)}")
        return value

    return check


def number(name: str, value: Any) -> float:
    """Check for a finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError(f"{name} must be a number; got {shown(value)}")
    return float(value)


def pace(name: str, value: Any) -> float:
    """Check for steps a second; infinity is as fast as the machine can."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
        raise ValueError(f"{name} must be a number of steps a second above 0, or inf; got {shown(value)}")
    return float(value)


def switch(name: str, value: Any) -> bool:
    """Check for true or false."""
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false; got {shown(value)}")
    return value


def sentence(name: str, value: Any) -> str:
    """Check for a text that says something; line breaks within a paragraph become spaces."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} must be a text in quotation marks; got {shown(value)}")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in value.strip().split("\n\n"))


def one_of(*known: str) -> Check:
    """Return a check for one of several names."""

    def check(name: str, value: Any) -> str:
        if value not in known:
            raise ValueError(f"{name} must be one of {', '.join(known)}; got {shown(value)}")
        return str(value)

    return check


def names(name: str, value: Any) -> tuple[str, ...]:
    """Check for a list of names."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{name} must be a list of names in quotation marks; got {shown(value)}")
    return tuple(value)


def numbers(name: str, value: Any) -> tuple[float, ...]:
    """Check for a list of numbers."""
    if not isinstance(value, list):
        raise ValueError(f"{name} must be a list of numbers; got {shown(value)}")
    return tuple(number(f"{name}[{place}]", item) for place, item in enumerate(value))


def wholes(name: str, value: Any) -> tuple[int, ...]:
    """Check for a list of whole numbers, such as the widths of layers."""
    if not isinstance(value, list) or not all(isinstance(item, int) and not isinstance(item, bool) for item in value):
        raise ValueError(f"{name} must be a list of whole numbers; got {shown(value)}")
    return tuple(value)


def extent(name: str, value: Any) -> tuple[float, ...]:
    """Check for [left, right, bottom, top]."""
    sides = numbers(name, value)
    if len(sides) != 4 or not (sides[0] < sides[1] and sides[2] < sides[3]):
        raise ValueError(f"{name} must be [left, right, bottom, top] with left < right, bottom < top; got {value}")
    return sides


def pair_of_names(name: str, value: Any) -> tuple[str, ...]:
    """Check for two different names."""
    pair = names(name, value)
    if len(set(pair)) != 2:
        raise ValueError(f"{name} must be two different names; got {value}")
    return pair


def table(path: Path, value: Any) -> Mapping[str, Any]:
    """Return a table of entries; raises LessonError where it is anything else."""
    if not isinstance(value, Mapping):
        raise LessonError(path, f"{path[-1]} must be a table of entries; got {shown(value)}")
    return value


def checked(path: Path, entries: Mapping[str, Any], checks: Mapping[str, Check]) -> dict[str, Any]:
    """Return the entries that `checks` name, each checked; others are left out. Raises LessonError at the entry."""
    values = {}
    for name, check in checks.items():
        if name in entries:
            try:
                values[name] = check(name, entries[name])
            except ValueError as error:
                raise LessonError((*path, name), str(error)) from None
    return values


def all_known(path: Path, entries: Iterable[str], known: Iterable[str], owner: str) -> None:
    """Raise LessonError at the first entry that is not `known`, naming the nearest one that is."""
    known = list(known)
    for name in entries:
        if name not in known:
            raise LessonError((*path, name), f"unknown entry {name!r} of {owner}; {hint(name, known)}")


def shown(value: Any) -> str:
    """Return the value as a message shows it, short."""
    text = {True: "true", False: "false"}[value] if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
