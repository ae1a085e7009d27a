"""Finding lessons: order, languages, the user's own folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from gdviz.lessons import find_lesson, load_lessons, user_lessons_folder

MINE = """\
order = 0.5
[text.zh_TW]
title = "梯度下降"
what_to_see = "看這裡。"
[text.en]
title = "Mine"
what_to_see = '''
One
line.

Two.'''
[data]
source = "xor"
features = ["x1 x2"]
[model]
name = "logistic"
[[methods]]
name = "gradient_descent"
"""


@pytest.fixture
def mine(own_settings: Path) -> Path:
    """A lesson in the user's own folder."""
    folder = user_lessons_folder()
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(MINE, encoding="utf-8")
    return folder / "mine.toml"


def test_the_users_folder_lies_among_his_own_data(own_settings: Path) -> None:
    assert user_lessons_folder().is_relative_to(own_settings)
    assert not user_lessons_folder().exists()
    assert load_lessons().problems == ()  # a folder that is not there is no mistake


def test_a_lesson_of_the_user_stands_in_its_order(mine: Path) -> None:
    found = load_lessons()
    assert found.problems == ()
    assert found.lessons[0].id == "mine"
    assert find_lesson("mine").path == mine
    assert find_lesson("mine") == found.lessons[0]


def test_what_is_left_out_keeps_its_usual_value(mine: Path) -> None:
    lesson = find_lesson("mine")
    assert (lesson.steps, dict(lesson.view)) == (100, {})
    assert lesson.experiment.loss == "binary_cross_entropy"  # the usual one of two classes
    assert lesson.experiment.start is None
    mine.write_text(mine.read_text(encoding="utf-8").replace("logistic", "softmax"), encoding="utf-8")
    assert find_lesson("mine").experiment.loss == "categorical_cross_entropy"


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Mine"), ("zh_TW", "梯度下降"), ("zh-TW", "梯度下降"), ("de", "Mine"), ("en_GB", "Mine"), ("", "Mine")],
)
def test_the_text_comes_in_the_language_asked_for_or_in_english(language: str, title: str, mine: Path) -> None:
    assert find_lesson("mine").text(language).title == title


def test_without_english_the_text_comes_in_what_there_is(mine: Path) -> None:
    text = mine.read_text(encoding="utf-8")
    mine.write_text(text[: text.index("[text.en]")] + text[text.index("[data]") :], encoding="utf-8")
    assert find_lesson("mine").text("en").title == "梯度下降"


def test_lines_of_a_paragraph_are_joined_and_paragraphs_kept(mine: Path) -> None:
    assert find_lesson("mine").text("en").what_to_see == "One line.\n\nTwo."


def test_lessons_come_in_the_order_of_their_numbers() -> None:
    orders = [lesson.order for lesson in load_lessons().lessons]
    assert orders == sorted(orders)
    assert len(set(orders)) == len(orders)


@pytest.mark.parametrize(("typed", "meant"), [("gd-lin", "'gd-line'"), ("rase", "'race'"), ("qqqqq", "gdviz lessons")])
def test_an_unknown_id_names_the_nearest(typed: str, meant: str) -> None:
    with pytest.raises(ValueError, match=f"there is no lesson '{typed}'.*{meant}"):
        find_lesson(typed)


def test_a_lesson_with_a_mistake_is_asked_for_by_its_id(mine: Path) -> None:
    mine.write_text("order = \n")
    with pytest.raises(ValueError, match=r"mine.*mine\.toml, line 1: "):
        find_lesson("mine")


def test_an_id_is_no_path() -> None:
    with pytest.raises(ValueError, match="there is no lesson"):
        find_lesson("../lessons/race")
