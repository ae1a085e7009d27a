"""The window while training at full speed: the worker's share, frames, and the cold start.

It opens on the display that is there, else offscreen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.case import Case, Measured, Work

if TYPE_CHECKING:
    from gdviz.lessons import Lesson
    from gdviz.session import Session
    from gdviz.training.experiment import Experiment

LESSONS = {"gd-line": 1_000_000, "network-plane-spiral": 40_000}  # and how many steps a round takes
SIZE = 1280, 720
FRAMES = 100
HEARTBEAT_MILLISECONDS = 4
LOOK_MILLISECONDS = 10
LONGEST_MILLISECONDS = 60_000
FRAME_SECONDS = 0.033
START_SECONDS = 1.0


def _screen() -> Path:
    """Return a description of a screen that the window fits on: Qt's own offscreen one has 800 x 800 pixels."""
    facts = {"name": "benchmark", "x": 0, "y": 0, "width": 1920, "height": 1080, "dpr": 1}
    facts |= {"logicalDpi": 96, "logicalBaseDpi": 96}
    path = Path(tempfile.mkdtemp(prefix="gdviz-benchmark-")) / "screen.json"
    path.write_text(json.dumps({"screens": [facts]}), encoding="utf-8")
    return path


@cache
def application() -> Any:
    os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="gdviz-benchmark-")  # nobody's own layout
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={_screen()}"
    import pyqtgraph as pg
    from PySide6.QtWidgets import QApplication

    from gdviz.training.trainer import SWITCH_SECONDS
    from gdviz.ui.app import one_painting_thread

    one_painting_thread()
    sys.setswitchinterval(SWITCH_SECONDS)
    pg.setConfigOptions(imageAxisOrder="row-major")
    return QApplication.instance() or QApplication(["gdviz"])


def open_session(lesson_id: str, window: bool) -> Session:
    """Return a session at full speed, with its window or without one."""
    from gdviz.lessons import find_lesson

    return open_lesson(find_lesson(lesson_id), window)


def open_lesson(lesson: Lesson, window: bool, experiment: Experiment | None = None) -> Session:
    """Return a session of this lesson at full speed, with its window or without one; maybe of another experiment."""
    application()
    from gdviz.session import Session
    from gdviz.session.preferences import Preferences
    from gdviz.training.apart.trainer_process import TrainerProcess
    from gdviz.ui.main_window import MainWindow

    session = Session(experiment or lesson.experiment, trainer=TrainerProcess())
    if window:
        shown = MainWindow(session, Preferences())
        shown.resize(*SIZE)
        shown.show()
        shown.begin(lesson, first_run=False)
        session.setProperty("window", shown)  # lives as long as the session
    session.set_pace(float("inf"))
    return session


def live(milliseconds: int, until: Callable[[], bool] = bool) -> None:
    """Let the application live as it does for a user, so long or until something is true.

    QTest.qWait and processEvents keep Python's lock while they wait, and the worker stands still behind it.
    """
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    look = QTimer(interval=LOOK_MILLISECONDS)
    look.timeout.connect(lambda: loop.quit() if until() else None)
    end = QTimer(interval=milliseconds, singleShot=True)
    end.timeout.connect(loop.quit)
    for timer in (look, end):
        timer.start()
    loop.exec()
    for timer in (look, end):
        timer.stop()


def _training(lesson_id: str, window: bool) -> Measured:
    """Train so many steps from the start; the window is open before the clock runs."""
    session = open_session(lesson_id, window)
    live(500)
    session.play()
    live(LONGEST_MILLISECONDS, lambda: _step(session) > 0)
    first, began = _step(session), time.perf_counter()
    live(LONGEST_MILLISECONDS, lambda: not session.playing or _step(session) - first >= LESSONS[lesson_id])
    taken = _step(session) - first
    seconds = (time.perf_counter() - began) * LESSONS[lesson_id] / taken
    close_session(session)
    return Measured(seconds)


def _step(session: Session) -> int:
    return 0 if session.snapshot is None else session.snapshot.step


def _frames(lesson_id: str) -> Measured:
    """Return the 99th percentile of how long the window's thread was held up in a frame while it trains."""
    import numpy as np

    session = open_session(lesson_id, window=True)
    session.play()
    live(1000)
    longest = held_up(session.snapshot_changed, FRAMES, lambda: session.playing)
    close_session(session)
    return Measured(float(np.quantile(longest, 0.99)))


def held_up(signal: Any, frames: int, going: Callable[[], bool]) -> list[float]:
    """Return how long the window's thread was held up in each of so many frames; `signal` ends one.

    A heart beats every few milliseconds: where it comes late, somebody else had the thread.
    """
    from PySide6.QtCore import Qt, QTimer

    longest: list[float] = []
    gaps, last = [0.0], time.perf_counter()

    def beat() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append(now - last - HEARTBEAT_MILLISECONDS / 1000)
        last = now

    def frame() -> None:
        longest.append(max(gaps))
        gaps[:] = [0.0]

    heart = QTimer(interval=HEARTBEAT_MILLISECONDS, timerType=Qt.TimerType.PreciseTimer)
    heart.timeout.connect(beat)
    heart.start()
    signal.connect(frame)
    live(LONGEST_MILLISECONDS, lambda: not going() or len(longest) >= frames + 2)
    heart.stop()
    signal.disconnect(frame)
    return longest[2:]


def close_session(session: Session) -> None:
    window = session.property("window")
    session.setProperty("window", None)
    if window is None:
        session.close()
    else:
        window.close()
        window.deleteLater()
    session.deleteLater()
    live(50)


def _start() -> None:
    """Start the application in a process of its own, up to the first picture, and end it."""
    application()
    subprocess.run([sys.executable, "-m", "gdviz", "--quit-after-start"], check=True, timeout=60, capture_output=True)


def _share(lesson_id: str) -> tuple[Work, Work]:
    return partial(_training, lesson_id, False), partial(_training, lesson_id, True)


def against(seconds: float, work: Work) -> tuple[Work, Work]:
    """Return a budget of so many seconds as the peer of `work`."""
    return lambda: Measured(seconds), work


CASES: tuple[Case, ...] = (
    *(
        Case(f"{lesson}: steps beside the window", "without a window", "steps/s", steps, 0.75, partial(_share, lesson))
        for lesson, steps in LESSONS.items()
    ),
    *(
        Case(
            f"{lesson}: 99 % of frames within",
            "budget of 33 ms",
            "ms",
            1,
            1.0,
            partial(against, FRAME_SECONDS, partial(_frames, lesson)),
        )
        for lesson in LESSONS
    ),
    Case("cold start, first picture, end", "budget of 1 s", "ms", 1, 1.0, partial(against, START_SECONDS, _start)),
)
