"""A panel by itself, as `python -m gdviz.panels.NAME` shows it."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

SCRIPT = """
import os, signal
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gdviz.panels.alone import show
from gdviz.panels.loss_curve import LossCurve

class Pressed(LossCurve):
    def showEvent(self, event):
        super().showEvent(event)
        QTimer.singleShot(0, lambda: os.kill(os.getpid(), signal.SIGINT))

show(Pressed)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such signal")
def test_ctrl_c_ends_it() -> None:
    ended = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60)
    assert ended.returncode == -signal.SIGINT, ended.stderr
    assert "Traceback" not in ended.stderr
