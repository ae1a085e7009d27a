"""The leak checks themselves: a test that leaks must fail, a tidy one must not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

LEAKING = """
import threading

import pytest
from PySide6.QtCore import QObject, QThread, QTimer, qWarning
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

kept = []


def test_widget(qapp):
    window = QWidget()
    window.setObjectName("forgotten window")
    window.show()
    kept.append(window)


def test_hidden_dialog(qapp):
    kept.append(QDialog())


def test_timer(qapp):
    timer = QTimer(interval=1000)
    timer.setObjectName("forgotten timer")
    timer.start()
    kept.append(timer)


def test_timer_owned_by_an_object(qapp):
    owner = QObject()
    QTimer(owner).start(1000)
    kept.append(owner)


def test_single_shot(qapp):
    QTimer.singleShot(60_000, qapp.processEvents)


def test_qthread(qapp):
    thread = QThread()
    thread.start()
    kept.append(thread)


def test_python_thread():
    stop = threading.Event()
    kept.append(stop)
    threading.Thread(target=stop.wait, name="forgotten worker", daemon=True).start()


def test_qt_warning(qapp):
    qWarning("something nobody expected")


def test_tidy_stop_of_the_worker():
    kept[-1].set()


@pytest.fixture
def shown(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def test_tidy_widget_and_timer(qtbot, shown):
    QTimer(shown).start(1000)
    QTimer.singleShot(0, shown.update)
    button = QPushButton(parent=shown)
    button.show()


def test_tidy_cycle(qapp):
    window = QWidget()
    window.itself = window
    window.timer = QTimer()
    window.timer.start(1000)


def test_tidy_worker():
    thread = threading.Thread(target=int)
    thread.start()


def test_failing_for_another_reason(qapp):
    window = QWidget()
    window.show()
    assert window.objectName() == "another reason"


def test_tidy_last(qapp):
    assert not [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]
"""

COMPLAINTS = {
    "test_widget": "widget QWidget 'forgotten window'",
    "test_hidden_dialog": "widget QDialog",
    "test_timer": "active timer (1000 ms) QTimer 'forgotten timer'",
    "test_timer_owned_by_an_object": "child of QObject",
    "test_single_shot": "QTimer.singleShot still to come",
    "test_qthread": "running thread QThread",
    "test_python_thread": "thread 'forgotten worker'",
    "test_qt_warning": "something nobody expected",
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest, with the project's own settings, says of the tests in LEAKING."""
    folder = tmp_path_factory.mktemp("leaking")
    (folder / "test_leaking.py").write_text(LEAKING)
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), f"--rootdir={ROOT}"]
    command += ["-p", "leak_checks", "--no-xvfb", "-rA", "-p", "no:cacheprovider", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests" / "support"), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", COMPLAINTS)
def test_a_leak_fails_its_test(outcome: str, name: str) -> None:
    summary = outcome[outcome.index("short test summary") :]
    mark = "FAILED" if name == "test_qt_warning" else "ERROR"
    assert any(line.startswith(mark) and f"::{name}" in line for line in summary.splitlines()), summary
    assert COMPLAINTS[name] in outcome


def test_tidy_tests_pass(outcome: str) -> None:
    summary = outcome[outcome.index("short test summary") :]
    complaints = [line for line in summary.splitlines() if line.startswith(("FAILED", "ERROR"))]
    assert len(complaints) == len(COMPLAINTS) + 1, summary
    assert not [line for line in complaints if "::test_tidy" in line], summary


def test_a_failed_test_is_reported_once(outcome: str) -> None:
    summary = outcome[outcome.index("short test summary") :]
    lines = [line for line in summary.splitlines() if "::test_failing_for_another_reason" in line]
    assert [line.split()[0] for line in lines] == ["FAILED"]


def test_tests_do_not_see_the_users_settings(own_settings: Path, qapp: object) -> None:
    from PySide6.QtCore import QSettings, QStandardPaths

    written = QSettings("gdviz", "leak-check")
    written.setValue("key", 1)
    written.sync()
    assert Path(written.fileName()).is_relative_to(own_settings)
    data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    assert Path(data).is_relative_to(own_settings)


def test_settings_of_another_test_are_gone() -> None:
    from PySide6.QtCore import QSettings

    assert QSettings("gdviz", "leak-check").value("key") is None
