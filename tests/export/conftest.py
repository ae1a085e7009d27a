"""Sessions out of sight, with panels to draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from gdviz.core.registry import discover
from gdviz.export.stage import Stage
from gdviz.lessons import find_lesson
from gdviz.plots.theme import ThemeManager
from gdviz.session import Session


@pytest.fixture
def open_stage(qapp) -> Iterator[Callable[..., Stage]]:
    """Return a function from a lesson's id and a step to a stage that shows it."""
    discover("gdviz.panels")
    stages: list[Stage] = []
    mode = ThemeManager.instance().mode

    def open_(lesson: str, step: int = 0) -> Stage:
        stages.append(Stage(Session(find_lesson(lesson).experiment)))
        stages[-1].go_to(step)
        return stages[-1]

    yield open_
    for stage in stages:
        stage.close()
    ThemeManager.instance().set_mode(mode)
