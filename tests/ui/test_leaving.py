"""How long the process lives after its window was closed, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

# Work is begun, then the window is closed, and the time of that told.
PROGRAM = """
import argparse, sys, threading, time
import numpy as np
from PySide6.QtCore import QTimer
from gdviz.core.methods import METHODS
from gdviz.ui import app

class Window(app.MainWindow):
    def begin(self, lesson, **words):
        super().begin(lesson, **words)
        self.session.snapshot_changed.connect(self.train)

    def train(self):
        self.session.snapshot_changed.disconnect(self.train)
        {work}

    def leave(self):
        self.preferences.text_size = 125
        self.files.asks = False
        print(time.monotonic(), flush=True)
        self.close()

if __name__ == "__main__":
    app.MainWindow = Window
    code = app.run(argparse.Namespace(lesson=None, file=None, quit_after_start=False))
    print("an orderly end", flush=True)
    sys.exit(code)
"""

# 8000^3 multiply-adds take half a minute, and nobody can break them off.
ONE_PRODUCT = """
        window, begun, large = self, threading.Event(), np.ones((8000, 8000))

        def step(self, theta, objective):
            begun.set()
            return float((large @ large)[0, 0])

        METHODS["gradient_descent"].step = step
        self.session.play()
        self.waiting = QTimer(self, interval=10)
        self.waiting.timeout.connect(lambda: (self.waiting.stop(), self.leave()) if begun.is_set() else None)
        self.waiting.start()
"""

A_SWEEP = """
        from gdviz.lessons import find_any
        self.image_pages.open(find_any("what-matters"))
        self.image_pages.sweeping.toggle()
        QTimer.singleShot(100, self, self.leave)  # its processes still load their libraries
"""

STEPS = """
        self.session.set_pace(float("inf"))
        self.session.play()
        QTimer.singleShot(100, self, self.leave)
"""


def leave(work: str, tmp_path) -> tuple[float, str]:
    """Return how long the process lived after its window was closed, and what it said after that."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.replace("{work}", work.strip()), encoding="utf-8")
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, timeout=120)
    ended = time.monotonic()
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    closed, _, rest = done.stdout.partition("\n")
    return ended - float(closed), rest.strip()


@pytest.mark.xwindow
@pytest.mark.parametrize("work", [ONE_PRODUCT, A_SWEEP, STEPS], ids=["one-large-product", "a-sweep", "many-steps"])
def test_the_process_ends_within_a_second_after_its_window(work, tmp_path):
    seconds = []
    while len(seconds) < 3 and (not seconds or min(seconds) >= 1.0):  # a busy machine gets another chance
        seconds.append(leave(work, tmp_path)[0])
    assert min(seconds) < 1.0, seconds


def test_a_thread_in_a_large_product_ends_with_the_process_and_settings_are_kept(tmp_path, own_settings):
    _, rest = leave(ONE_PRODUCT, tmp_path)
    assert rest == ""  # no orderly end
    (settings,) = own_settings.rglob("gdviz.conf")
    assert "text_size=125" in settings.read_text()


def test_without_such_a_thread_the_end_is_orderly(tmp_path):
    assert leave(STEPS, tmp_path)[1] == "an orderly end"
