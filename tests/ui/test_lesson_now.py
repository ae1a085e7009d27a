"""What a lesson says goes when the data are no longer those that it speaks of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox

from gdviz.lessons import find_lesson
from gdviz.training.experiment import ModelChoice
from gdviz.ui.import_dialog import ImportDialog
from gdviz.ui.main_window import MainWindow


@pytest.fixture
def window(open_window) -> MainWindow:
    window = open_window(size=None)
    window.lesson_menu.open_id("gd-line")
    return window


def shown(window: MainWindow) -> tuple[str, str]:
    return window.lesson_card.text, window.top_bar.lessons.currentText()


LESSON = (find_lesson("gd-line").text("en").what_to_see, find_lesson("gd-line").text("en").title)
FREE = ("", "Your own experiment")


def import_table(window: MainWindow, path: Path, qtbot) -> None:
    path.write_text("x,y\n1,2\n2,3\n3,5\n")
    dialog = ImportDialog(window.session, window.preferences, path, window)
    qtbot.mouseClick(
        dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton
    )


def test_the_words_go_with_the_data_and_come_back_by_undo(window, tmp_path, qtbot):
    assert shown(window) == LESSON
    import_table(window, tmp_path / "mine.csv", qtbot)
    assert window.session.dataset.n == 3
    assert shown(window) == FREE
    window.actions_by_name["undo"].trigger()
    assert shown(window) == LESSON
    window.actions_by_name["redo"].trigger()
    assert shown(window) == FREE


def test_another_data_set_too_but_edited_points_and_other_settings_are_still_the_lesson(window):
    session = window.session
    session.set_data("More", options={"n": 50})
    session.tools.select(np.array([0, 1]))
    session.delete_selection()
    session.set_experiment("Other model", model=ModelChoice("polynomial", {"degree": 3}))
    assert shown(window) == LESSON
    session.set_data("Other data", source="curve")
    assert shown(window) == FREE
    session.set_data("The same data, by hand", source="line")
    assert shown(window) == FREE


def test_a_lesson_that_is_opened_next_is_shown_and_what_was_left_is_forgotten(window, qtbot):
    window.session.set_data("Other data", source="curve")
    window.lesson_menu.open_id("race")
    race = find_lesson("race").text("en")
    assert shown(window) == (race.what_to_see, race.title)
    window.files.new()
    assert shown(window) == FREE
    window.session.set_data("More", options={"n": 50})
    window.actions_by_name["undo"].trigger()
    assert shown(window) == FREE


def test_who_chooses_an_experiment_of_his_own_has_no_lesson(window, qtbot):
    combo = window.top_bar.lessons
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    assert shown(window) == FREE


def test_a_function_needs_no_data(window):
    window.lesson_menu.open_id("minima-four")
    words = window.lesson_card.text
    assert words
    window.session.set_data("Other data", source="ring")
    window.actions_by_name["undo"].trigger()
    assert window.lesson_card.text == words
