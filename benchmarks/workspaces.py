"""Frames of the Network and the Digits workspace while they train, and how soon a digit that is being drawn is read."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.case import Case, Measured, Work
from benchmarks.window import (
    FRAME_SECONDS,
    FRAMES,
    LONGEST_MILLISECONDS,
    SIZE,
    application,
    close_session,
    held_up,
    live,
    open_lesson,
)

if TYPE_CHECKING:
    from gdviz.session import Session
    from gdviz.session.digits import DigitsSession

NETWORK = "network of 8 layers of 8"
PACES = {"100 steps/s": 100.0, "1,000 steps/s": 1000.0, "full speed": math.inf}
PRESETS = ("mlp", "small_cnn")
ANSWER_SECONDS = 0.020
STROKE_MILLISECONDS = 40  # how often the pen moves
ANSWERS = 100
TURN = 2 * math.pi / ANSWERS


def quantile(seconds: list[float], share: float) -> float:
    """Return what so large a share of the figures does not pass."""
    return sorted(seconds)[math.ceil(share * len(seconds)) - 1]


def _deep_network(pace: float) -> Session:
    """Return a session in the Network workspace that trains eight layers of eight neurons at this pace."""
    from gdviz.lessons import find_lesson
    from gdviz.training.experiment import ModelChoice

    lesson = find_lesson("network-plane-spiral")
    model = ModelChoice("network", {"hidden": (8,) * 8, "activation": "tanh"})
    session = open_lesson(lesson, window=True, experiment=replace(lesson.experiment, model=model))
    session.property("window").workspaces.show("network")
    session.set_pace(pace)
    live(500)
    session.play()
    live(1000)
    return session


def _network_frames() -> Measured:
    """Return the 99th percentile of a frame in the Network workspace at full speed."""
    session = _deep_network(math.inf)
    longest = held_up(session.snapshot_changed, FRAMES, lambda: session.playing)
    close_session(session)
    return Measured(quantile(longest, 0.99))


def _network_moments(pace: float) -> Measured:
    """Return how far apart the moments are that the Network workspace shows, on average."""
    session = _deep_network(pace)
    shown: list[float] = []

    def show() -> None:
        shown.append(time.perf_counter())

    session.snapshot_changed.connect(show)
    live(LONGEST_MILLISECONDS, lambda: len(shown) > FRAMES)
    session.snapshot_changed.disconnect(show)
    close_session(session)
    return Measured((shown[-1] - shown[0]) / (len(shown) - 1))


def _digits(preset: str, measure: Callable[[DigitsSession], list[float]], share: float) -> Measured:
    """Train a network on MNIST in the Digits workspace, and return a quantile of what `measure` finds meanwhile."""
    application()
    from gdviz.core.images import mnist
    from gdviz.session.digits import DigitsSession
    from gdviz.training.digits_recipe import DigitsRecipe
    from gdviz.ui.digits.workspace import DigitsWorkspace

    session = DigitsSession()
    page = DigitsWorkspace(session)
    page.resize(*SIZE)
    page.show()
    session.begin_with(DigitsRecipe.of_preset(preset).replace(epochs=1000))
    session.take_images(mnist())
    session.draw_digit(3)
    session.play()
    live(LONGEST_MILLISECONDS, lambda: session.training == "playing" and session.prediction is not None)
    live(1000)
    found = measure(session)
    session.close()
    page.close()
    page.deleteLater()
    session.deleteLater()
    live(50)
    return Measured(quantile(found, share))


def _frames(session: DigitsSession) -> list[float]:
    return held_up(session.snapshot_changed, FRAMES, lambda: session.training == "playing")


def _answers(session: DigitsSession) -> list[float]:
    """Draw on while it trains, and return how long each move of the pen waits for the next answer."""
    from PySide6.QtCore import QTimer

    waits: list[float] = []
    moved, place = 0.0, 0

    def move() -> None:
        nonlocal moved, place
        if moved:
            return  # the answer to the last move is still to come
        place += 1
        moved = time.perf_counter()
        session.extend(0.5 + 0.3 * math.cos(TURN * place), 0.5 + 0.3 * math.sin(TURN * place))

    def answered() -> None:
        nonlocal moved
        if moved:
            waits.append(time.perf_counter() - moved)
            moved = 0.0

    session.begin(0.8, 0.5)
    live(100)
    session.prediction_changed.connect(answered)
    pen = QTimer(interval=STROKE_MILLISECONDS)
    pen.timeout.connect(move)
    pen.start()
    live(LONGEST_MILLISECONDS, lambda: len(waits) >= ANSWERS)
    pen.stop()
    session.prediction_changed.disconnect(answered)
    return waits


def _within(seconds: float, work: Work) -> Callable[[], tuple[Work, Work]]:
    return lambda: (lambda: Measured(seconds), work)


CASES = (
    Case(f"{NETWORK}: 99 % of frames within", "budget of 33 ms", "ms", 1, 1.0, _within(FRAME_SECONDS, _network_frames)),
    *(
        Case(f"{NETWORK}: moments shown at {called}", "30 a second", "frames/s", 1, 1.0,
             _within(1 / 30, partial(_network_moments, pace)))
        for called, pace in PACES.items()
    ),
    *(
        Case(f"digits, {preset} trains: 99 % of frames within", "budget of 33 ms", "ms", 1, 1.0,
             _within(FRAME_SECONDS, partial(_digits, preset, _frames, 0.99)))
        for preset in PRESETS
    ),
    *(
        Case(f"digits, {preset} trains: 95 % of strokes read in", "budget of 20 ms", "ms", 1, 1.0,
             _within(ANSWER_SECONDS, partial(_digits, preset, _answers, 0.95)))
        for preset in PRESETS
    ),
)  # fmt: skip
