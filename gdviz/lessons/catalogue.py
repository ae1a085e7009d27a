"""All lessons: those that come with gdviz, and those of the user's own folder."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from platformdirs import user_data_path

from gdviz.lessons.entries import LessonError
from gdviz.lessons.lesson import ImageLesson, Lesson, LessonFile, SlopeLesson
from gdviz.lessons.lines import line_of
from gdviz.lessons.reader import read_lesson
from gdviz.resources import resource_path
from gdviz.system.nearest import hint

AnyLesson: TypeAlias = Lesson | ImageLesson | SlopeLesson

_AT = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True)
class Problem:
    """What is wrong in a lesson file, and on which line."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.message}"


@dataclass(frozen=True)
class LessonList:
    """The lessons in their order, those about slopes and images apart, and what could not be read."""

    lessons: tuple[Lesson, ...]
    problems: tuple[Problem, ...]
    image_lessons: tuple[ImageLesson, ...] = ()
    slope_lessons: tuple[SlopeLesson, ...] = ()

    @property
    def everything(self) -> tuple[AnyLesson, ...]:
        """All lessons in their order."""
        return tuple(sorted((*self.slope_lessons, *self.lessons, *self.image_lessons), key=_place))


def user_lessons_folder() -> Path:
    """Return the folder in which a user's own lessons are looked for; it need not exist."""
    return user_data_path("gdviz", appauthor=False) / "lessons"


def load_lessons(user_folder: Path | None = None) -> LessonList:
    """Return the lessons that come with gdviz and those of `user_folder`, None for the user's own.

    A file that is wrong becomes a problem and the others are read. So does one whose id another file has already: the
    one that comes with gdviz stays.
    """
    lessons: dict[str, AnyLesson] = {}
    problems: list[Problem] = []
    for folder in _folders(user_folder):
        for path in _files(folder):
            read = _read(path)
            if isinstance(read, Problem):
                problems.append(read)
            elif read.id in lessons:
                problems.append(Problem(read.path, 1, f"the id {read.id!r} is taken by {lessons[read.id].path}"))
            else:
                lessons[read.id] = read
    inorder = sorted(lessons.values(), key=_place)
    return LessonList(
        tuple(lesson for lesson in inorder if isinstance(lesson, Lesson)), tuple(problems),
        tuple(lesson for lesson in inorder if isinstance(lesson, ImageLesson)),
        tuple(lesson for lesson in inorder if isinstance(lesson, SlopeLesson)),
    )  # fmt: skip


def find_lesson(lesson_id: str, user_folder: Path | None = None) -> Lesson:
    """Return a lesson with an experiment by its id; raises ValueError as `find_any`, and where it is about images."""
    found = find_any(lesson_id, user_folder)
    if isinstance(found, SlopeLesson):
        raise ValueError(f"lesson {lesson_id!r} trains nothing: `gdviz run {lesson_id}` prints its slopes")
    if not isinstance(found, Lesson):
        raise ValueError(
            f"lesson {lesson_id!r} is about images and has no experiment: `gdviz run {lesson_id}` trains it"
        )
    return found


def find_any(lesson_id: str, user_folder: Path | None = None) -> AnyLesson:
    """Return a lesson by its id, reading its file alone.

    Raises ValueError with what is wrong in the file, or with the nearest id where there is none.
    """
    for folder in _folders(user_folder):
        for path in _files(folder):
            if path.stem == lesson_id:
                read = _read(path)
                if isinstance(read, Problem):
                    raise ValueError(f"lesson {lesson_id!r} has a mistake: {read}")
                return read
    known = [path.stem for folder in _folders(user_folder) for path in _files(folder)]
    raise ValueError(f"there is no lesson {lesson_id!r}; {hint(lesson_id, known, '`gdviz lessons` lists them')}")


def _place(lesson: LessonFile) -> tuple[float, str]:
    return lesson.order, lesson.id


def _folders(user_folder: Path | None) -> tuple[Path, Path]:
    return resource_path("lessons"), user_folder or user_lessons_folder()


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))


def _read(path: Path) -> AnyLesson | Problem:
    try:
        content = path.read_bytes()
    except OSError as error:
        return Problem(path, 1, f"the file cannot be read: {error.strerror}")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Problem(path, line, f"a lesson file must be saved as UTF-8; byte {content[error.start]:#04x} is not")
    try:
        return read_lesson(path, text)
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        line = int(at[1]) if at and at[1] else text.rstrip("\n").count("\n") + 1
        return Problem(path, line, f"this is not TOML: {_AT.sub('', str(error))}")
    except LessonError as mistake:
        return Problem(path, line_of(text, mistake.path), str(mistake))
    except RecursionError:
        return Problem(path, 1, "lists or tables are nested too deeply")
