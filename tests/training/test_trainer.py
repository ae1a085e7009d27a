"""What a trainer does, in a thread or in a process of its own."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from trainers import DEADLINE, LINE, Watched, entrant, start
from training_cases import METHOD_OPTIONS, Problem, noisy_line, two_clouds

from gdviz.core.methods import METHODS
from gdviz.core.methods.base import GradientMethod
from gdviz.core.operations import Array
from gdviz.training.apart.trainer_process import TrainerProcess
from gdviz.training.bench import Bench
from gdviz.training.commands import Change, Enter, Leave, Pace, Pause, Play, Resume, Rewind, Step
from gdviz.training.events import Crashed, Diverged, Finished, Refused
from gdviz.training.race import Race
from gdviz.training.run import TrainingRun
from gdviz.training.trainer import FRAMES_PER_SECOND, KEPT_RACES, AnyTrainer, Trainer


@pytest.fixture(params=[Trainer, TrainerProcess], ids=["thread", "process"])
def watched(request: pytest.FixtureRequest) -> Iterator[Watched]:
    """A trainer of either kind: they do the same."""
    yield from _watched(request.param())


@pytest.fixture
def in_thread() -> Iterator[Watched]:
    """One whose inside a test takes hold of."""
    yield from _watched(Trainer())


def _watched(trainer: AnyTrainer) -> Iterator[Watched]:
    yield Watched(trainer)
    assert trainer.stop(DEADLINE)


def test_a_start_is_shown_ready_and_paused(watched: Watched) -> None:
    shown = watched.told(start(number=4))
    assert (shown.number, shown.step, shown.last_step, shown.playing) == (4, 0, 0, False)
    assert shown.lanes[0].status == "ready"
    assert shown.lane(1) is shown.lanes[0]
    assert shown.lane(2) is None


def test_steps_are_taken_before_they_are_acknowledged(watched: Watched) -> None:
    shown = watched.told(start(), Step(3), Step(), Step(100))
    assert (shown.step, shown.playing) == (104, False)
    alone = LINE.run()
    alone.advance(104)
    np.testing.assert_array_equal(shown.lanes[0].theta, alone.model.theta)
    assert shown.lanes[0].detail is not None
    assert shown.lanes[0].detail.step == 104


def test_play_and_pause(watched: Watched) -> None:
    watched.told(start(), Play())
    shown = watched.until(lambda shown: shown.playing and shown.step > 1000)
    assert shown.lanes[0].status == "running"
    paused = watched.told(Pause())
    assert not paused.playing
    assert paused.step >= shown.step
    assert paused.steps_per_second == 0
    assert paused.lanes[0].detail is not None, "the card of the last step is blank after a pause"
    assert watched.told(Pause()).step == paused.step


def test_every_picture_of_a_playing_race_tells_of_its_step(watched: Watched) -> None:
    watched.told(start(entrant(1), entrant(2, "adam")), Play())
    for _ in range(5):
        shown = watched.until(lambda shown: shown.playing and shown.step > 0)
        assert all(lane.detail is not None and lane.detail.step == lane.step for lane in shown.lanes)
        last = shown.step
        watched.until(lambda shown, last=last: shown.step > last)  # type: ignore[misc]


def test_playing_is_shown_some_thirty_times_a_second_and_counts_its_speed(watched: Watched) -> None:
    watched.told(start(), Play())
    began, already = time.perf_counter(), len(watched.mailbox.seen)
    shown = watched.until(lambda shown: shown.steps_per_second > 0)
    spent = time.perf_counter() - began
    assert shown.steps_per_second > 100
    assert len(watched.mailbox.seen) - already <= (FRAMES_PER_SECOND + 1) * spent + 2


@pytest.mark.parametrize("pace", [20.0, 200.0])
def test_the_pace_is_kept(watched: Watched, pace: float) -> None:
    watched.told(start(), Pace(pace), Play())
    first = watched.until(lambda shown: shown.step >= 2)
    began = time.perf_counter()
    last = watched.until(lambda shown: shown.step >= first.step + 0.5 * pace)
    spent = time.perf_counter() - began
    # a busy machine may be late; it must never be early by more than the picture that was on its way
    assert (last.step - first.step) / pace <= spent + 0.1


def test_a_command_is_obeyed_while_a_slow_pace_waits(watched: Watched) -> None:
    watched.told(start(), Pace(0.01 / DEADLINE), Play())  # the next step is due far beyond the deadline
    assert not watched.told(Pause()).playing


def test_a_burst_of_rewinds_acts_only_on_the_last(in_thread: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    in_thread.told(start(), Step(3000))
    gate, asked, arrived = threading.Event(), [], threading.Event()
    original = Race.rewind

    def rewind(self: Race, step: int) -> None:
        asked.append(step)
        arrived.set()
        assert gate.wait(DEADLINE)
        original(self, step)

    monkeypatch.setattr(Race, "rewind", rewind)
    in_thread.trainer.post(Rewind(1))
    assert arrived.wait(DEADLINE)  # the worker is busy with the first while the others come
    for step in range(1000):
        serial = in_thread.trainer.post(Rewind(2000 - step))
    gate.set()
    shown = in_thread.until(lambda shown: shown.acknowledged >= serial)
    assert asked == [1, 1001]
    assert (shown.step, shown.last_step) == (1001, 3000)


def test_a_rewind_before_another_command_is_not_lost(watched: Watched) -> None:
    shown = watched.told(start(), Step(50), Rewind(10), Step(5))
    assert shown.step == 15


def test_a_rewind_pauses_or_plays_on(watched: Watched) -> None:
    watched.told(start(), Play())
    watched.until(lambda shown: shown.step > 5000)
    assert watched.told(Rewind(10)) is not None
    shown = watched.told(Rewind(20))
    assert (shown.step, shown.playing) == (20, False)
    watched.told(Play())
    watched.told(Rewind(10, pause=False))
    assert watched.until(lambda shown: shown.step > 6000).playing


def test_a_change_acts_at_once(watched: Watched) -> None:
    watched.told(start(), Play())
    shown = watched.told(Change(1, {1: LINE.settings(options={"learning_rate": 0.5})}))
    assert shown.lanes[0].learning_rate == 0.5


def test_commands_for_an_abandoned_race_are_ignored(watched: Watched) -> None:
    watched.told(start(number=1), Step(5), start(number=2), Step(2))
    other = LINE.settings(options={"learning_rate": 0.5})
    shown = watched.told(Change(1, {1: other}), Enter(1, entrant(2, "adam")), Leave(1, 1))
    assert (shown.number, shown.step, len(shown.lanes)) == (2, 2, 1)
    assert shown.lanes[0].learning_rate == METHOD_OPTIONS["gradient_descent"]["learning_rate"]
    assert watched.no_event()


def test_a_change_for_a_lane_that_left_is_ignored(watched: Watched) -> None:
    watched.told(start(), Change(1, {7: LINE.settings(options={"learning_rate": 0.5})}))
    assert watched.no_event()


def test_what_does_not_fit_is_refused_with_its_sentence(watched: Watched) -> None:
    watched.told(start(), Step(3))
    shown = watched.told(Change(1, {1: LINE.settings(options={"learning_rate": "fast"})}))
    assert watched.event() == Refused(1, "learning_rate must be a number; got 'fast'")
    assert shown.step == 3
    watched.told(Enter(1, entrant(2, "closed_form", loss="mae")))
    refused = watched.event()
    assert isinstance(refused, Refused)
    assert refused.reason.startswith("closed form needs")
    assert watched.told(Step()).step == 4


def test_a_method_that_is_refused_leaves_the_race_to_the_others(watched: Watched) -> None:
    shown = watched.told(start(entrant(1, "closed_form", loss="mae"), entrant(2, loss="mae")), Step(3))
    refused = watched.event()
    assert isinstance(refused, Refused)
    assert (refused.number, refused.key) == (1, 1)
    assert ([lane.key for lane in shown.lanes], shown.step) == ([2], 3)
    assert shown.refused == {1: refused.reason}
    settings = {1: LINE.settings(method="closed_form"), 2: LINE.settings()}
    watched.told(Change(1, settings))
    shown = watched.until(lambda shown: {lane.key: lane.step for lane in shown.lanes} == {1: 1, 2: 3})
    assert shown.refused == {}
    assert isinstance(watched.event(), Finished)
    assert watched.no_event()


def test_a_start_where_everybody_is_refused_shows_nothing(watched: Watched) -> None:
    watched.told(start(), Play())
    shown = watched.told(start(entrant(1, "closed_form", loss="mae"), number=2))
    refused = watched.event()
    assert isinstance(refused, Refused)
    assert refused.number == 2
    assert (shown.number, shown.lanes, shown.playing) == (2, (), False)
    assert watched.told(Play(), Step(), Rewind(3), Pause()).lanes == ()
    assert watched.no_event()


def test_a_finish_is_told_once_and_again_after_a_change(watched: Watched) -> None:
    shown = watched.told(start(entrant(1, "closed_form")), Play())
    finished = watched.event()
    assert isinstance(finished, Finished)
    assert (finished.number, finished.key, finished.step) == (1, 1, 1)
    shown = watched.until(lambda shown: not shown.playing and shown.step == 1)
    assert shown.lanes[0].status == "finished"
    assert shown.lanes[0].reason == finished.reason
    assert shown.lanes[0].detail is not None
    assert not watched.told(Play()).playing
    assert watched.no_event()
    watched.told(Change(1, {1: LINE.settings(method="closed_form", l2=0.1)}), Play())
    again = watched.event()
    assert isinstance(again, Finished)
    assert again.step == 2


def test_a_divergence_is_told_and_pauses(watched: Watched) -> None:
    watched.told(start(entrant(options={"learning_rate": 50.0})), Play())
    diverged = watched.event()
    assert isinstance(diverged, Diverged)
    shown = watched.until(lambda shown: not shown.playing and shown.step > 0)
    assert shown.step == diverged.step - 1
    assert np.isfinite(shown.lanes[0].theta).all()
    assert np.isfinite(shown.lanes[0].figures["train_loss"])
    watched.told(Change(1, {1: LINE.settings(options={"learning_rate": 0.1})}), Play())
    assert watched.until(lambda shown: shown.step > diverged.step + 100).playing


def test_others_go_on_when_one_diverges(watched: Watched) -> None:
    watched.told(start(entrant(1), entrant(2, options={"learning_rate": 50.0})), Play())
    assert isinstance(watched.event(), Diverged)
    shown = watched.until(lambda shown: shown.step > 5000)
    assert shown.playing


def test_who_enters_catches_up_while_paused_and_while_playing(watched: Watched) -> None:
    watched.told(start(), Step(2000))
    watched.told(Enter(1, entrant(2, "adam")))
    shown = watched.until(lambda shown: len(shown.lanes) == 2 and shown.lanes[1].step == 2000)
    assert (shown.step, shown.playing) == (2000, False)
    assert watched.told(Step()).lanes[1].step == 2001
    watched.told(Play(), Enter(1, entrant(3, "momentum")))
    shown = watched.until(lambda shown: len(shown.lanes) == 3 and shown.lanes[2].step == shown.step > 2001)
    assert watched.told(Leave(1, 1), Pause()).lane(1) is None


def test_steps_wait_for_who_is_behind(watched: Watched) -> None:
    shown = watched.told(start(), Step(500), Enter(1, entrant(2, "adam")), Step(10))
    assert [lane.step for lane in shown.lanes] == [510, 510]


def test_an_abandoned_race_can_be_resumed(watched: Watched) -> None:
    watched.told(start(number=1), Step(40))
    watched.told(start(number=2), Step(3))
    shown = watched.told(Resume(1))
    assert (shown.number, shown.step) == (1, 40)
    shown = watched.told(Resume(2), Step())
    assert (shown.number, shown.step) == (2, 4)


def test_only_the_last_races_are_kept(watched: Watched) -> None:
    for number in range(1, KEPT_RACES + 3):
        watched.told(start(number=number))
    watched.told(Resume(1))
    assert watched.event() == Refused(KEPT_RACES + 2, "race 1 is no longer kept")


@pytest.fixture
def rogue() -> Iterator[str]:
    @dataclass
    class Rogue(GradientMethod):
        title = "Rogue"
        formula = ()

        def start(self, objective: object, seed: int) -> None:
            super().start(objective, seed)  # type: ignore[arg-type]
            self.state["t"] = np.array(0)

        def update(self, theta: Array, grad: Array) -> None:
            theta -= 0.01 * grad
            self.state["t"] += 1
            if self.state["t"] == 700:
                raise IndexError("there is no such thing")

    METHODS.register("rogue")(Rogue)
    yield "rogue"
    del METHODS._classes["rogue"]


def test_a_method_that_fails_is_reported_and_the_thread_goes_on(in_thread: Watched, rogue: str) -> None:
    in_thread.told(start(entrant(1), entrant(2, rogue, options={})), Play())
    crashed = in_thread.event()
    assert isinstance(crashed, Crashed)
    assert crashed.reason == "IndexError: there is no such thing"
    assert "in update" in crashed.details
    shown = in_thread.until(lambda shown: not shown.playing)
    assert 0 < shown.lanes[1].step < 700
    alone = LINE.run()
    alone.advance(shown.lanes[0].step)
    np.testing.assert_array_equal(shown.lanes[0].theta, alone.model.theta)
    in_thread.told(Leave(1, 2), Play())
    assert in_thread.until(lambda shown: shown.step > 5000).playing


def test_a_method_that_fails_in_a_single_step_is_reported(in_thread: Watched, rogue: str) -> None:
    shown = in_thread.told(start(entrant(1, rogue, options={})), Step(1000))
    assert isinstance(in_thread.event(), Crashed)
    assert not shown.playing
    assert in_thread.told(start(number=2), Step(2)).step == 2


# -- ending in time ------------------------------------------------------------------------------------------------


def heavy_problem() -> Problem:
    """Twelve layers of 512 and thousands of rows at once: a step takes long."""
    return Problem(two_clouds(2000), "network", hidden=(512,) * 12, activation="relu")


def test_stopping_waits_for_nothing_that_is_still_to_come() -> None:
    for commands in ([], [start()], [start(), Play()], [start(), Pace(0.001), Play()], [start(), Step(10**9)]):
        trainer = Trainer()
        for command in commands:
            trainer.post(command)
        assert trainer.stop(DEADLINE)
        assert not trainer._thread.is_alive()


def test_stopping_twice_does_no_harm() -> None:
    trainer = Trainer()
    assert trainer.stop()
    assert trainer.stop()


class Begun(threading.Event):
    """Is set when a method is first called, and knows whether that call came to its end."""

    ended = False


def begun(monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> Begun:
    event, original = Begun(), getattr(owner, name)

    def called(*arguments: Any) -> Any:
        first = not event.is_set()
        event.set()
        result = original(*arguments)
        event.ended |= first
        return result

    monkeypatch.setattr(owner, name, called)
    return event


def test_what_takes_long_is_broken_off_by_start_and_by_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, watched = heavy_problem(), Watched(Trainer())
    heavy = start(entrant(problem=problem), problem=problem)
    looking = begun(monkeypatch, Bench, "evaluate")
    watched.trainer.post(heavy)
    assert looking.wait(DEADLINE)
    watched.told(start(number=2))
    assert not looking.ended
    watched.trainer.post(heavy)
    watched.trainer.post(Play())
    stepping = begun(monkeypatch, TrainingRun, "_stretch")
    assert stepping.wait(DEADLINE)
    assert watched.trainer.stop(DEADLINE)
    assert not stepping.ended


def test_a_race_that_was_broken_off_can_be_resumed_whole(in_thread: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem(two_clouds(400), "network", hidden=(128, 128))
    in_thread.told(start(entrant(problem=problem), problem=problem), Step(7))
    stepping = begun(monkeypatch, TrainingRun, "_stretch")
    in_thread.trainer.post(Step(10**9))
    assert stepping.wait(DEADLINE)
    in_thread.told(start(number=2))
    shown = in_thread.told(Resume(1), Step())
    alone = problem.run()
    alone.advance(shown.step)
    assert shown.step >= 8
    np.testing.assert_array_equal(shown.lanes[0].theta, alone.model.theta)


def test_pausing_ends_many_steps() -> None:
    problem = Problem(noisy_line(200), "polynomial", degree=5)
    watched = Watched(Trainer())
    watched.told(start(entrant(problem=problem), problem=problem))
    watched.trainer.post(Step(10**9))
    assert watched.told(Pause()).step < 10**9
    assert watched.trainer.stop()


def test_events_are_kept_until_somebody_looks(watched: Watched) -> None:
    for number in range(1, 4):
        watched.told(start(entrant(1, "closed_form"), number=number), Step(5))
    numbers = []
    while True:
        try:
            numbers.append(watched.trainer.events.get_nowait().number)  # type: ignore[union-attr]
        except queue.Empty:
            break
    assert numbers == [1, 2, 3]


def test_a_snapshot_that_nobody_took_is_replaced(watched: Watched) -> None:
    for _ in range(5):
        watched.told(start(), Step(3))
    last = watched.mailbox.seen[-1]
    assert watched.trainer.latest.take() is last
    assert watched.trainer.latest.take() is None


@pytest.mark.parametrize("pace", [0.0, -1.0, float("nan")])
def test_a_pace_must_be_above_zero(pace: float) -> None:
    with pytest.raises(ValueError, match="steps_per_second must be above 0"):
        Pace(pace)
