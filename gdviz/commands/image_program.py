"""The program of a lesson on images, for `gdviz render`, and programs as files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gdviz.commands.misuse import MisuseError
from gdviz.lessons import ImageLesson


def image_program(lesson: ImageLesson, library: str, to: Path) -> dict[Path, bytes]:
    """Return the contents by path, the program last; raises ValueError where the lesson has none."""
    from gdviz.export.code import image_program_files
    from gdviz.training.digits_headless import images_of

    if lesson.task is None:
        raise MisuseError(f"lesson {lesson.id} trains nothing: it shows how a filter moves")
    images = images_of(lesson.task.data, lesson.task.first)
    notebook = to.suffix == ".ipynb"
    return program_contents(image_program_files(lesson.task.recipe, images, library, to.name, notebook=notebook), to)


def program_contents(files: Mapping[str, str | bytes], to: Path) -> dict[Path, bytes]:
    """Return files beside `to` as they are written: the data first, as a program without them is of no use."""
    return {
        to.with_name(name): content if isinstance(content, bytes) else content.encode()
        for name, content in reversed([*files.items()])
    }
