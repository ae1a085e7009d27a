"""gdviz render of lessons on pages of their own: slopes, the moving filter, digits, a sweep."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from PIL import Image

from gdviz.__main__ import main
from gdviz.commands import page_source
from gdviz.core.images import mnist
from gdviz.lessons import find_any
from gdviz.training.digits_headless import train_on_images
from gdviz.training.session_file import read_session


def render(*words: object) -> int:
    return main(["render", *map(str, words)])


def rows_of(path):
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


@pytest.fixture
def few_images(monkeypatch):
    """Let lessons train on 600 images, and test on 200."""
    few = mnist().first(600)
    few = type(few)(**{**vars(few), "test_images": few.test_images[:200], "test_labels": few.test_labels[:200]})
    monkeypatch.setattr(page_source, "images_of", lambda *_: few)
    return few


@pytest.mark.parametrize("lesson", ["slope", "gradient", "convolution", "draw", "what-matters"])
def test_a_page_is_drawn_in_the_size_that_was_asked_for(lesson, tmp_path, qtbot):
    path = tmp_path / "page.png"
    assert render(lesson, "--to", path, "--steps", 0, "--size", "1100x700", "--scale", 2) == 0
    with Image.open(path) as image:
        assert image.size == (2200, 1400)
        colours = image.convert("RGB").quantize(64).getcolors()
        assert len(colours) > 20  # text and plots, and no empty sheet
        assert image.convert("L").getextrema()[0] < 60  # black letters


def test_what_needs_more_room_is_drawn_smaller_and_not_cut(tmp_path, qtbot):
    assert render("gradient", "--to", tmp_path / "small.png", "--size", "300x200") == 0
    with Image.open(tmp_path / "small.png") as image:
        assert image.size == (300, 200)
        right = np.asarray(image.convert("L"))[:, -4:]  # the ground beside the cards
        assert right.std() < 20


def test_letters_stay_letters(tmp_path, qtbot):
    assert render("slope", "--to", tmp_path / "page.svg") == 0
    drawn = (tmp_path / "page.svg").read_text()
    assert ">f(x)<" in drawn
    assert ">Parabola<" in drawn  # what a combo shows
    assert "<image" not in drawn
    assert render("slope", "--to", tmp_path / "page.pdf") == 0
    assert b"/Font" in (tmp_path / "page.pdf").read_bytes()


def test_digits_are_trained_first_as_gdviz_run_trains_them(few_images, tmp_path, qtbot):
    lesson = find_any("mnist-softmax")
    recipe = lesson.task.recipe
    page = page_source.page_of_lesson(lesson, 40, lambda share: None)
    taken = []
    straight = train_on_images(
        recipe, few_images, on_batch=lambda share, loss: taken.append(loss), stop_wanted=lambda: len(taken) >= 40
    )
    assert page.moment.theta.tobytes() == straight.trained.theta.tobytes()
    assert render("mnist-softmax", "--to", tmp_path / "digits.png", "--steps", 40) == 0
    assert render("mnist-softmax", "--to", tmp_path / "before.png", "--steps", 0) == 0
    assert (tmp_path / "digits.png").read_bytes() != (tmp_path / "before.png").read_bytes()


def test_the_table_of_digits_has_a_row_for_each_epoch(few_images, tmp_path):
    lesson = find_any("mnist-softmax")
    assert render("mnist-softmax", "--to", tmp_path / "a.csv") == 0
    straight = train_on_images(lesson.task.recipe, few_images)
    rows = [row for row in rows_of(tmp_path / "a.csv") if row["test_loss"]]
    assert [float(row["loss"]) for row in rows] == list(straight.history["loss"])
    assert [float(row["test_accuracy"]) for row in rows] == list(straight.history["test_accuracy"])


def test_a_session_of_digits_answers_with_what_was_trained(few_images, tmp_path, qtbot):
    path = tmp_path / "digits.gdviz"
    assert render("mnist-softmax", "--to", path, "--steps", 40) == 0
    page = page_source.page_of_lesson(find_any("mnist-softmax"), 40, lambda share: None)
    saved = read_session(path)
    assert saved.view["workspace"] == "digits"
    assert saved.digits.network.theta.tolist() == page.moment.theta.tolist()
    assert saved.digits.ink.any()  # the digit that the lesson draws
    assert render(path, "--to", tmp_path / "again.gdviz") == 0
    assert read_session(tmp_path / "again.gdviz").digits.network.theta.tolist() == page.moment.theta.tolist()


def test_a_session_that_was_left_on_a_page_is_drawn_as_it(tmp_path, qtbot):
    assert render("slope-kink", "--to", tmp_path / "a.gdviz") == 0
    assert read_session(tmp_path / "a.gdviz").pages.slopes.function == find_any("slope-kink").function
    assert render(tmp_path / "a.gdviz", "--to", tmp_path / "a.svg") == 0
    assert ">From the secant to the tangent<" in (tmp_path / "a.svg").read_text()
    assert render(tmp_path / "a.gdviz", "--to", tmp_path / "plots.svg", "--plots", "loss_curve") == 0
    assert ">f(x)<" in (tmp_path / "a.svg").read_text()
    assert ">f(x)<" not in (tmp_path / "plots.svg").read_text()


def test_difference_quotients_as_a_table(tmp_path):
    assert render("slope", "--to", tmp_path / "a.csv") == 0
    rows = rows_of(tmp_path / "a.csv")
    assert (float(rows[0]["left"]), float(rows[0]["right"])) == (1.0, 3.0)  # of x^2 at 1: 1 - 0, and 4 - 1


def test_a_sweep_is_trained_and_drawn(monkeypatch, tmp_path, qtbot):
    from gdviz.commands import run_images

    few = mnist().first(300)
    few = type(few)(**{**vars(few), "test_images": few.test_images[:100], "test_labels": few.test_labels[:100]})
    monkeypatch.setattr(run_images, "images_of", lambda *_: few)
    assert render("what-matters", "--to", tmp_path / "a.csv") == 0
    rows = rows_of(tmp_path / "a.csv")
    assert [row["batch_size"] for row in rows[:4]] == ["8", "32", "128", "512"]
    assert all(float(row["test_accuracy"]) > 0 for row in rows)
    assert render("what-matters", "--to", tmp_path / "a.png") == 0
    assert render("what-matters", "--to", tmp_path / "b.png", "--steps", 0) == 0
    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["slope", "--to", "a.gif"], "it has no film"),
        (["slope", "--to", "a.py"], "it has no program"),
        (["convolution", "--to", "a.py"], "trains nothing"),
        (["convolution", "--to", "a.csv"], "no figures"),
        (["slope", "--to", "a.csv", "--table", "points"], "no points"),
        (["slope", "--to", "a.png", "--plots", "data_plot"], "is drawn whole"),
    ],
)
def test_what_a_page_has_not_got_is_wrong_use(words, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert render(*words) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert list(tmp_path.iterdir()) == []
