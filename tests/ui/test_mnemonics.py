"""Alt and a letter of the menu bar open that menu: no field takes the letter away."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel


@pytest.mark.parametrize(("lesson", "page"), [("race", ""), ("minima", ""), ("race", "slopes")])
def test_no_label_takes_a_letter_of_the_menu_bar(lesson, page, open_window):
    window = open_window(lesson, None)
    if page:
        window.workspaces.show(page)
    menus = {QKeySequence.mnemonic(action.text()).toString() for action in window.menuBar().actions()}
    labels = [label for label in window.findChildren(QLabel) if label.buddy() is not None and label.isVisible()]
    taken = {QKeySequence.mnemonic(label.text()).toString(): label.text() for label in labels}
    assert "Alt+F" in menus
    assert not {letters: text for letters, text in taken.items() if letters in menus}
