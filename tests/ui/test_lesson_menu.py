"""Lessons in the menu and in the top bar, in the language that was chosen."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtWidgets import QComboBox, QWidget

from gdviz.lessons import LessonList, LessonText, find_lesson
from gdviz.ui import lesson_menu
from gdviz.ui.lesson_menu import LessonMenu


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("en", ["Race", "Slope"]),
        ("zh_TW", ["賽跑", "Slope"]),  # the second is there in English alone
        ("fr", ["Race", "Slope"]),
    ],
)
def test_titles_are_in_the_language_that_was_chosen(session, qtbot, monkeypatch, language, titles):
    texts = {"en": LessonText("Race", ""), "zh_TW": LessonText("賽跑", "")}
    race = dataclasses.replace(find_lesson("race"), texts=texts)
    slope = dataclasses.replace(find_lesson("slope-only"), texts={"en": LessonText("Slope", "")})
    monkeypatch.setattr(lesson_menu, "load_lessons", lambda: LessonList((race, slope), ()))
    parent, combo = QWidget(), QComboBox()
    qtbot.addWidget(parent)
    qtbot.addWidget(combo)
    menu = LessonMenu(session, parent, language)
    menu.fill_combo(combo)
    assert [action.text() for action in menu.menu.actions()] == titles
    assert [combo.itemText(place) for place in range(1, combo.count())] == titles
