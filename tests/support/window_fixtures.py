"""A whole window that every test may open in its own way, always closed, and what lets it come to rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gdviz.session import Session
    from gdviz.training.experiment import Experiment
    from gdviz.training.trainer import AnyTrainer
    from gdviz.ui.main_window import MainWindow


def settle() -> None:
    """Let everything that was asked for happen, deletions too."""
    from PySide6.QtCore import QCoreApplication, QEvent  # late: conftest must have chosen the platform before

    for _ in range(5):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


@pytest.fixture
def open_window(open_session: Callable[..., Session], qtbot: QtBot) -> Iterator[Callable[..., MainWindow]]:
    """Return a function from a lesson's id or an experiment (default: the first one) to a window that shows it.

    Theme and text size are those of the window before, unless they are said; without a size it decides by itself how
    large it is. `begun` lets it tell of the lesson, as the program does.
    After the test all are closed, and the next looks as usual.
    """
    from PySide6.QtCore import Qt

    from gdviz.lessons import find_lesson
    from gdviz.session.preferences import Preferences
    from gdviz.ui.main_window import MainWindow

    opened: list[MainWindow] = []

    def open_(
        what: str | Experiment | None = None,
        size: tuple[int, int] | None = (1280, 720),
        *,
        theme: str | None = None,
        text_size: int | None = None,
        begun: bool = False,
        trainer: AnyTrainer | None = None,
    ) -> MainWindow:
        preferences = Preferences()
        if theme is not None:
            preferences.theme = theme
        if text_size is not None:
            preferences.text_size = text_size
        experiment = find_lesson(what).experiment if isinstance(what, str) else what
        window = MainWindow(open_session(experiment, trainer), preferences)
        opened.append(window)
        if size is not None:
            window.setWindowState(Qt.WindowState.WindowNoState)
            window.resize(*size)
        window.show()
        window.activateWindow()  # a bare X server has no window manager to do it
        if begun:
            window.begin(find_lesson(what), first_run=False)
        qtbot.waitUntil(lambda: window.session.snapshot is not None and window.isActiveWindow())
        settle()
        return window

    yield open_
    for window in opened:
        window.preferences.theme, window.preferences.text_size = "system", 100
        window.files.asks = False
        window.close()
        window.deleteLater()
    settle()
