"""The digits in session files, as a user meets them: draw, teach, save, open again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from gdviz.core.images import mnist
from gdviz.session.digits import DigitsSession
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.training.session_file import read_session
from gdviz.ui.main_window import MainWindow

CONTROL = Qt.KeyboardModifier.ControlModifier


def digits_of(window: MainWindow, qtbot: QtBot) -> DigitsSession:
    """Show the page, and wait until its images are read."""
    QTest.keyClick(window, Qt.Key.Key_3, CONTROL)
    session = window.digits.session
    assert session is not None
    qtbot.waitUntil(lambda: session.images is not None and not session.reading)
    return session


def draw_line(window: MainWindow) -> None:
    assert window.digits._page is not None
    canvas = window.digits._page.sheet.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 40))
    for y in range(50, 180, 10):
        QTest.mouseMove(canvas, QPoint(100, y))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 180))


def save_as(window: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    window.actions_by_name["save_session_as"].trigger()
    qtbot.waitUntil(lambda: window.files.path == path)


def test_drawing_teaching_and_training_come_back(
    open_window: Callable[[], MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    window = open_window()
    session = digits_of(window, qtbot)
    session.use_shipped("softmax")
    session.set_recipe(DigitsRecipe.of_preset("mlp").replace(batch_size=50))
    draw_line(window)
    assert session.teaching.teach(1)
    qtbot.waitUntil(lambda: not session.teaching.busy)
    qtbot.waitUntil(lambda: session.prediction is not None)
    session._predict()
    ink, said = session.sheet.ink.copy(), session.prediction.copy()
    path = tmp_path / "lesson.gdviz"
    save_as(window, path, monkeypatch, qtbot)

    other = open_window()
    other.files.open_path(path)
    assert other.workspaces.current == "digits"
    opened = other.digits.session
    assert opened is not None
    np.testing.assert_array_equal(opened.sheet.ink, ink)
    opened._predict()
    np.testing.assert_array_equal(opened.prediction, said)
    assert opened.recipe == session.recipe
    assert opened.teaching.drawings.labels.tolist() == [1]
    qtbot.waitUntil(lambda: not opened.reading and not opened.exam.busy)
    assert not other.isWindowModified()
    assert not opened.can_undo_recipe
    assert not opened.sheet.can_undo
    draw_line(other)
    qtbot.waitUntil(other.isWindowModified)
    other.actions_by_name["new_session"].trigger()
    assert opened.sheet.empty
    assert opened.shipped == "small_cnn"
    assert len(opened.teaching.drawings) == 0


def test_a_training_that_was_paused_goes_on_from_its_file(
    open_window: Callable[[], MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    window = open_window()
    session = digits_of(window, qtbot)
    session.choose_images("mnist", first=3000)
    qtbot.waitUntil(lambda: not session.reading and session.images.n == 3000)
    session.set_recipe(DigitsRecipe.of_preset("mlp").replace(epochs=6, batch_size=10))
    session.exam.answers = None
    QTest.mouseClick(window.digits._page.bar.play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.exam.answers is not None and session.snapshot.epoch >= 1)
    QTest.mouseClick(window.digits._page.bar.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.training == "stopped")
    moment = session.snapshot
    path = tmp_path / "lesson.gdviz"
    save_as(window, path, monkeypatch, qtbot)
    session.play()
    qtbot.waitUntil(lambda: session.training == "finished")

    other = open_window()
    other.files.open_path(path)
    opened = other.digits.session
    assert opened is not None
    qtbot.waitUntil(lambda: opened.training == "stopped" and not opened.exam.busy)
    page = other.digits._page
    assert page.bar.texts["epoch"] == f"Stopped in epoch {moment.epoch + 1}"
    assert "train" in page.learning.curves.names()
    np.testing.assert_array_equal(opened.snapshot.curve_losses, moment.curve_losses)
    assert opened.live
    qtbot.waitUntil(lambda: opened.exam.answers is not None)  # the matrix is there, too
    assert not other.isWindowModified()
    QTest.mouseClick(page.bar.play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: opened.training == "finished")
    np.testing.assert_array_equal(opened.snapshot.theta, session.snapshot.theta)
    assert opened.snapshot.history == session.snapshot.history
    qtbot.waitUntil(other.isWindowModified)


def test_images_that_are_others_now_are_told_and_the_rest_comes_back(
    open_window: Callable[[], MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def images(n: int) -> None:
        whole = mnist()
        np.savez(tmp_path / "own.npz", x_train=whole.images[:n], y_train=whole.labels[:n])

    images(500)
    window = open_window()
    session = digits_of(window, qtbot)
    session.choose_images("own", tmp_path / "own.npz")
    qtbot.waitUntil(lambda: not session.reading and session.images.n == 450)
    session.set_recipe(DigitsRecipe.of_preset("softmax").replace(epochs=3))
    session.play()
    qtbot.waitUntil(lambda: session.training == "finished")
    path = tmp_path / "lesson.gdviz"
    save_as(window, path, monkeypatch, qtbot)
    images(400)
    other = open_window()
    told: list[str] = []
    opened = digits_of(other, qtbot)
    opened.message.connect(lambda message: told.append(message.text))
    other.files.open_path(path)
    qtbot.waitUntil(lambda: any("cannot go on with these images" in text for text in told))
    assert opened.training is None
    assert opened.recipe.preset == "softmax"
    assert opened.trained is not None
    opened.play()
    qtbot.waitUntil(lambda: opened.training == "finished")


def test_a_file_keeps_the_digits_of_a_window_that_never_showed_them(
    open_window: Callable[[], MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    window = open_window()
    session = digits_of(window, qtbot)
    draw_line(window)
    window.workspaces.show("curves")
    first, second = tmp_path / "first.gdviz", tmp_path / "second.gdviz"
    save_as(window, first, monkeypatch, qtbot)
    other = open_window()
    other.files.open_path(first)
    assert other.digits.session is None  # it was not looked at
    save_as(other, second, monkeypatch, qtbot)
    kept = read_session(second).digits
    assert kept is not None
    np.testing.assert_array_equal(kept.ink, session.sheet.ink)
    opened = digits_of(other, qtbot)
    np.testing.assert_array_equal(opened.sheet.ink, session.sheet.ink)
    assert not other.isWindowModified()


def test_looking_at_the_page_changes_nothing_and_what_was_taught_is_asked_for(
    open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    window = open_window()
    window.files.asks = True
    session = digits_of(window, qtbot)
    assert not window.isWindowModified()
    draw_line(window)
    qtbot.waitUntil(window.isWindowModified)
    assert not window.files.worth_asking  # a line that was drawn is no loss
    assert session.teaching.teach(1)
    qtbot.waitUntil(lambda: not session.teaching.busy)
    assert window.files.worth_asking
    assert not window.close()
    box = [each for each in window.findChildren(QMessageBox) if each.isVisible()][-1]
    QTest.mouseClick(box.button(QMessageBox.StandardButton.Discard), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.isVisible())
