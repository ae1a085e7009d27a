"""Schedules and clips on their way from a file to a step, and back through a rewind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from training_cases import Problem, state_of, walk

from gdviz.lessons.entries import LessonError
from gdviz.lessons.reader import read_lesson
from gdviz.training.experiment import Experiment, MethodChoice, from_json, to_json
from gdviz.training.snapshot import picture
from gdviz.training.step_rules import ClipChoice, ScheduleChoice

COSINE = ScheduleChoice("cosine", {"steps": 30})
SHORT = ClipChoice("norm", {"limit": 0.2})
LINE = Problem()

LESSON = """
[text.en]
title = "A"
what_to_see = "B"
[data]
source = "line"
[model]
name = "line"
[[methods]]
name = "{method}"
{rule}
"""


def lesson(rule: str, method: str = "momentum") -> Experiment:
    return read_lesson(Path("a.toml"), LESSON.format(rule=rule, method=method)).experiment


def test_an_experiment_keeps_them_through_json() -> None:
    experiment = Experiment(methods=(MethodChoice(1, "adam", schedule=COSINE, clip=SHORT), MethodChoice(2)))
    again = from_json(json.loads(json.dumps(to_json(experiment))))
    assert again == experiment
    assert again.methods[0].schedule.options == {"steps": 30}
    assert again.methods[1].clip.is_plain


def test_older_files_without_them_have_neither() -> None:
    plain = to_json(Experiment())
    for method in plain["methods"]:
        del method["schedule"], method["clip"]
    assert from_json(plain) == Experiment()


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"schedule": {"name": "cosin"}}, "unknown schedule 'cosin'; did you mean 'cosine'"),
        ({"schedule": {"name": "step", "options": {"steps": 0}}}, "steps must be in"),
        ({"clip": {"name": "norm", "options": {"size": 1.0}}}, "unknown hyperparameter 'size' of ClipByNorm"),
        ({"clip": {"nam": "norm"}}, "unknown entry 'nam' of clip of method 1; did you mean 'name'"),
        ({"name": "newton", "schedule": {"name": "step"}}, "schedule needs a method with a learning rate; newton has"),
        ({"name": "lbfgs", "clip": {"name": "norm"}}, "clip needs a method that follows the gradient alone; got lbfgs"),
    ],
)
def test_what_does_not_fit_is_named(facts: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        from_json({"methods": [facts]})


def test_a_lesson_names_them() -> None:
    experiment = lesson('schedule = { name = "step", drop = 0.1, steps = 50 }\nclip = { name = "value", limit = 2.0 }')
    assert experiment.methods[0].schedule == ScheduleChoice("step", {"drop": 0.1, "steps": 50})
    assert experiment.methods[0].clip == ClipChoice("value", {"limit": 2.0})


@pytest.mark.parametrize(
    ("rule", "path", "message"),
    [
        ('schedule = { name = "cosin" }', ("methods", 0, "schedule", "name"), "did you mean 'cosine'"),
        ('schedule = { name = "cosine", step = 3 }', ("methods", 0, "schedule", "step"), "did you mean 'steps'"),
        ('clip = { name = "norm", limit = -1.0 }', ("methods", 0, "clip", "limit"), "limit must be in"),
        ("clip = 3", ("methods", 0, "clip"), "clip must be a table of entries; got 3"),
    ],
)
def test_a_lesson_that_is_wrong_there_says_where(rule: str, path: tuple[Any, ...], message: str) -> None:
    with pytest.raises(LessonError, match=message) as caught:
        lesson(rule)
    assert caught.value.path == path


def test_a_lesson_that_gives_a_search_a_schedule_says_where() -> None:
    with pytest.raises(LessonError, match="hill_climbing has none") as caught:
        lesson('schedule = { name = "cosine" }', method="hill_climbing")
    assert caught.value.path == ("methods", 0, "schedule")


@pytest.mark.parametrize("batch_size", [None, 7])
def test_a_scheduled_and_clipped_run_comes_back_to_the_bit(batch_size: int | None) -> None:
    run = LINE.run("adam", batch_size=batch_size, schedule=COSINE, clip=SHORT)
    states = walk(run, 60)
    for step in (59, 3, 31, 0, 30, 60):
        run.rewind(step)
        assert state_of(run) == states[step]


def test_a_schedule_that_comes_later_goes_by_the_number_of_the_step() -> None:
    # cosine over 30 steps: at step 15, the 16th, the factor is (1 + cos 90°) / 2 = 1/2
    run = LINE.run("gradient_descent", options={"learning_rate": 0.1})
    run.advance(15)
    run.change(LINE.settings(options={"learning_rate": 0.1}, schedule=COSINE))
    before = run.model.theta.copy()
    run.advance(1, detailed=True)
    assert run.detail is not None
    assert run.detail.grad is not None
    assert run.model.theta == pytest.approx(before - 0.05 * run.detail.grad, rel=1e-12)
    assert picture(1, run).learning_rate == pytest.approx(0.05)
    states = [state_of(run), *walk(run, 5)[1:]]
    run.rewind(3)
    assert picture(1, run).learning_rate == 0.1
    run.rewind(18)
    assert state_of(run) == states[2]


def test_the_card_tells_of_schedule_and_clip() -> None:
    run = LINE.run("gradient_descent", options={"learning_rate": 0.1}, schedule=COSINE, clip=SHORT)
    run.advance(1, detailed=True)
    assert run.detail is not None
    name, rule, numbers = run.detail.lines[0]
    assert name == "w"
    assert [line.split(" ← ")[0] for line in rule] == ["η", "∂L/∂w", "w"]
    assert numbers[0] == "0.1 × 1.000 = 0.1000"
    assert len(numbers) == len(rule) == 3


def test_a_clipped_run_moves_no_further_than_rate_times_limit() -> None:
    run = LINE.run("gradient_descent", options={"learning_rate": 0.5}, clip=SHORT, start=np.array([50.0, -50.0]))
    for _ in range(5):
        before = run.model.theta.copy()
        run.advance(1)
        assert np.linalg.norm(run.model.theta - before) == pytest.approx(0.1)
