"""Lessons on slopes: a table [slope], or [gradient], instead of data, model and methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gdviz.core.formula import FormulaError, parse
from gdviz.core.surfaces import VARIABLES
from gdviz.lessons import entries
from gdviz.lessons.entries import Check, LessonError, all_known, checked, shown, table
from gdviz.lessons.lesson import LessonText, SlopeLesson

SLOPE, GRADIENT = "slope", "gradient"
LESSON: Mapping[str, Check] = {"order": entries.number}


def _place(name: str, value: Any) -> tuple[float, ...]:
    place = entries.numbers(name, value)
    if len(place) != 2:
        raise ValueError(f"{name} must be [x, y]; got {shown(value)}")
    return place


def _distance(name: str, value: Any) -> float:
    distance = entries.number(name, value)
    if not distance:
        raise ValueError(f"{name} must not be 0: there is no secant through one point")
    return distance


ENTRIES: Mapping[str, Mapping[str, Check]] = {
    SLOPE: {"function": entries.sentence, "at": entries.number, "delta": _distance},
    GRADIENT: {"function": entries.sentence, "at": _place},
}


def is_about_slopes(plain: Mapping[str, Any]) -> bool:
    """Whether a lesson's tables are those of this kind."""
    return SLOPE in plain or GRADIENT in plain


def read_slope_lesson(
    path: Path, plain: Mapping[str, Any], texts: Callable[[Mapping[str, Any]], Mapping[str, LessonText]]
) -> SlopeLesson:
    """Return the lesson that the entries describe; raises LessonError at one that is wrong."""
    all_known((), plain, [*LESSON, "text", SLOPE, GRADIENT], "a lesson about slopes")
    if "text" not in plain:
        raise LessonError((), "a lesson needs a table [text.en]; there is none")
    if SLOPE in plain and GRADIENT in plain:
        raise LessonError((GRADIENT,), "a lesson has a table [slope] or [gradient], not both")
    kind = SLOPE if SLOPE in plain else GRADIENT
    written = table((kind,), plain[kind])
    all_known((kind,), written, ENTRIES[kind], f"[{kind}]")
    values = checked((kind,), written, ENTRIES[kind])
    for name in ("function", "at"):
        if name not in values:
            raise LessonError((kind,), f"[{kind}] needs an entry {name}; there is none")
    try:
        parse(values["function"], ("x",) if kind == SLOPE else VARIABLES)
    except FormulaError as error:
        raise LessonError((kind, "function"), f"function: {error}") from None
    place = (values["at"],) if kind == SLOPE else values["at"]
    order = checked((), plain, LESSON).get("order", 1000.0)
    return SlopeLesson(
        path.stem, order, texts(table(("text",), plain["text"])), {}, path, values["function"], place,
        values.get("delta", 1.0),
    )  # fmt: skip
