"""The window as it is started: with its trainer in a process of its own, which may be lost."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gdviz.session import Session
from gdviz.training.apart.trainer_process import TrainerProcess
from gdviz.ui.main_window import MainWindow

LINUX = sys.platform.startswith("linux")
SPACE, RIGHT = Qt.Key.Key_Space, Qt.Key.Key_Right


@pytest.fixture
def window(open_window: Callable[..., MainWindow]) -> MainWindow:
    return open_window("gd-line", trainer=TrainerProcess())


def step(session: Session) -> int:
    return -1 if session.snapshot is None else session.snapshot.step


def child(session: Session) -> int:
    trainer = session._conductor.trainer
    assert isinstance(trainer, TrainerProcess)
    assert trainer._child is not None
    return trainer._child.process.pid


def test_keys_play_pause_step_and_undo_as_with_any_trainer(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    qtbot.keyClick(window, SPACE)
    qtbot.waitUntil(lambda: session.playing and step(session) > 3)
    qtbot.keyClick(window, SPACE)
    qtbot.waitUntil(lambda: not session.playing and session.settled)
    here = step(session)
    qtbot.keyClick(window, RIGHT)
    qtbot.waitUntil(lambda: step(session) == here + 1)
    assert session.shown is not None
    theta = session.shown.theta.copy()
    session.set_method("Learning rate", 1, options={"learning_rate": 0.001})
    qtbot.keyClick(window, RIGHT)
    qtbot.waitUntil(lambda: step(session) == here + 2)
    further = session.shown.theta.copy()
    session.undo()
    session.scrub(here + 1)
    qtbot.waitUntil(lambda: step(session) == here + 1 and session.settled)
    np.testing.assert_array_equal(session.shown.theta, theta)
    qtbot.keyClick(window, RIGHT)  # what has been is repeated as it was, with the rate that held there
    qtbot.waitUntil(lambda: step(session) == here + 2)
    np.testing.assert_array_equal(session.shown.theta, further)
    assert session.shown.learning_rate != 0.001


def test_points_that_are_drawn_while_it_trains_reach_the_trainer(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    session.play()
    qtbot.waitUntil(lambda: step(session) > 3)
    assert session.shown is not None
    session.clear_points()
    qtbot.waitUntil(lambda: not session.ready and session.snapshot is None)
    session.undo()
    qtbot.waitUntil(lambda: session.ready and session.snapshot is not None)
    session.play()
    qtbot.waitUntil(lambda: step(session) > 3)


@pytest.mark.skipif(not LINUX, reason="other systems end a process in other ways")
def test_a_trainer_that_is_killed_is_told_and_the_run_begins_again(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    first = session.snapshot
    assert first is not None
    qtbot.keyClick(window, SPACE)
    qtbot.waitUntil(lambda: step(session) > 3)
    os.kill(child(session), signal.SIGKILL)
    qtbot.waitUntil(lambda: window.notice.isVisible())
    assert window.notice.text == "Training ended unexpectedly: the system ended it with SIGKILL. The run begins again."
    qtbot.waitUntil(lambda: step(session) == 0 and session.settled)
    assert not session.playing
    assert session.snapshot is not None
    np.testing.assert_array_equal(session.snapshot.lanes[0].theta, first.lanes[0].theta)
    qtbot.keyClick(window, SPACE)
    qtbot.waitUntil(lambda: step(session) > 3)


@pytest.mark.skipif(not LINUX, reason="other systems end a process in other ways")
def test_a_race_that_ends_its_trainer_is_not_begun_for_ever(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    os.kill(child(session), signal.SIGSTOP)
    session.reset()
    os.kill(child(session), signal.SIGKILL)
    qtbot.waitUntil(lambda: window.notice.isVisible())
    assert window.notice.text.startswith("Training ended before its first picture: the system ended it with SIGKILL.")
    qtbot.waitUntil(lambda: session.settled)
    assert session.snapshot is None
    session.reset()
    qtbot.waitUntil(lambda: step(session) == 0)


@pytest.mark.skipif(not LINUX, reason="other systems end a process in other ways")
def test_what_was_to_be_saved_is_saved_without_the_run_when_the_trainer_is_lost(
    window: MainWindow, qtbot: QtBot
) -> None:
    session = window.session
    kept: list[object] = []
    session.kept.connect(lambda ticket, saved: kept.extend((ticket, saved)))
    os.kill(child(session), signal.SIGSTOP)
    session.keep("autosave")
    os.kill(child(session), signal.SIGKILL)
    qtbot.waitUntil(lambda: len(kept) == 2)
    assert kept[0] == "autosave"
    assert kept[1].dataset is session.dataset  # type: ignore[attr-defined]
    assert kept[1].race is None  # type: ignore[attr-defined]
