"""What is other about a trainer in a process of its own: it can be lost, it cannot hold anybody up, it ends at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from trainers import DEADLINE, LINE, Watched, entrant, start
from training_cases import Problem, two_clouds

from gdviz.training.apart import trainer_process
from gdviz.training.apart.trainer_process import TrainerProcess
from gdviz.training.commands import Change, Edit, Enter, Freeze, Pace, Play, Rewind, Step, Thaw
from gdviz.training.events import Frozen, Lost
from gdviz.training.trainer import Trainer

LINUX = sys.platform.startswith("linux")


@pytest.fixture
def watched() -> Iterator[Watched]:
    watched = Watched(TrainerProcess())
    yield watched
    assert watched.trainer.stop(DEADLINE)


def pid(watched: Watched) -> int:
    assert isinstance(watched.trainer, TrainerProcess)
    assert watched.trainer._child is not None
    return watched.trainer._child.process.pid


def test_it_does_the_same_as_a_thread_to_the_bit() -> None:
    problem = Problem(two_clouds(), "network", hidden=(5, 4), activation="tanh", train_share=0.8)
    first = problem.settings(method="adam", batch_size=4)
    story = [
        start(entrant(1, "adam", problem, batch_size=4), entrant(2, "momentum", problem), problem=problem),
        Step(200),
        Change(1, {1: replace(first, options={"learning_rate": 0.5})}),
        Step(20),
        Rewind(100),
        Edit(1, 2, {3: 0.25}),
        Enter(1, entrant(3, "nesterov", problem)),
        Step(77),
    ]
    shown = []
    for trainer in (Trainer(), TrainerProcess()):
        watched = Watched(trainer)
        shown.append(watched.told(*story))
        assert trainer.stop(DEADLINE)
    here, there = shown
    assert (there.step, there.last_step, len(there.lanes)) == (here.step, here.last_step, 3)
    assert there.step == 177
    for ours, theirs in zip(here.lanes, there.lanes, strict=True):
        np.testing.assert_array_equal(ours.theta, theirs.theta, strict=True)
        np.testing.assert_array_equal(ours.path, theirs.path, strict=True)
        np.testing.assert_array_equal(ours.series["train_loss"], theirs.series["train_loss"], strict=True)
        assert ours.evaluations == theirs.evaluations
        np.testing.assert_equal(dict(theirs.figures), dict(ours.figures))
        assert len(ours.branches) == len(theirs.branches)


def test_a_race_is_kept_with_the_ticket_that_asked_and_goes_on_after_it_was_sent_back(watched: Watched) -> None:
    ticket = object()  # nobody could send this to another process
    watched.told(start(), Step(30))
    watched.trainer.post(Freeze(ticket))
    frozen = watched.event()
    assert isinstance(frozen, Frozen)
    assert frozen.ticket is ticket
    assert frozen.race is not None
    watched.told(start(number=2), Step(3))
    shown = watched.told(Thaw(3, frozen.race), Step(10))
    alone = LINE.run()
    alone.advance(40)
    np.testing.assert_array_equal(shown.lanes[0].theta, alone.model.theta)
    settings = frozen.race.runs[1].timeline[-1].settings
    assert settings.split.same(LINE.split)


def test_what_has_been_shown_of_the_way_is_not_sent_again(watched: Watched) -> None:
    earlier = watched.told(start(), Step(50)).lanes[0]
    later = watched.told(Step(1)).lanes[0]
    assert (len(earlier.path), len(later.path)) == (51, 52)
    assert np.shares_memory(later.path, earlier.path)
    assert np.shares_memory(later.series["train_loss"], earlier.series["train_loss"])


@pytest.mark.skipif(not LINUX, reason="other systems have other signals")
def test_ctrl_c_does_not_reach_a_process_that_has_only_just_begun() -> None:
    watched = Watched(TrainerProcess())
    while watched.trainer._child is None:  # type: ignore[attr-defined]
        assert watched.trainer._writer.is_alive()  # type: ignore[attr-defined]
    os.kill(pid(watched), signal.SIGINT)
    assert watched.told(start(), Step(5)).step == 5
    assert watched.trainer.events.empty()
    assert watched.trainer.stop(DEADLINE)


@pytest.mark.skipif(not LINUX, reason="other systems end a process in other ways")
def test_a_process_that_is_killed_is_told_and_another_takes_its_place(watched: Watched) -> None:
    watched.told(start(), Play())
    watched.until(lambda shown: shown.step > 100)
    os.kill(pid(watched), signal.SIGKILL)
    assert watched.event() == Lost("the system ended it with SIGKILL")
    shown = watched.told(start(number=2), Step(5))
    assert (shown.number, shown.step) == (2, 5)


@pytest.mark.skipif(not LINUX, reason="other systems end a process in other ways")
def test_the_pace_holds_for_the_process_that_takes_its_place(watched: Watched) -> None:
    watched.told(Pace(0.01 / DEADLINE), start())
    os.kill(pid(watched), signal.SIGKILL)
    assert isinstance(watched.event(), Lost)
    shown = watched.told(start(number=2), Play(), Freeze("after the first step"))
    assert shown.playing
    assert shown.step <= 1


@pytest.mark.skipif(not LINUX, reason="other systems stop a process in other ways")
def test_who_waits_for_a_race_hears_that_there_is_none_when_it_is_lost(watched: Watched) -> None:
    watched.told(start())
    os.kill(pid(watched), signal.SIGSTOP)
    watched.trainer.post(Freeze("a ticket"))
    os.kill(pid(watched), signal.SIGKILL)
    assert isinstance(watched.event(), Lost)
    frozen = watched.event()
    assert isinstance(frozen, Frozen)
    assert (frozen.ticket, frozen.race) == ("a ticket", None)


def test_a_process_that_cannot_be_started_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trainer_process, "own_process", lambda *_: [str(tmp_path / "no such program")])
    trainer = TrainerProcess()
    lost = trainer.events.get(timeout=DEADLINE)
    assert isinstance(lost, Lost)
    assert lost.reason.startswith("it could not be started: ")
    trainer.post(Freeze("a ticket"))  # such as a file that waits to be written
    assert isinstance(trainer.events.get(timeout=DEADLINE), Lost)
    frozen = trainer.events.get(timeout=DEADLINE)
    assert isinstance(frozen, Frozen)
    assert (frozen.ticket, frozen.race) == ("a ticket", None)
    assert trainer.stop(DEADLINE)


def test_a_step_that_takes_long_does_not_hold_up_the_end() -> None:
    problem = Problem(two_clouds(20_000), "network", hidden=(512,) * 12, activation="relu")
    watched = Watched(TrainerProcess())
    watched.told(start(entrant(problem=Problem()), problem=Problem()))
    watched.trainer.post(start(entrant(problem=problem), number=2, problem=problem))
    watched.trainer.post(Play())
    assert watched.trainer.stop(DEADLINE)
    assert watched.trainer.stop(DEADLINE)
    assert not watched.trainer._writer.is_alive()  # type: ignore[attr-defined]


def test_no_process_stays_when_the_window_is_killed() -> None:
    """A window that is killed can tell nobody: its trainer notices by itself."""
    program = textwrap.dedent("""
        from trainers import Watched, start
        from gdviz.training.apart.trainer_process import TrainerProcess
        Watched(TrainerProcess()).told(start())
        print('it waits', flush=True)
        input()
    """)
    paths = os.pathsep.join(path for path in sys.path if path)
    window = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert window.stdout is not None
    assert window.stdout.readline() == "it waits\n"
    window.kill()
    window.communicate(timeout=DEADLINE)  # whoever is left has inherited stderr, and would keep it open
