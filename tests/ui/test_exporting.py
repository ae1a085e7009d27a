"""Saving and copying: the file is there whole or not at all, and one sentence says which."""

from __future__ import annotations

import csv
import os

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QInputDialog, QVBoxLayout, QWidget

from gdviz.panels.loss_curve import LossCurve
from gdviz.session.preferences import Preferences
from gdviz.ui.exporting import Exporting, picture_of, write_whole


@pytest.fixture
def desk(session, qtbot):
    """Return what exports, in a window with one panel."""
    qtbot.waitUntil(lambda: session.snapshot is not None)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 260)
    panel = LossCurve(session)
    QVBoxLayout(window).addWidget(panel)
    window.show()
    return Exporting(window, session, Preferences(), {"loss_curve": panel})


@pytest.fixture
def said(session) -> list:
    messages: list = []
    session.message.connect(messages.append)
    return messages


def answer(monkeypatch, path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def test_the_window_is_saved_twice_as_fine_and_said_so(desk, said, monkeypatch, tmp_path):
    answer(monkeypatch, tmp_path / "room")
    desk.save_window()
    picture = QImage(str(tmp_path / "room.png"))
    assert (picture.width(), picture.height()) == (800, 520)
    assert len({picture.pixel(x, y) for x in range(0, 800, 4) for y in range(0, 520, 4)}) > 5
    assert said[-1].text == f"Saved {tmp_path / 'room.png'}."
    assert os.listdir(tmp_path) == ["room.png"]


def test_a_plot_is_chosen_by_name(desk, monkeypatch, tmp_path):
    offered = []
    monkeypatch.setattr(QInputDialog, "getItem", lambda *a: (offered.append(a[3]) or a[3][0], True))
    answer(monkeypatch, tmp_path / "curve.png")
    desk.save_plot()
    assert offered == [["Loss"]]
    assert not QImage(str(tmp_path / "curve.png")).isNull()


def test_a_dialog_that_was_cancelled_writes_nothing(desk, said, monkeypatch, tmp_path):
    answer(monkeypatch, "")
    desk.export_data()
    assert os.listdir(tmp_path) == []
    assert said == []


def test_tables_are_saved_and_read_back(desk, session, monkeypatch, tmp_path, qtbot):
    session.step(4)
    qtbot.waitUntil(lambda: session.snapshot.step == 4)
    answer(monkeypatch, tmp_path / "curve.csv")
    desk.export_curve()
    with open(tmp_path / "curve.csv", newline="") as file:
        assert [row["step"] for row in csv.DictReader(file)] == ["0", "1", "2", "3", "4"]
    answer(monkeypatch, tmp_path / "data.csv")
    desk.export_data()
    with open(tmp_path / "data.csv", newline="") as file:
        _, *rows = csv.reader(file)
    np.testing.assert_array_equal([float(row[0]) for row in rows], session.dataset.X[:, 0])


def test_a_folder_that_is_not_there_gives_one_sentence_and_no_file(desk, said, monkeypatch, tmp_path):
    path = tmp_path / "gone" / "data.csv"
    answer(monkeypatch, path)
    desk.export_data()
    assert said[-1].kind == "error"
    assert said[-1].text == f"{path} could not be written: No such file or directory."
    assert os.listdir(tmp_path) == []


def test_a_file_that_cannot_be_replaced_stays_as_it_was(monkeypatch, tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["data.csv"]


def test_the_picture_goes_to_the_clipboard(desk, said):
    desk.copy_window()
    copied = QGuiApplication.clipboard().image()
    assert copied.size() == picture_of(desk.parent()).size()
    assert "clipboard" in said[-1].text
