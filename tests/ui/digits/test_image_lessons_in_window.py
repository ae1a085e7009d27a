"""Lessons about images in the window: what they open, what they leave alone, and the pages beside the digits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolBar, QToolButton
from pytestqt.qtbot import QtBot

from gdviz.lessons import find_any
from gdviz.ui.convolution.page import ConvolutionPage
from gdviz.ui.digits.workspace import DigitsWorkspace
from gdviz.ui.main_window import MainWindow
from gdviz.ui.sweep.page import SweepPage


@pytest.fixture
def window(open_window: Callable[..., MainWindow]) -> MainWindow:
    window = open_window()
    window.lesson_menu.list_all()  # as it does a moment after the start
    return window


def menu_entry(window: MainWindow, lesson_id: str) -> QAction:
    title = find_any(lesson_id).text().title
    return next(action for action in window.lesson_menu.menu.actions() if action.text() == title)


def test_a_lesson_sets_network_images_and_words_and_draws(window: MainWindow, qtbot: QtBot) -> None:
    experiment = window.session.experiment
    menu_entry(window, "mnist-mlp").trigger()
    page, session = window.findChild(DigitsWorkspace), window.digits.session
    qtbot.waitUntil(lambda: page.isVisible() and session.images is not None)
    assert (session.recipe.preset, session.recipe.epochs, session.recipe.patience) == ("mlp", 20, 0)
    assert session.images.n == 60_000
    assert page.words.text == find_any("mnist-mlp").text().what_to_see
    assert page.words.isVisible()
    assert not page.words.visibleRegion().isEmpty()
    qtbot.waitUntil(lambda: page.prediction.answer == "8")  # what the lesson draws
    assert "784-128-128-10" in window.statusBar().text
    assert window.session.experiment == experiment  # the curves are as they were
    menu_entry(window, "fashion").trigger()
    qtbot.waitUntil(lambda: session.images.n in (10_000, 60_000) and session.source == "fashion")
    assert session.recipe.epochs == 20


def test_the_combo_goes_on_naming_the_experiment(window: MainWindow, qtbot: QtBot) -> None:
    combo = window.top_bar.lessons
    before = combo.currentText()
    place = combo.findText(find_any("convolution").text().title)
    combo.setCurrentIndex(place)
    combo.activated.emit(place)
    assert window.workspaces.current == "convolution"
    assert combo.currentText() == before


def test_the_moving_filter_takes_space_and_gives_it_back(window: MainWindow, qtbot: QtBot) -> None:
    menu_entry(window, "convolution").trigger()
    page = window.findChild(ConvolutionPage)
    qtbot.waitUntil(page.isVisible)
    assert page.words.text == find_any("convolution").text().what_to_see
    assert (page.moving.preset, page.moving.padding, page.moving.label) == ("vertical_edges", "valid", 5)
    assert not window.findChild(QToolBar, "transport").isVisible()
    assert window.statusBar().text.strip() == "A filter that moves"
    step = window.session.snapshot.step
    qtbot.waitUntil(page.result.hasFocus)
    QTest.keyClick(page.result, Qt.Key.Key_Space)
    assert page.moving.playing
    place = page.moving.place
    QTest.keyClick(page.result, Qt.Key.Key_Space)
    assert not page.moving.playing
    QTest.keyClick(page.result, Qt.Key.Key_Right)
    assert page.moving.place >= place
    assert window.session.snapshot.step == step
    assert not window.session.playing
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not page.isVisible())
    assert window.findChild(QToolBar, "transport").isVisible()


def test_from_the_digits_to_the_filter_with_what_was_drawn_and_back(window: MainWindow, qtbot: QtBot) -> None:
    menu_entry(window, "draw").trigger()
    digits = window.findChild(DigitsWorkspace)
    qtbot.waitUntil(digits.isVisible)
    titles = {action.text(): action for action in digits.network_menu.button.menu().actions()}
    titles["A filter that moves"].trigger()
    page = window.findChild(ConvolutionPage)
    qtbot.waitUntil(page.isVisible)
    page.moving.show_drawn()
    session = window.digits.session
    np.testing.assert_array_equal(page.image.values, session.sheet.seen(True))
    page.back_wanted.emit()
    qtbot.waitUntil(digits.isVisible)
    titles["What matters: a sweep"].trigger()
    qtbot.waitUntil(lambda: window.findChild(SweepPage).isVisible())


def test_what_matters_shows_its_sweeps(window: MainWindow, qtbot: QtBot) -> None:
    menu_entry(window, "what-matters").trigger()
    page = window.findChild(SweepPage)
    qtbot.waitUntil(page.isVisible)
    assert [card.title for card in page.cards] == ["Batch size", "Hidden layers", "Neurons a layer"]
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert page.sweeping.running
    QTest.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not page.sweeping.running)
    assert not window.session.playing


def test_closing_while_a_sweep_runs_ends_its_processes(window: MainWindow, qtbot: QtBot) -> None:
    menu_entry(window, "what-matters").trigger()
    page = window.findChild(SweepPage)
    page.sweeping.toggle()
    qtbot.waitUntil(lambda: page.sweeping.progress > 0)
    assert window.close()
    assert not page.sweeping.running


def test_the_switch_has_no_more_entries_than_before(window: MainWindow) -> None:
    texts = [button.text() for button in window.workspaces.switch.findChildren(QToolButton)]
    assert {"Curves", "Network", "Digits"} <= set(texts)
    assert not {"A filter that moves", "What matters"} & set(texts)
