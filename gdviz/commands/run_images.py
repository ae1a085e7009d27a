"""`gdviz run` for lessons about images: each run of a sweep, or the one network, trained without a window."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gdviz.commands.progress import bar_of
from gdviz.lessons import ImageLesson, find_any
from gdviz.training.digits_headless import images_of, train_on_images
from gdviz.training.image_task import ImageTask
from gdviz.training.session_file import SUFFIX
from gdviz.training.sweep import Outcome
from gdviz.training.text_code import PREFIX


def image_lesson(text: str) -> ImageLesson | None:
    """Return the lesson about images that `text` names; None for anything else. Raises ValueError as `find_any`."""
    if text.startswith(PREFIX) or Path(text).suffix.lower() == SUFFIX:
        return None
    found = find_any(text)
    return found if isinstance(found, ImageLesson) else None


def run_image_lesson(lesson: ImageLesson, steps: int | None, *, as_json: bool) -> int:
    """Train and print as `gdviz run` does; returns 1 where it cannot be trained."""
    if lesson.task is None:
        print(f"gdviz: lesson {lesson.id} trains nothing: it shows how a filter moves", file=sys.stderr)
        return 1
    task = lesson.task
    try:
        with bar_of(100) as bar:
            runs = [
                {name: value for name, value in outcome.items() if name != "at"}
                for outcome in trained_runs(task, steps, lambda share: bar.update(round(100 * share) - bar.n))
            ]
    except (ValueError, MemoryError) as error:
        print(f"gdviz: lesson {lesson.id} cannot be trained: {error or 'not enough memory'}", file=sys.stderr)
        return 1
    if as_json:
        said = {"lesson": lesson.id, "title": lesson.text().title, **runs[0], "runs": runs}
        print(json.dumps(said, indent=2, allow_nan=False))
    else:
        print(table(lesson.id, runs))
    return 0


def trained_runs(task: ImageTask, steps: int | None, on_share: Callable[[float], object]) -> Iterator[Outcome]:
    """Train each run of a task, up to a step where one is given; yield what came of it, with its settings in "at".

    `on_share` hears how much of all of it is done. Raises ValueError where recipe and images do not fit each other.
    """
    images = images_of(task.data, task.first)
    planned = task.runs()
    for place, run in enumerate(planned):
        taken = _Steps(steps, lambda share, place=place: on_share((place + share) / len(planned)))  # type: ignore[misc]
        result = train_on_images(run.recipe, images, on_batch=taken.count, stop_wanted=taken.enough)
        varied = {"varied": run.name or None, "value": run.value, "at": dict(run.settings)}
        yield {"data": images.title, **varied, **result.plain()}


def table(lesson: str, runs: list[dict[str, Any]]) -> str:
    """Return the results as text, a line for each run."""
    lines = [f"{lesson}: {runs[0]['data']}", f"{'':<20} {'steps':>8} {'loss':>12} {'accuracy':>9} {'test':>9}"]
    for run in runs:
        name = run["method"] if run["varied"] is None else f"{run['varied']} {run['value']}"
        loss = "-" if run["loss"] is None else f"{run['loss']:.6g}"
        accuracy, test = ("-" if run[key] is None else f"{run[key]:.2%}" for key in ("accuracy", "test_accuracy"))
        status = "  diverged" if run["status"] == "diverged" else ""
        lines.append(f"{name:<20} {run['steps']:>8,} {loss:>12} {accuracy:>9} {test:>9}{status}")
    return "\n".join(lines)


class _Steps:
    """Counts the steps of a run, up to a number of them where one is given, and tells which share of it is done."""

    def __init__(self, most: int | None, on_share: Callable[[float], object]) -> None:
        self._most, self._on_share = most, on_share
        self._taken = 0

    def count(self, share: float, _loss: float) -> None:
        self._taken += 1
        self._on_share(share)

    def enough(self) -> bool:
        return self._most is not None and self._taken >= self._most
