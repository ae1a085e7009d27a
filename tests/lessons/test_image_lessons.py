"""Lessons about images: what a file may say, mistakes with their line, and what `gdviz run` makes of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from gdviz.__main__ import main
from gdviz.core.images import mnist
from gdviz.lessons import ImageLesson, find_any, find_lesson, load_lessons
from gdviz.training.image_task import ImageTask

GOOD = """\
order = 5

[text.en]
title = "Mine"
what_to_see = "Look here."

[digits]
preset = "mlp"
data = "mnist"
images = 300
epochs = 2
batch_size = 20
learning_rate = 0.05
validation_split = 0.2
patience = 1
seed = 7
draw = 4

[[digits.vary]]
name = "depth"
values = [0, 2]

[[digits.vary]]
name = "width"
values = [5, 40]

[view]
workspace = "sweep"
"""
FILTER = """\
[text.en]
title = "Mine"
what_to_see = "Look here."

[convolution]
filter = "sobel_x"
padding = "same"
digit = 7
"""
WRONG = {
    'preset = "mlp"': [
        ('preset = "mpl"', "preset must be one of softmax, mlp, deep_sigmoid, small_cnn, course_cnn; got 'mpl'"),
        ("", "an entry preset must say which network"),
        ('preset = "softmax"', "depth cannot be varied: the network has no hidden Dense layer"),
    ],
    'data = "mnist"': [('data = "cifar"', "data must be one of mnist, fashion-mnist; got 'cifar'")],
    "images = 300": [("images = 3", "images must be a whole number in [100, 10\u202f000\u202f000]; got 3")],
    "epochs = 2": [
        ("epochs = 0", "epochs must be a whole number in [1, 1\u202f000]; got 0"),
        ("epoch = 2", "unknown entry 'epoch' of [digits]; did you mean 'epochs'?"),
    ],
    "learning_rate = 0.05": [("learning_rate = -1", "learning_rate must be")],
    "validation_split = 0.2": [("validation_split = 2", "validation_split must be in [0, 0.9]; got 2")],
    "draw = 4": [("draw = 10", "draw must be a whole number in [0, 9]; got 10")],
    'name = "depth"': [
        ('name = "deep"', "name must be one of batch_size, depth, width"),
        ("", "[[digits.vary]] needs an entry name"),
    ],
    "values = [0, 2]": [
        ("values = []", "values must be a list of at least one value; got []"),
        ("values = [0, 2.5]", "depth must be a whole number; got 2.5"),
        ("values = [0, 99]", "depth must be in [0, 20]; got 99"),
    ],
    'workspace = "sweep"': [
        ('workspace = "convolution"', "workspace must be sweep for this lesson; convolution needs [convolution]"),
        ('workspace = "curves"', "workspace must be one of digits, convolution, sweep; got 'curves'"),
    ],
}
CASES = [(line, wrong, said) for line, cases in WRONG.items() for wrong, said in cases]
LINE_OF_ANOTHER = {"": "[digits]", 'preset = "softmax"': "values = [0, 2]"}


def read(folder: Path, text: str) -> ImageLesson:
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    found = load_lessons(folder)
    assert found.problems == ()
    return next(lesson for lesson in found.image_lessons if lesson.id == "mine")


def test_every_entry_is_taken(tmp_path: Path) -> None:
    lesson = read(tmp_path, GOOD)
    task = lesson.task
    assert task is not None
    assert (task.data, task.first, lesson.draw, lesson.order) == ("mnist", 300, 4, 5.0)
    recipe = task.recipe
    assert (recipe.epochs, recipe.batch_size, recipe.validation_split, recipe.patience, recipe.seed) == (
        2,
        20,
        0.2,
        1,
        7,
    )
    assert recipe.options["learning_rate"] == 0.05
    assert lesson.view == {"workspace": "sweep"}
    widths = [[layer.options["width"] for layer in run.recipe.layers if layer.name == "dense"] for run in task.runs()]
    assert widths == [[], [128, 128], [5, 5], [40, 40]]
    assert [(run.name, run.value) for run in task.runs()] == [("depth", 0), ("depth", 2), ("width", 5), ("width", 40)]


def test_a_filter_to_begin_with(tmp_path: Path) -> None:
    lesson = read(tmp_path, FILTER)
    assert lesson.task is None
    assert (lesson.filter.filter, lesson.filter.padding, lesson.filter.digit) == ("sobel_x", "same", 7)
    assert lesson.view["workspace"] == "convolution"


@pytest.mark.parametrize(("line", "wrong", "said"), CASES)
def test_a_mistake_is_told_with_its_line(line: str, wrong: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD.replace(line, wrong), encoding="utf-8")
    found = load_lessons(tmp_path)
    (problem,) = found.problems
    assert said in problem.message
    lines = GOOD.replace(line, wrong).split("\n")
    where = LINE_OF_ANOTHER.get(wrong, wrong)
    if line == 'name = "depth"' and not wrong:
        where = "[[digits.vary]]"
    assert problem.line == lines.index(where) + 1
    assert len(found.everything) == len(load_lessons().everything)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            GOOD.replace("[[digits.vary]]", "[digits.vary]", 1).split("[[digits")[0],
            "must be written as [[digits.vary]]",
        ),
        (GOOD + '\n[data]\nsource = "line"\n', "unknown entry 'data' of a lesson about images"),
        (GOOD + '\n[convolution]\nfilter = "blur"\n', "a table [digits] or [convolution], not both"),
        (FILTER.replace("sobel_x", "sobel"), "filter must be one of identity, vertical_edges"),
        (FILTER.replace("digit = 7", "digits = 7"), "unknown entry 'digits' of [convolution]; did you mean 'digit'?"),
        (FILTER.split("\n\n")[1], "a lesson needs a table [text.en]"),
        ("digits = 3\n" + FILTER, "not both"),
        ("digits = 3\n" + FILTER.split("\n\n")[0], "digits must be a table of entries; got 3"),
        (GOOD.replace("[5, 40]", str(list(range(1, 80)))), "a sweep has at most 64 runs; got 79"),
    ],
)
def test_what_does_not_fit_together(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    (problem,) = load_lessons(tmp_path).problems
    assert said in problem.message


def test_they_stand_in_the_list_behind_the_networks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lessons"]) == 0
    ids = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    wanted = ["mnist-softmax", "mnist-mlp", "mnist-cnn", "draw", "fashion", "convolution", "what-matters"]
    assert [name for name in ids if name in wanted] == wanted
    assert ids.index("network-plane-ring") < ids.index("mnist-softmax")


def test_whoever_needs_an_experiment_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="lesson 'draw' is about images and has no experiment"):
        find_lesson("draw")
    assert main(["run", "convolution"]) == 1
    assert "trains nothing" in capsys.readouterr().err


def test_run_prints_what_other_lessons_print(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "mnist-softmax", "--steps", "300", "--json"]) == 0
    said = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert (said["lesson"], said["model"], said["method"]) == ("mnist-softmax", "softmax", "gradient_descent")
    assert said["steps"] == 300
    assert said["status"] == "stopped"
    assert said["settings"]["learning_rate"] == 0.01
    assert 0.5 < said["accuracy"] < 0.9
    assert said["loss"] < np.log(10)  # of guessing
    assert 0.6 < said["test_accuracy"] < 0.9
    assert {name: said[name] for name in said["runs"][0]} == said["runs"][0]


def test_run_trains_each_run_of_a_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.toml").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr("gdviz.lessons.catalogue.user_lessons_folder", lambda: tmp_path)
    assert main(["run", "mine", "--json"]) == 0
    runs = json.loads(capsys.readouterr().out)["runs"]
    assert [(run["varied"], run["value"]) for run in runs] == [("depth", 0), ("depth", 2), ("width", 5), ("width", 40)]
    # weights and biases, counted by hand
    counts = [7850, 784 * 128 + 128 + 128 * 129 + 1290, 785 * 5 + 30 + 60, 785 * 40 + 1640 + 410]
    assert [run["parameters"] for run in runs] == counts
    assert all(run["epochs"] == 2 and run["steps"] == 2 * 12 for run in runs)  # 240 images, 20 a step
    assert main(["run", "mine"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6
    assert lines[2].startswith("depth 0 ")


def test_the_first_images_alone_are_learned_from() -> None:
    images = mnist().first(300)
    assert images.n == 300
    assert images.n_test == 10_000
    assert np.array_equal(images.images, mnist().images[:300])


@pytest.mark.parametrize("name", ["batch_size", "learning_rate", "method", "epochs"])
def test_other_settings_can_be_varied_too(name: str) -> None:
    lesson = find_any("mnist-mlp")
    assert isinstance(lesson, ImageLesson)
    assert lesson.task is not None
    from gdviz.training.image_task import Vary

    value = {"batch_size": 64, "learning_rate": 0.5, "method": "adam", "epochs": 3}[name]
    (run,) = ImageTask(lesson.task.recipe, sweeps=(Vary(name, (value,)),)).runs()
    assert value in (getattr(run.recipe, name, None), run.recipe.options.get(name))
    with pytest.raises((ValueError, TypeError), match=name):
        ImageTask(lesson.task.recipe, sweeps=(Vary(name, ("x",)),)).runs()
