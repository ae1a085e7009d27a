"""What to see: the whole text is in view where the window has room, and the part that a lesson is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea
from window_fixtures import settle

from gdviz.lessons import find_lesson, load_lessons
from gdviz.ui.main_window import MainWindow


@pytest.fixture
def window(open_window: Callable[..., MainWindow]) -> MainWindow:
    return open_window(size=(1440, 860))


def test_no_lesson_hides_a_line_of_its_text(window: MainWindow) -> None:
    page = window.lesson_card.findChild(QScrollArea)
    cut = []
    for lesson in load_lessons().lessons:
        window.lesson_card.tell(lesson.text("en").what_to_see)
        settle()
        if page.verticalScrollBar().maximum() > 0:
            cut.append(lesson.id)
    assert cut == []


def test_in_a_lower_window_the_text_gives_way(window: MainWindow) -> None:
    window.lesson_card.tell(find_lesson("relu-by-hand").text("en").what_to_see)
    settle()
    tall = window.lesson_card.height()
    window.resize(1440, 730)
    settle()
    assert window.height() == 730
    assert window.lesson_card.height() < tall


def test_a_lesson_about_features_opens_with_them_in_view(window: MainWindow, qtbot: Any) -> None:
    def in_view(widget: Any) -> bool:
        area = window.left.findChild(QScrollArea)
        top = widget.mapTo(area.viewport(), QPoint(0, 0)).y()
        return bool(top >= 0 and top + widget.height() <= area.viewport().height() + 1)

    window.lesson_menu.open_id("features-ring")
    qtbot.waitUntil(lambda: in_view(window.data_panel.features))
    window.lesson_menu.open_id("logistic")
    qtbot.waitUntil(lambda: window.left.findChild(QScrollArea).verticalScrollBar().value() == 0)
