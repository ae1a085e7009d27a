"""The digits workspace in the window: its key, the room and keys it is given, the end."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolBar
from pytestqt.qtbot import QtBot

from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.ui.digits.workspace import DigitsWorkspace
from gdviz.ui.main_window import MainWindow


@pytest.fixture
def window(open_window: Callable[..., MainWindow]) -> MainWindow:
    return open_window()


def page_of(window: MainWindow) -> DigitsWorkspace:
    return window.findChild(DigitsWorkspace)


def test_a_key_shows_it_and_another_brings_the_curves_back(window: MainWindow, qtbot: QtBot) -> None:
    assert page_of(window) is None  # nothing of it is made before
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    page = page_of(window)
    qtbot.waitUntil(page.isVisible)
    transport = window.findChild(QToolBar, "transport")
    assert not transport.isVisible()
    assert "Small CNN answers, trained beforehand: 98.9" in window.statusBar().text
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not page.isVisible())
    assert transport.isVisible()
    assert "training points" in window.statusBar().text
    assert window.actions_by_name["step"].isEnabled()


def test_space_trains_there_and_leaves_the_curves_alone(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    page = page_of(window)
    session = window.digits.session
    assert session is not None
    qtbot.waitUntil(lambda: session.images is not None)
    session.set_recipe(DigitsRecipe.of_preset("softmax").replace(epochs=50, patience=0))
    step = window.session.snapshot.step
    canvas = page.sheet.canvas
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: session.training == "playing")
    qtbot.waitUntil(lambda: "as it is being trained" in window.statusBar().text)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: session.training == "paused")
    assert "784-10, softmax alone answers" in window.statusBar().text  # whether an epoch is done or not
    QTest.keyClick(window, Qt.Key.Key_R)
    assert not window.session.playing
    assert window.session.snapshot.step == step
    assert session.training == "paused"


def test_a_click_beside_the_cards_and_closing_do_no_harm(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    page = page_of(window)
    qtbot.waitUntil(page.isVisible)
    QTest.mouseClick(page, Qt.MouseButton.LeftButton, pos=QPoint(page.width() - 2, page.height() - 2))
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(3, 300))
    assert window.close()
    assert not any(thread.name.startswith("gdviz") and thread.is_alive() for thread in threading.enumerate())
