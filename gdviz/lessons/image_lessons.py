"""Lessons about images: a table [digits], or [convolution], instead of data, model and methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gdviz.core.convolution.filters import FILTERS
from gdviz.core.convolution.sliding import PADDINGS
from gdviz.core.presets import PRESETS
from gdviz.lessons import entries
from gdviz.lessons.entries import Check, LessonError, all_known, checked, table
from gdviz.lessons.lesson import FilterStart, ImageLesson, LessonText
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.training.image_task import VARIED, ImageTask, Vary

DIGITS, CONVOLUTION, SWEEP = "digits", "convolution", "sweep"
LESSON: Mapping[str, Check] = {"order": entries.number}
TABLES = ("text", DIGITS, CONVOLUTION, "view")
RECIPE: Mapping[str, Check] = {
    "epochs": entries.whole(1, 1000),
    "batch_size": entries.whole(1, 10_000),
    "validation_split": entries.number,
    "patience": entries.whole(0, 1000),
    "seed": entries.whole(0, 2**31),
}
TASK: Mapping[str, Check] = {
    "preset": entries.one_of(*PRESETS),
    "data": entries.one_of("mnist", "fashion-mnist"),
    "images": entries.whole(100, 10_000_000),
    "learning_rate": entries.number,
    "draw": entries.whole(0, 9),
    "grid": entries.switch,
}
FILTER: Mapping[str, Check] = {
    "filter": entries.one_of(*FILTERS),
    "padding": entries.one_of(*PADDINGS),
    "digit": entries.whole(0, 9),
}
VIEW: Mapping[str, Check] = {"workspace": entries.one_of(DIGITS, CONVOLUTION, SWEEP)}


def is_about_images(plain: Mapping[str, Any]) -> bool:
    """Whether a lesson's tables are those of this kind."""
    return DIGITS in plain or CONVOLUTION in plain


def read_image_lesson(
    path: Path, plain: Mapping[str, Any], texts: Callable[[Mapping[str, Any]], Mapping[str, LessonText]]
) -> ImageLesson:
    """Return the lesson that the entries describe; raises LessonError at one that is wrong."""
    all_known((), plain, [*LESSON, *TABLES], "a lesson about images")
    if "text" not in plain:
        raise LessonError((), "a lesson needs a table [text.en]; there is none")
    if DIGITS in plain and CONVOLUTION in plain:
        raise LessonError((CONVOLUTION,), "a lesson has a table [digits] or [convolution], not both")
    own = checked((), plain, LESSON)
    view = table(("view",), plain.get("view", {}))
    all_known(("view",), view, VIEW, "[view]")
    task, draw, start = None, None, FilterStart()
    if DIGITS in plain:
        task, draw = _task(table((DIGITS,), plain[DIGITS]))
        usual = SWEEP if task.sweeps else DIGITS
    else:
        usual = CONVOLUTION
        written = table((CONVOLUTION,), plain[CONVOLUTION])
        all_known((CONVOLUTION,), written, FILTER, "[convolution]")
        start = FilterStart(**checked((CONVOLUTION,), written, FILTER))
    shown = {"workspace": usual, **checked(("view",), view, VIEW)}
    if shown["workspace"] != usual:
        needs = {DIGITS: "[digits]", CONVOLUTION: "[convolution]", SWEEP: "[[digits.vary]]"}[shown["workspace"]]
        raise LessonError(
            ("view", "workspace"), f"workspace must be {usual} for this lesson; {shown['workspace']} needs {needs}"
        )
    return ImageLesson(
        path.stem, own.get("order", 1000.0), texts(table(("text",), plain["text"])), shown, path, task, start, draw
    )


def _task(plain: Mapping[str, Any]) -> tuple[ImageTask, int | None]:
    path = (DIGITS,)
    all_known(path, plain, [*TASK, *RECIPE, "vary"], "[digits]")
    values, chosen = checked(path, plain, TASK), checked(path, plain, RECIPE)
    if "preset" not in values:
        raise LessonError(path, f"an entry preset must say which network: one of {', '.join(PRESETS)}; there is none")
    recipe = DigitsRecipe.of_preset(values["preset"])
    if "learning_rate" in values:
        chosen["options"] = {**recipe.options, "learning_rate": values["learning_rate"]}
    try:
        recipe = recipe.replace(**chosen)
    except (ValueError, TypeError) as error:
        raise LessonError((*path, str(error).split()[0]), str(error)) from None
    task = ImageTask(recipe, values.get("data", "mnist"), values.get("images"), _sweeps(plain.get("vary", [])),
                     values.get("grid", False))  # fmt: skip
    for place, vary in enumerate(task.sweeps):
        try:
            ImageTask(recipe, sweeps=(vary,)).runs()
        except (ValueError, TypeError) as error:
            raise LessonError((*path, "vary", place, "values"), str(error)) from None
    try:
        task.runs()
    except (ValueError, TypeError) as error:
        raise LessonError((*path, "vary"), str(error)) from None
    return task, values.get("draw")


def _sweeps(plain: Any) -> tuple[Vary, ...]:
    path: entries.Path = (DIGITS, "vary")
    if not isinstance(plain, list):
        raise LessonError(path, "what is varied must be written as [[digits.vary]], one such table each")
    found = []
    for place, item in enumerate(plain):
        here = (*path, place)
        written = table(here, item)
        all_known(here, written, ("name", "values"), "[[digits.vary]]")
        for entry in ("name", "values"):
            if entry not in written:
                raise LessonError(here, f"[[digits.vary]] needs an entry {entry}; there is none")
        name = checked(here, written, {"name": entries.one_of(*VARIED)})["name"]
        values = written["values"]
        if not isinstance(values, list) or not values:
            raise LessonError(
                (*here, "values"), f"values must be a list of at least one value; got {entries.shown(values)}"
            )
        found.append(Vary(name, tuple(values)))
    return tuple(found)
