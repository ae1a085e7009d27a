"""Ctrl+C in the terminal reaches the event loop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from pytestqt.qtbot import QtBot

from gdviz.ui.interrupt import InterruptWatcher

PROGRAM = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
from gdviz.ui.interrupt import InterruptWatcher
app = QApplication([])
watcher = InterruptWatcher()
watcher.interrupted.connect(app.quit)
window = QWidget()
window.show()
print("ready", flush=True)
code = app.exec()
print("left cleanly", flush=True)
sys.exit(code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill(SIGINT) for a single process")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_an_idle_window(number: signal.Signals) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        program.send_signal(number)
        said, complained = program.communicate(timeout=10)
    assert said == "left cleanly\n"
    assert "Traceback" not in complained
    assert program.returncode == 0


def test_signals_are_given_back(qtbot: QtBot) -> None:
    before = signal.getsignal(signal.SIGINT)
    watcher = InterruptWatcher()
    with qtbot.waitSignal(watcher.interrupted):
        signal.raise_signal(signal.SIGINT)
    watcher.uninstall()
    assert signal.getsignal(signal.SIGINT) is before


STARTING = """
import os, signal, sys
from gdviz.__main__ import main

class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == "gdviz.ui.app":
            try:
                os.kill(os.getpid(), signal.SIGINT)
                "here Python hears of it"
            except KeyboardInterrupt:
                pass  # as PySide6 does while it looks at what is imported

sys.meta_path.insert(0, Interrupted())
sys.exit(main(["--quit-after-start"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill(SIGINT) for a single process")
def test_ctrl_c_while_it_starts_ends_it_with_a_sentence() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run([sys.executable, "-c", STARTING], env=environment, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (130, "gdviz: interrupted.\n")
