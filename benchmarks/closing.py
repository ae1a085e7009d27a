"""How long the process lives after its window was closed, while it trains and beside a sweep."""

from __future__ import annotations

import subprocess
import sys
import time
from functools import partial

from benchmarks.case import Case, Measured
from benchmarks.window import against, application

CLOSING_SECONDS = 1.0

PROGRAM = """
import argparse, sys, time
from PySide6.QtCore import QTimer
from gdviz.training.apart.trainer_process import TrainerProcess
from gdviz.ui import app

class Window(app.MainWindow):
    def begin(self, lesson, **words):
        super().begin(lesson, **words)
        QTimer.singleShot(0, self.work)

    def work(self):
        {work}
        QTimer.singleShot(100, self.leave)

    def leave(self):
        self.files.asks = False
        print(time.monotonic(), flush=True)
        self.close()

if __name__ == "__main__":
    app.MainWindow = Window
    sys.exit(app.run(argparse.Namespace(lesson=None, file=None, quit_after_start=False), TrainerProcess()))
"""
WORK = {
    "while training": """
        self.session.set_pace(float("inf"))
        self.session.play()
    """,
    "beside a sweep": """
        from gdviz.lessons import find_any
        self.image_pages.open(find_any("what-matters"))
        self.image_pages.sweeping.toggle()
    """,
}


def _close(work: str) -> Measured:
    """Return the time from the closing of a window to the end of its process."""
    application()
    program = PROGRAM.replace("{work}", work.strip())
    done = subprocess.run([sys.executable, "-c", program], check=True, timeout=60, capture_output=True, text=True)
    return Measured(time.monotonic() - float(done.stdout))


CASES = tuple(
    Case(f"closing {name}", "budget of 1 s", "ms", 1, 1.0, partial(against, CLOSING_SECONDS, partial(_close, work)))
    for name, work in WORK.items()
)
