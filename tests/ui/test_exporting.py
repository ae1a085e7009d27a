"""Saving and copying: the file is there whole or not at all, and one sentence says which."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from gdviz.panels.loss_curve import LossCurve
from gdviz.session.preferences import Preferences
from gdviz.ui.exporting import Exporting


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


def test_the_window_is_saved_as_a_drawing_with_its_plots_as_strokes(desk, monkeypatch, tmp_path):
    for kind, head in (("svg", b"<?xml"), ("pdf", b"%PDF")):
        answer(monkeypatch, tmp_path / f"room.{kind}")
        desk.save_window()
        assert (tmp_path / f"room.{kind}").read_bytes().startswith(head)
    drawn = ET.parse(tmp_path / "room.svg").getroot()
    texts = {(node.text or "").strip() for node in drawn.iter("{http://www.w3.org/2000/svg}text")}
    assert "step" in texts  # the name of the plot's axis is a text, not dots


def test_another_ending_is_refused_in_one_sentence(desk, said, monkeypatch, tmp_path):
    answer(monkeypatch, tmp_path / "room.bmp")
    desk.save_window()
    assert said[-1].text == "The name must end in .png, .svg or .pdf; it ends in .bmp."
    assert os.listdir(tmp_path) == []


def test_a_dialog_that_was_cancelled_writes_nothing(desk, said, monkeypatch, tmp_path):
    answer(monkeypatch, "")
    desk.save_window()
    assert os.listdir(tmp_path) == []
    assert said == []


def test_a_folder_that_is_not_there_gives_one_sentence_and_no_file(desk, said, monkeypatch, tmp_path):
    path = tmp_path / "gone" / "window.png"
    answer(monkeypatch, path)
    desk.save_window()
    assert said[-1].kind == "error"
    assert said[-1].text == f"{path} could not be written: No such file or directory."
    assert os.listdir(tmp_path) == []


def test_the_picture_goes_to_the_clipboard(desk, said):
    desk.copy_window()
    copied = QGuiApplication.clipboard().image()
    assert (copied.width(), copied.height()) == (800, 520)
    assert "clipboard" in said[-1].text
