"""A film of all plots as GIF, 90 frames of 800 x 600: how much time of a processor it takes, and how large it gets."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from benchmarks.case import Case, Measured, Work

LESSONS = {"gd-line": 100, "race": 200, "network-plane-spiral": 300}  # and up to which step
BUDGET_SECONDS, BUDGET_MEGABYTES = 5.0, 5.0


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="gdviz-film-")


def _film(lesson: str) -> tuple[float, float]:
    """Return the seconds of a processor that a film took, from start to end, and its megabytes."""
    path = Path(_folder().name) / f"{lesson}.gif"
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "gdviz", "render", lesson, "--to", str(path), "--steps", str(LESSONS[lesson]),
         "--size", "800x600", "--frames", "90"],
        check=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    after = os.times()
    seconds = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, path.stat().st_size / 1e6


def _seconds(lesson: str) -> Measured:
    return Measured(_film(lesson)[0])


def _size(lesson: str) -> Measured:
    path = Path(_folder().name) / f"{lesson}.gif"
    return Measured((path.stat().st_size / 1e6 if path.exists() else _film(lesson)[1]) / 1000)  # "ms" are thousandths


def _prepared(amount: float, ours: Callable[[str], Measured], lesson: str) -> tuple[Work, Work]:
    return lambda: Measured(amount), partial(ours, lesson)


CASES = tuple(
    case
    for lesson in LESSONS
    for case in (
        Case(f"film of 90 frames, 800 x 600, {lesson}", "a budget of 5 s", "ms", 1, 1.0,
             partial(_prepared, BUDGET_SECONDS, _seconds, lesson)),
        Case(f"its file, {lesson}", "a budget of 5 MB", "MB", 1, 1.0,
             partial(_prepared, BUDGET_MEGABYTES / 1000, _size, lesson)),
    )
)  # fmt: skip
