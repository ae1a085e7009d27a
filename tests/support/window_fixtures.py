"""A whole window with a lesson, always closed, and what lets it come to rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gdviz.session import Session
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
    """Return a function from a lesson's id, a size and a trainer to a window that shows it."""
    from PySide6.QtCore import Qt

    from gdviz.lessons import find_lesson
    from gdviz.session.preferences import Preferences
    from gdviz.ui.main_window import MainWindow

    opened: list[MainWindow] = []

    def open_(lesson: str, size: tuple[int, int] = (1280, 720), trainer: AnyTrainer | None = None) -> MainWindow:
        window = MainWindow(open_session(find_lesson(lesson).experiment, trainer), Preferences())
        opened.append(window)
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(*size)
        window.show()
        qtbot.waitUntil(lambda: window.session.snapshot is not None)
        settle()
        return window

    yield open_
    for window in opened:
        window.close()
        window.deleteLater()
    settle()
