"""Tables out of the window and back into it, and experiments as text on the clipboard."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QFileDialog, QLabel, QPlainTextEdit

from gdviz.ui.import_dialog import ImportDialog
from gdviz.ui.sharing import CodeDialog


def press(window, name):
    window.actions_by_name[name].trigger()


def exported(window, name, path, monkeypatch, qtbot):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    press(window, name)
    qtbot.waitUntil(path.exists)
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def test_history_trajectory_and_surface_are_tables_of_what_is_shown(open_window, monkeypatch, tmp_path, qtbot):
    window = open_window("race", None, begun=True)
    session = window.session
    session.step(6)
    qtbot.waitUntil(lambda: session.snapshot.step == 6 and session.settled)
    rows = exported(window, "export_history", tmp_path / "history.csv", monkeypatch, qtbot)
    lane = session.snapshot.lanes[0]
    assert [float(row["train_loss"]) for row in rows[:7]] == list(lane.series["train_loss"][:7])
    rows = exported(window, "export_trajectory", tmp_path / "trajectory.csv", monkeypatch, qtbot)
    assert [float(rows[6]["w"]), float(rows[6]["b"])] == lane.theta.tolist()
    qtbot.waitUntil(lambda: session.maps.surface is not None and session.maps.surface.final)
    rows = exported(window, "export_surface", tmp_path / "surface.csv", monkeypatch, qtbot)
    place = rows[len(rows) // 3]
    theta = np.array([float(place["w"]), float(place["b"])])
    assert float(place["loss"]) == pytest.approx(session.probe.loss(theta), rel=1e-9)


def test_points_are_saved_with_every_digit(open_window, monkeypatch, tmp_path, qtbot):
    window = open_window("race", None, begun=True)
    rows = exported(window, "export_data", tmp_path / "data.csv", monkeypatch, qtbot)
    np.testing.assert_array_equal([float(row["x"]) for row in rows], window.session.dataset.X[:, 0])
    assert [row["set"] == "training" for row in rows] == window.session.split.train_mask.tolist()


@pytest.mark.parametrize("kind", ["export_data", "export_history"])
def test_importing_an_exported_table_offers_its_experiment(kind, open_window, monkeypatch, tmp_path, qtbot):
    first, second = open_window("race", None, begun=True), open_window("logistic", None, begun=True)
    exported(first, kind, tmp_path / "a.csv", monkeypatch, qtbot)
    second.open_file(tmp_path / "a.csv")
    dialog = second.findChild(ImportDialog)
    restore = next(box for box in dialog.findChildren(QCheckBox) if "Restore" in box.text())
    assert restore.isVisible()
    assert restore.isChecked()
    assert "restored" in dialog.verdict
    qtbot.mouseClick(
        dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton
    )
    assert second.session.experiment == first.session.experiment


def test_unticked_the_table_is_imported_as_any_other(open_window, monkeypatch, tmp_path, qtbot):
    first, second = open_window("race", None, begun=True), open_window("logistic", None, begun=True)
    exported(first, "export_data", tmp_path / "a.csv", monkeypatch, qtbot)
    second.open_file(tmp_path / "a.csv")
    dialog = second.findChild(ImportDialog)
    restore = next(box for box in dialog.findChildren(QCheckBox) if "Restore" in box.text())
    restore.setChecked(False)
    assert "100 rows will be imported" in dialog.verdict
    dialog.accept()
    assert second.session.experiment.data.source == "own"
    np.testing.assert_array_equal(second.session.dataset.X, first.session.dataset.X)


def test_other_tables_offer_nothing(open_window, tmp_path):
    window = open_window("race", None, begun=True)
    (tmp_path / "a.csv").write_text("x,y\n1,2\n3,4\n")
    window.open_file(tmp_path / "a.csv")
    dialog = window.findChild(ImportDialog)
    assert not any("Restore" in box.text() and box.isVisible() for box in dialog.findChildren(QCheckBox))
    dialog.reject()


def test_a_code_goes_from_one_window_to_another(open_window, qtbot):
    first, second = open_window("race", None, begun=True), open_window("logistic", None, begun=True)
    press(first, "copy_code")
    assert QGuiApplication.clipboard().text().startswith("gdviz1:")
    press(second, "paste_code")
    assert second.session.experiment == first.session.experiment
    assert second.lesson_card.text == first.lesson_card.text
    assert second.top_bar.lessons.currentIndex() == 0


def test_without_a_code_on_the_clipboard_a_field_asks_for_one(open_window, qtbot):
    first, second = open_window("race", None, begun=True), open_window("logistic", None, begun=True)
    press(first, "copy_code")
    code = QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().setText("something else")
    press(second, "paste_code")
    dialog = second.findChild(CodeDialog)
    field, buttons = dialog.findChild(QPlainTextEdit), dialog.findChild(QDialogButtonBox)
    open_ = buttons.button(QDialogButtonBox.StandardButton.Open)
    field.setPlainText(code[:-9])
    assert not open_.isEnabled()
    field.setPlainText(code)
    qtbot.mouseClick(open_, Qt.MouseButton.LeftButton)
    assert second.session.experiment == first.session.experiment


def test_words_around_a_code_are_passed_over(open_window):
    first, second = open_window("race", None, begun=True), open_window("logistic", None, begun=True)
    press(first, "copy_code")
    code = QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().setText(f"Look at what I have found:\n{code}\nSee you tomorrow, Ada")
    press(second, "paste_code")
    assert second.session.experiment == first.session.experiment


def test_a_code_that_is_not_whole_is_shown_with_what_is_wrong(open_window):
    first, second = open_window("race", None, begun=True), open_window("logistic", None, begun=True)
    press(first, "copy_code")
    QGuiApplication.clipboard().setText("Look: " + QGuiApplication.clipboard().text()[:-9])
    press(second, "paste_code")
    dialog = second.findChild(CodeDialog)
    assert any("not complete" in label.text() for label in dialog.findChildren(QLabel))
    assert not dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Open).isEnabled()
    dialog.reject()


def test_what_is_too_large_for_a_code_says_so(open_window):
    window = open_window("race", None, begun=True)
    data = window.session.dataset
    many = np.random.default_rng(1).normal(size=(5000, 1))
    window.session.edit_points("many", data.appended(many, many[:, 0]))
    QGuiApplication.clipboard().setText("before")
    press(window, "copy_code")
    assert "too large for a text code" in window.notice.text
    assert QGuiApplication.clipboard().text() == "before"
