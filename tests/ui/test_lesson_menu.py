"""Lessons in the menu and in the top bar, in the language that was chosen."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtWidgets import QComboBox, QWidget

from gdviz.lessons import LessonList, LessonText, find_lesson, load_lessons
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
    menu.take_combo(combo)
    menu.list_all()
    assert [action.text() for action in menu.menu.actions()] == titles
    assert [combo.itemText(place) for place in range(1, combo.count())] == titles


def test_at_the_start_the_one_lesson_that_is_shown_is_read_and_a_moment_later_all(session, qtbot, monkeypatch):
    lessons, reads = load_lessons(), []
    monkeypatch.setattr(lesson_menu, "load_lessons", lambda: reads.append(True) or lessons)
    parent, combo = QWidget(), QComboBox()
    qtbot.addWidget(parent)
    qtbot.addWidget(combo)
    menu = LessonMenu(session, parent)
    menu.take_combo(combo)
    line = find_lesson("gd-line")
    menu.show_as_open(line)
    assert (reads, combo.currentText(), combo.count()) == ([], line.text().title, 2)
    qtbot.waitUntil(lambda: combo.count() == 1 + len(lessons.everything), timeout=20_000)
    assert combo.currentText() == line.text().title
    assert [combo.itemText(place) for place in range(combo.count())].count(line.text().title) == 1
    assert (reads, menu.shown) == ([True], line)


def test_who_opens_the_menu_at_once_finds_all_lessons_there(session, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    menu = LessonMenu(session, parent)
    menu.menu.aboutToShow.emit()
    titles = [action.text() for action in menu.menu.actions() if not action.isSeparator()]
    assert sorted(titles) == sorted(lesson.text().title for lesson in load_lessons().everything)
