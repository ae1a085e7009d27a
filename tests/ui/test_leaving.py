"""The end of the process once its window was closed, in a process of its own: it waits for nothing that is thrown away.

No clock is looked at. What is under way would never end by itself; so whoever waited for it would not end either.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

# Work is begun, and as soon as it is under way the window is closed.
PROGRAM = """
import argparse, os, sys, threading
from pathlib import Path
import numpy as np
from PySide6.QtCore import QTimer
from gdviz.training.apart.trainer_process import TrainerProcess
from gdviz.ui import app

class Window(app.MainWindow):
    def begin(self, lesson, **words):
        super().begin(lesson, **words)
        self.session.snapshot_changed.connect(self.train)

    def train(self):
        self.session.snapshot_changed.disconnect(self.train)
        {work}

    def leave_once(self, under_way):
        self.waiting = QTimer(self, interval=10)
        self.waiting.timeout.connect(lambda: (self.waiting.stop(), self.leave()) if under_way() else None)
        self.waiting.start()

    def leave(self):
        self.preferences.text_size = 125
        self.files.asks = False
        self.close()

if __name__ == "__main__":
    app.MainWindow = Window
    code = app.run(argparse.Namespace(lesson=None, file=None, quit_after_start=False), TrainerProcess())
    print("an orderly end", flush=True)
    sys.exit(code)
"""

# One product of 8000^3 multiply-adds takes half a minute, and nobody can break it off; then comes the next.
PRODUCTS = """
        begun, large = threading.Event(), np.ones((8000, 8000))

        def products():
            begun.set()
            while True:
                large @ large
            yield

        self.session._mapper.ask("products", products)
        self.leave_once(begun.is_set)
"""

# Processes that never get further than their libraries: nobody in them hears what they are asked.
A_SWEEP = """
        from gdviz.lessons import find_any
        self.image_pages.open(find_any("what-matters"))
        os.environ["PYTHONPATH"] = os.pathsep.join(["{folder}", os.environ.get("PYTHONPATH", "")])
        self.image_pages.sweeping.toggle()
        self.leave_once(lambda: list(Path("{folder}").glob("*.begun")))
"""
WORKER = """
import os, signal, sys
if "popen_loky" in " ".join(sys.orig_argv):
    signal.alarm({limit})  # should the test fail, it does not stay for good
    open(os.path.join("{folder}", f"{os.getpid()}.begun"), "w").close()
    while True:
        signal.pause()
"""

STEPS = """
        self.session.set_pace(float("inf"))
        self.session.play()
        self.leave_once(lambda: self.session.snapshot.step > 100)
"""
LIMIT = 120  # seconds until a process that waits for what never ends is given up


def leave(work: str, tmp_path) -> str:
    """Return what the process said after its window was closed."""
    program = tmp_path / "program.py"
    text = PROGRAM.replace("{work}", work.strip()).replace("{folder}", tmp_path.as_posix())
    program.write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, timeout=LIMIT)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout.strip()


def test_a_thread_in_a_large_product_ends_with_the_process_and_settings_are_kept(tmp_path, own_settings):
    assert leave(PRODUCTS, tmp_path) == ""  # no orderly end
    (settings,) = own_settings.rglob("gdviz.conf")
    assert "text_size=125" in settings.read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_processes_of_a_sweep_are_ended_wherever_they_are(tmp_path):
    worker = WORKER.replace("{folder}", tmp_path.as_posix()).replace("{limit}", str(2 * LIMIT))
    (tmp_path / "sitecustomize.py").write_text(worker, encoding="utf-8")
    leave(A_SWEEP, tmp_path)
    workers = [int(file.stem) for file in tmp_path.glob("*.begun")]
    assert workers
    assert not any(map(runs, workers))


def runs(process: int) -> bool:
    """True if there is such a process, and it is no mere entry that nobody has asked for its exit code."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True)
    return done.stdout.strip()[:1] not in ("", "Z")


def test_without_such_a_thread_the_end_is_orderly(tmp_path):
    assert leave(STEPS, tmp_path) == "an orderly end"
