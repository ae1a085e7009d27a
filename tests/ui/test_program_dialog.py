"""Programs as a user takes them home: looked at, copied, saved, and told why there is none."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton, QToolButton

from gdviz.session.preferences import Preferences
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.ui.program_dialog import ProgramDialog
from gdviz.ui.program_source import RaceSource


@pytest.fixture
def opened(open_window, qtbot):
    """Return a function that opens the dialog in a window with a lesson, as the menu does."""

    def open_(lesson, library="numpy"):
        window = open_window(lesson, None, begun=True)
        window.actions_by_name[f"code_{library}"].trigger()
        dialog = window.findChild(ProgramDialog)
        qtbot.waitUntil(dialog.isVisible)
        return window, dialog

    return open_


def button(dialog, text):
    return next(each for each in dialog.findChildren(QPushButton) if each.text() == text)


@pytest.mark.parametrize("name", ["learn", "learn.ipynb"])
def test_the_shown_method_is_saved_as_a_program(name, opened, monkeypatch, tmp_path, qtbot):
    window, dialog = opened("logistic")
    assert "def loss_and_gradients(X, y):" in dialog.text.toPlainText()
    assert "learn.csv" in dialog.note.text()
    assert not dialog.race.isVisible()
    kind = "Jupyter notebook (*.ipynb)" if "ipynb" in name else "Python (*.py)"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name), kind))
    qtbot.mouseClick(button(dialog, "&Save…"), Qt.MouseButton.LeftButton)
    program = tmp_path / (name if "." in name else "learn.py")
    assert "def loss_and_gradients(X, y):" in program.read_text()
    assert (tmp_path / "learn.csv").read_text().startswith("x1,x2,y,training")
    assert "and its data beside it as learn.csv" in window.notice.text


def test_a_program_is_copied(opened, qtbot):
    _, dialog = opened("gd-line", "pytorch")
    assert dialog.library.currentText() == "PyTorch"
    qtbot.mouseClick(button(dialog, "&Copy"), Qt.MouseButton.LeftButton)
    assert "optim.SGD(model.parameters()" in QGuiApplication.clipboard().text()
    assert "on the clipboard" in dialog.note.text()


def test_a_race_becomes_one_program_when_that_is_ticked(opened, qtbot):
    _, dialog = opened("race")
    assert "def train_by_adam()" not in dialog.text.toPlainText()
    qtbot.keyClick(dialog.race, Qt.Key.Key_Space)
    assert "def train_by_adam():" in dialog.text.toPlainText()


def test_what_has_no_program_says_why_and_what_to_take(opened, qtbot):
    _, dialog = opened("hill-climb", "pytorch")
    assert "There is no PyTorch program for Hill" in dialog.text.placeholderText()
    assert "take NumPy" in dialog.text.placeholderText()
    assert not button(dialog, "&Save…").isEnabled()
    assert not button(dialog, "&Copy").isEnabled()
    qtbot.keyClick(dialog.library, Qt.Key.Key_Home)
    assert dialog.library.currentText() == "NumPy"
    assert "def candidates(step):" in dialog.text.toPlainText()
    assert button(dialog, "&Save…").isEnabled()


@pytest.mark.parametrize("name", ["learn.py", "learn.ipynb"])
def test_data_inside_or_as_csv_beside_is_remembered(name, opened, monkeypatch, tmp_path, qtbot):
    window, dialog = opened("gd-line")
    assert dialog.data.currentText() == "Inside if few"
    assert "np.loadtxt" not in dialog.text.toPlainText()
    qtbot.keyClick(dialog.data, Qt.Key.Key_End)
    assert dialog.data.currentText() == "As CSV beside"
    assert 'np.loadtxt(folder / "learn.csv"' in dialog.text.toPlainText()
    assert "It reads learn.csv" in dialog.note.text()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name), ""))
    qtbot.mouseClick(button(dialog, "&Save…"), Qt.MouseButton.LeftButton)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["learn.csv", name])
    assert "learn.csv" in (tmp_path / name).read_text()
    dialog = ProgramDialog(RaceSource(window.session), Preferences(), "numpy")
    qtbot.addWidget(dialog)
    assert dialog.data.currentText() == "As CSV beside"
    qtbot.keyClick(dialog.data, Qt.Key.Key_Up)
    assert dialog.data.currentText() == "Inside"
    assert "np.loadtxt" not in dialog.text.toPlainText()


def test_much_data_is_put_inside_when_that_is_chosen(opened, qtbot):
    _, dialog = opened("logistic")
    assert "np.loadtxt" in dialog.text.toPlainText()
    dialog.data.setFocus()
    qtbot.keyClick(dialog.data, Qt.Key.Key_Down)
    assert dialog.data.currentText() == "Inside"
    assert "np.loadtxt" not in dialog.text.toPlainText()


def test_a_function_has_no_data_to_place(opened, qtbot):
    _, dialog = opened("minima")
    assert "def f(x, y):" in dialog.text.toPlainText()
    assert not dialog.data.isVisible()
    qtbot.keyClick(dialog.library, Qt.Key.Key_End)
    assert "written in NumPy: take that" in dialog.text.placeholderText()


def test_in_the_digits_workspace_it_is_the_network_of_the_digits(open_window, qtbot):
    window = open_window("race", None, begun=True)
    window.workspaces.show("digits")
    digits = window.digits.session
    qtbot.waitUntil(lambda: digits.images is not None)
    digits.set_recipe(DigitsRecipe.of_preset("mlp"))
    window.actions_by_name["code_gdviz"].trigger()
    dialog = window.findChild(ProgramDialog)
    text = dialog.text.toPlainText()
    assert "from gdviz.keras.datasets import mnist" in text
    assert 'layers.Dense(128, activation="relu")' in text
    assert [dialog.library.itemText(row) for row in range(dialog.library.count())] == [
        "NumPy", "PyTorch", "Keras", "gdviz.keras",
    ]  # fmt: skip


def test_from_the_digits_own_menu(open_window, qtbot):
    window = open_window("race", None, begun=True)
    window.workspaces.show("digits")
    digits = window.digits.session
    qtbot.waitUntil(lambda: digits.images is not None)
    more = next(each for each in window.findChildren(QToolButton) if each.text() == "More" and each.isVisible())
    next(each for each in more.menu().actions() if each.text() == "Export program…").trigger()
    dialog = window.findChild(ProgramDialog)
    assert dialog.library.currentText() == "NumPy"
    assert "def prepared(images, labels):" in dialog.text.toPlainText()
    assert not dialog.data.isVisible()


def test_slopes_have_no_program_and_say_so(open_window):
    window = open_window("race", None, begun=True)
    window.workspaces.show("slopes")
    window.actions_by_name["code_numpy"].trigger()
    assert window.findChild(ProgramDialog) is None
    assert "There is no program of “Slopes”" in window.notice.text
