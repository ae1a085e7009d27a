"""What would break the window: things that go while others still speak to them, wild numbers, closing at a bad time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from window_fixtures import settle

from gdviz.session import Session
from gdviz.session.preferences import Preferences
from gdviz.training.experiment import Experiment
from gdviz.ui.main_window import MainWindow


@pytest.fixture
def open_window(qapp: QApplication, open_session: Callable[..., Session]) -> Iterator[Callable[..., MainWindow]]:
    """Return a function from an experiment to a window on the screen; all are closed after the test."""
    opened: list[MainWindow] = []

    def open_(experiment: Experiment | None = None) -> MainWindow:
        opened.append(MainWindow(open_session(experiment), Preferences()))
        opened[-1].show()
        settle()
        return opened[-1]

    yield open_
    for window in opened:
        window.preferences.theme, window.preferences.text_size = "system", 100
        window.close()
        window.deleteLater()
    settle()


def test_a_form_that_was_replaced_does_not_hear_of_themes(open_window):
    window = open_window()
    window.method_cards._set_kind(1, "adam")
    settle()
    for theme in ("dark", "light"):
        window.preferences.theme = theme
        settle()
    assert window.method_cards.cards[0].name == "Adam"
