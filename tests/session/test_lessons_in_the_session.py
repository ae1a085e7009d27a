"""Every lesson opens in the session as its file says, and undo brings back what was there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gdviz.lessons import Lesson, load_lessons
from gdviz.session import Session
from gdviz.training.headless import train

LESSONS = {lesson.id: lesson for lesson in load_lessons().lessons}


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Session]:
    session = Session()
    yield session
    assert session.close()


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_a_lesson_opens_and_steps_as_without_a_window(lesson: Lesson, opened: Session, qtbot: QtBot) -> None:
    said: list[str] = []
    opened.message.connect(lambda message: said.append(message.text))
    before = opened.experiment
    assert opened.open_experiment("Lesson", lesson.experiment)
    assert opened.ready
    assert opened.experiment == lesson.experiment  # nothing had to be replaced to make it fit
    opened.step(2)
    least = 0 if opened.is_direct else 1  # a model that is solved at once has no step to take
    qtbot.waitUntil(lambda: opened.snapshot is not None and opened.snapshot.step >= least)
    qtbot.waitUntil(lambda: opened.snapshot.step == train(lesson.experiment, 2).position)
    for lane, run in zip(opened.snapshot.lanes, train(lesson.experiment, 2).runs.values(), strict=True):
        assert np.array_equal(lane.theta, run.model.theta)
    assert [text for text in said if text] == []
    opened.undo()
    assert opened.experiment == before
