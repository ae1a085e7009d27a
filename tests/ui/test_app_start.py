"""The whole program, started as a user starts it, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

STARTED = "window is up"
NO_WINDOW_MANAGER = "This plugin does not support propagateSizeHints()"  # Qt's offscreen platform says so

# Tells on stdout when the window has been painted, so that a test need not guess how long that takes.
PROGRAM = f"""
import sys
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from gdviz.__main__ import main
from gdviz.ui import app, main_window

class Window(main_window.MainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        if not hasattr(self, "told"):
            self.told = True
            {{extra}}
            print("{STARTED}", flush=True)

app.MainWindow = Window
sys.exit(main(sys.argv[1:]))
"""


def start(extra: str = "", *words: str) -> subprocess.Popen[str]:
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(extra=extra), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    line = program.stdout.readline()
    if line != f"{STARTED}\n":
        program.kill()
        pytest.fail(f"the window did not come up: {line}{program.communicate()[1]}")
    return program


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill(SIGINT) for a single process")
def test_ctrl_c_in_the_terminal_ends_the_window_while_it_trains() -> None:
    with start("self.session.play()") as program:
        program.send_signal(signal.SIGINT)
        _, complained = program.communicate(timeout=20)
        assert program.returncode == 130, complained
        complaints = [line for line in complained.splitlines() if line != NO_WINDOW_MANAGER]
        assert complaints == ["gdviz: interrupted."]


def test_an_unexpected_error_does_not_end_it(own_settings: Path) -> None:
    fail = "import PySide6.QtCore as c; c.QTimer.singleShot(0, self, lambda: 1 / 0); "
    fail += "c.QTimer.singleShot(300, self, self.close)"
    with start(fail) as program:
        _, complained = program.communicate(timeout=20)
    assert program.returncode == 0, complained
    assert "ZeroDivisionError" in complained
    (log,) = own_settings.rglob("errors.log")
    assert "ZeroDivisionError: division by zero" in log.read_text()


def test_quit_after_start_leaves_nothing_behind() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gdviz", "--quit-after-start"], capture_output=True, text=True, timeout=60
    )
    complaints = [line for line in done.stderr.splitlines() if line != NO_WINDOW_MANAGER]
    assert (done.returncode, done.stdout, complaints) == (0, "", [])


def test_an_unknown_lesson_opens_no_window() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gdviz", "--lesson", "gd-lin"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert "gd-line" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.xwindow
def test_it_starts_in_a_real_x_window() -> None:
    assert "DISPLAY" in os.environ
    with start("import PySide6.QtGui as g; assert g.QGuiApplication.platformName() == 'xcb'") as program:
        program.send_signal(signal.SIGTERM)
        _, complained = program.communicate(timeout=20)
    assert program.returncode == 0, complained
    assert "Traceback" not in complained


def test_what_needs_no_qt_is_imported_before_it() -> None:
    # PySide6 reads the source file of every module that is imported after it: a tenth of the start.
    order = "import sys; from gdviz.__main__ import main; main(['--quit-after-start']); print(*sys.modules, sep='\\n')"
    names = subprocess.run([sys.executable, "-c", order], capture_output=True, text=True, timeout=60).stdout.split()
    qt = names.index("PySide6")
    for name in ("numpy", "gdviz.core.methods.adam", "gdviz.core.plugins", "gdviz.lessons", "gdviz.training.trainer"):
        assert names.index(name) < qt, name
    later = {"PIL", "numpy.ma", "gdviz.export.code", "gdviz.export.film", "gdviz.ui.picture_dialog"}
    assert not later & set(names)  # what the first picture does not need, no start waits for
