"""What every lesson that comes with gdviz must be."""

from __future__ import annotations

import re

import numpy as np
import pytest

from gdviz.core.models import MODELS
from gdviz.lessons import ImageLesson, Lesson, SlopeLesson, load_lessons
from gdviz.resources import resource_path
from gdviz.training.headless import results, train

LESSONS = {lesson.id: lesson for lesson in load_lessons().lessons}
ALL = {lesson.id: lesson for lesson in load_lessons().everything}
OF_THE_FIRST_DEMO = {
    "closed-form", "hill-climb", "gd-line", "gd-nine", "polynomial", "logistic", "features-ring", "features-product",
    "network-plane-ring", "network-plane-xor", "network-plane-spiral", "race",
}  # fmt: skip

every_file = pytest.mark.parametrize("lesson", ALL.values(), ids=ALL)
every_lesson = pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)


def test_every_file_is_a_lesson() -> None:
    assert load_lessons().problems == ()
    assert set(ALL) == {path.stem for path in resource_path("lessons").glob("*.toml")}
    assert set(LESSONS) >= OF_THE_FIRST_DEMO


def test_titles_differ() -> None:
    titles = [lesson.text("en").title for lesson in ALL.values()]
    assert len(set(titles)) == len(titles)


@every_file
def test_texts_are_short_plain_english(lesson: Lesson | ImageLesson) -> None:
    assert "en" in lesson.texts
    text = lesson.text("en")
    assert 5 <= len(text.title) <= 48
    assert 100 <= len(text.what_to_see) <= 400
    sentences = re.findall(r"[^.!?]+[.!?](?=\s|$)", text.what_to_see)
    assert 2 <= len(sentences) <= 6
    assert max(len(sentence.split()) for sentence in sentences) <= 40
    assert re.fullmatch(r"[A-Za-z0-9 ηx²%.,:;?()'\-+=!]+", text.what_to_see), text.what_to_see
    assert not re.search(r"[A-Za-z0-9.,]\s{2,}", text.what_to_see)
    assert not text.title.endswith(".")


@every_file
def test_the_file_tells_a_teacher_how_to_write_one(lesson: Lesson | ImageLesson) -> None:
    head = lesson.path.read_text(encoding="utf-8").split("\n\n")[0]
    assert all(line.startswith("# ") for line in head.splitlines())
    tables = ("steps", "[data]", "[model]", "[[methods]]") if isinstance(lesson, Lesson) else ("[digits]",)
    if isinstance(lesson, SlopeLesson):
        tables = ("[slope]", "[gradient]")
    for word in ("copy this file", "order", "[text.xx]", *tables):
        assert word in head


@every_lesson
def test_three_steps_and_back(lesson: Lesson) -> None:
    race = train(lesson.experiment, 3)
    after = {key: (run.position, run.model.theta.copy()) for key, run in race.runs.items()}
    race.rewind(0)
    starts = [run.model.theta.copy() for run in race.runs.values()]
    assert all(np.array_equal(start, starts[0]) for start in starts)  # one start for all
    race.rewind(3)
    for key, run in race.runs.items():
        assert run.position == after[key][0] >= (0 if run.model.is_direct else 1)
        assert np.array_equal(run.model.theta, after[key][1])


@every_lesson
def test_every_method_but_the_one_that_should_blow_up_gets_better(lesson: Lesson) -> None:
    before = results(lesson.experiment, train(lesson.experiment, 0))
    after = results(lesson.experiment, train(lesson.experiment, min(lesson.steps, 300)))
    for start, end in zip(before, after, strict=True):
        if end["settings"].get("learning_rate") == 1.65:
            assert end["loss"] > start["loss"]
        elif MODELS[end["model"]].is_direct:
            assert (end["status"], end["steps"], end["loss"]) == ("finished", 0, start["loss"])  # solved at once
        else:
            assert end["loss"] < start["loss"]
