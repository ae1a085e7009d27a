"""Unexpected errors reach the window and the log, from any thread, and only once each."""

from __future__ import annotations

import faulthandler
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThread, Signal, Slot
from pytestqt.qtbot import QtBot

from gdviz.ui.crash import CrashReporter


class Listener(QObject):
    """Stands for the main window."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, str]] = []
        self.threads: list[QThread] = []

    @Slot(str, str)
    def hear(self, summary: str, details: str) -> None:
        self.heard.append((summary, details))
        self.threads.append(QThread.currentThread())


class Clumsy(QObject):
    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.clicked.connect(self.stumble)

    @Slot()
    def stumble(self) -> None:
        raise RuntimeError("the third lesson is upside down")


@pytest.fixture
def reporter(tmp_path: Path, qapp: object) -> Iterator[CrashReporter]:
    made = CrashReporter(tmp_path / "logs")
    made.install()
    yield made
    made.uninstall()


@pytest.fixture
def listener(reporter: CrashReporter) -> Listener:
    made = Listener()
    reporter.failed.connect(made.hear)
    return made


def stumble_in_a_thread() -> None:
    def stumble() -> None:
        raise RuntimeError("the worker fell")

    thread = threading.Thread(target=stumble)
    thread.start()
    thread.join()


def test_an_error_in_a_slot_is_shown_and_logged(reporter: CrashReporter, listener: Listener, qtbot: QtBot) -> None:
    clumsy = Clumsy()
    with pytest.MonkeyPatch.context() as patch:
        # pytest-qt puts a hook of its own over every test, after the fixtures.
        patch.setattr(sys, "excepthook", reporter.report)
        clumsy.clicked.emit()
        assert listener.heard == []  # never inside the failing call
        qtbot.waitUntil(lambda: bool(listener.heard))
        summary, details = listener.heard[0]
    assert summary == "RuntimeError: the third lesson is upside down"
    assert "in stumble" in details
    assert "upside down" in reporter.log_file.read_text()
    assert "gdviz" in reporter.log_file.read_text().splitlines()[0]


def test_an_error_in_a_worker_arrives_in_the_windows_thread(
    reporter: CrashReporter, listener: Listener, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", reporter._report_thread)
    stumble_in_a_thread()
    qtbot.waitUntil(lambda: bool(listener.heard))
    assert listener.heard[0][0] == "RuntimeError: the worker fell"
    assert listener.threads == [reporter.thread()]


def test_the_same_error_is_shown_once(reporter: CrashReporter, listener: Listener, qtbot: QtBot) -> None:
    for number in range(3):
        try:
            raise ValueError(f"frame {number}")
        except ValueError as error:
            reporter.report(ValueError, error, error.__traceback__)
    try:
        raise ValueError("somewhere else")
    except ValueError as error:
        reporter.report(ValueError, error, error.__traceback__)
    qtbot.waitUntil(lambda: len(listener.heard) >= 2)
    assert [summary for summary, _ in listener.heard] == ["ValueError: frame 0", "ValueError: somewhere else"]


def test_a_folder_that_cannot_be_written_does_no_harm(
    tmp_path: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    reporter = CrashReporter(tmp_path / "file")
    reporter.install()
    with qtbot.waitSignal(reporter.failed):
        reporter.report(ValueError, ValueError("lost"), None)
    reporter.uninstall()
    assert "cannot be logged" in capsys.readouterr().err


def test_hooks_are_given_back(tmp_path: Path, qapp: object) -> None:
    before = sys.excepthook, threading.excepthook
    reporter = CrashReporter(tmp_path)
    reporter.install()
    assert faulthandler.is_enabled()
    assert sys.excepthook == reporter.report
    reporter.uninstall()
    assert (sys.excepthook, threading.excepthook) == before
