"""`gdviz render` for lessons on pages of their own: slopes, the moving filter, digits, a sweep."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from gdviz.commands.image_program import image_program
from gdviz.commands.misuse import MisuseError
from gdviz.commands.page_source import page_of_lesson
from gdviz.commands.render_drawn import drawn_page
from gdviz.commands.render_kinds import FILMS, PROGRAMS
from gdviz.lessons import ImageLesson, SlopeLesson
from gdviz.training.session_file import session_bytes


def page_files(
    arguments: argparse.Namespace, kind: str, lesson: ImageLesson | SlopeLesson, on_share: Callable[[float], object]
) -> dict[Path, bytes]:
    """Return the contents by path.

    Raises MisuseError for what such a page has not got, ValueError where it cannot be made.
    """
    if kind in PROGRAMS:
        if isinstance(lesson, SlopeLesson):
            raise MisuseError(f"lesson {lesson.id} trains nothing, so that it has no program")
        return image_program(lesson, arguments.library, arguments.to)
    if kind in FILMS:
        raise MisuseError(
            f"lesson {lesson.id} is a page and no race of steps, so that it has no film: take png, svg or pdf"
        )
    if arguments.plots:
        raise MisuseError(f"--plots: lesson {lesson.id} is a page and is drawn whole; got {arguments.plots}")
    source = page_of_lesson(lesson, arguments.steps, on_share)
    if kind == "csv":
        return {arguments.to: source.table(arguments.table).encode()}
    if kind == "gdviz":
        return {arguments.to: session_bytes(source.saved)}
    return {arguments.to: drawn_page(arguments, kind, source)}
