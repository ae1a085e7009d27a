"""Drawings, taught or not, that a killed gdviz could not save."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from gdviz.ui.main_window import MainWindow

PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gdviz.session import Session
from gdviz.session.preferences import Preferences
from gdviz.ui.main_window import MainWindow

app = QApplication([])
window = MainWindow(Session(), Preferences())
window.files.guard(Path(sys.argv[1]))
window.workspaces.show("digits")
digits, files = window.digits.session, window.files
stages = ["draw", "taught", "keep", "kept"]

def look():
    stage = stages[0]
    if digits.images is None or digits.reading or not window.session.settled:
        return
    if stage == "draw":
        digits.use_shipped("softmax")
        digits.begin(0.5, 0.15)
        digits.extend(0.5, 0.85)
        digits.teaching.teach(1)
    elif stage == "taught":
        if digits.teaching.busy:
            return
        digits.begin(0.2, 0.2)  # one more stroke, that nobody has named
        digits.extend(0.7, 0.7)
    elif stage == "keep":
        files.autosave.save_now()
    elif not files.autosave.path.exists() or files.autosave.pending:
        return
    else:
        print(int(digits.sheet.ink.sum()), flush=True)
        timer.stop()
        return
    stages.pop(0)

timer = QTimer(interval=50)
timer.timeout.connect(look)
timer.start()
app.exec()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such kill here")
def test_what_was_drawn_and_taught_is_offered_after_a_kill(
    open_window: Callable[..., MainWindow], tmp_path: Path, qtbot: QtBot
) -> None:
    victim = subprocess.Popen([sys.executable, "-c", PROGRAM, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert victim.stdout is not None
    drawn = int(victim.stdout.readline())
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    victim.stdout.close()
    window = open_window(size=None)
    window.files.guard(tmp_path)
    box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
    qtbot.mouseClick(next(b for b in box.buttons() if b.text() == "Open it"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.workspaces.current == "digits")
    digits = window.digits.session
    assert digits is not None
    assert drawn > 0
    assert int(np.asarray(digits.sheet.ink, np.int64).sum()) == drawn
    assert digits.teaching.drawings.labels.tolist() == [1]
    assert window.isWindowModified()
    qtbot.waitUntil(lambda: not window.files.autosave.pending)  # it is kept again at once
