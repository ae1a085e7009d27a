"""A session that is kept and opened again goes on as if nothing had been."""

from __future__ import annotations

import dataclasses

import pytest

from gdviz.lessons import find_lesson
from gdviz.session import Session
from gdviz.training.session_file import session_bytes, session_of
from gdviz.training.session_values import SavedSession


def at(session: Session, step: int, qtbot) -> None:
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == step and session.settled)


def kept(session: Session, qtbot) -> SavedSession:
    with qtbot.waitSignal(session.kept) as caught:
        session.keep("ticket")
    assert caught.args[0] == "ticket"
    return session_of(session_bytes(caught.args[1]))


def thetas(session: Session) -> dict[int, bytes]:
    return {lane.key: lane.theta.tobytes() for lane in session.snapshot.lanes}


@pytest.mark.parametrize("lesson", ["race", "sgd", "network-plane-ring", "closed-form"])
def test_another_session_goes_on_to_the_bit(lesson, open_session, qtbot):
    first, second = open_session(find_lesson(lesson).experiment), open_session()
    first.step(40)
    at(first, 1 if lesson == "closed-form" else 40, qtbot)
    saved = kept(first, qtbot)
    second.open_saved("Open", saved)
    at(second, first.snapshot.step, qtbot)
    assert thetas(second) == thetas(first)
    assert second.experiment == first.experiment
    if lesson == "closed-form":
        return
    for session in (first, second):
        session.step(30)
        at(session, 70, qtbot)
    assert thetas(second) == thetas(first)
    for session in (first, second):
        session.scrub(13)
        at(session, 13, qtbot)
    assert thetas(second) == thetas(first)


def test_settings_and_points_act_on_the_reopened_race(open_session, qtbot):
    first, second = open_session(), open_session()
    first.step(20)
    at(first, 20, qtbot)
    second.open_saved("Open", kept(first, qtbot))
    at(second, 20, qtbot)
    for session in (first, second):
        method = session.experiment.methods[0]
        session.set_method("rate", method.key, options={"learning_rate": 0.013})
        session.edit_points("points", session.dataset.appended([[1.0]], [7.0]))
        session.step(10)
        at(session, 30, qtbot)
    assert thetas(second) == thetas(first)


def test_undo_brings_back_what_was_there_before_opening(open_session, qtbot):
    session, other = open_session(), open_session(find_lesson("race").experiment)
    session.step(20)
    at(session, 20, qtbot)
    before, experiment = thetas(session), session.experiment
    at(other, 0, qtbot)
    session.open_saved("Open talk", kept(other, qtbot))
    at(session, 0, qtbot)
    assert session.experiment == other.experiment
    assert session.undo_label == "Open talk"
    session.undo()
    at(session, 20, qtbot)
    assert (session.experiment, thetas(session)) == (experiment, before)


def test_without_points_there_is_nothing_to_train_and_it_is_kept_all_the_same(open_session, qtbot):
    first, second = open_session(), open_session()
    first.clear_points()
    qtbot.waitUntil(lambda: first.settled)
    saved = kept(first, qtbot)
    assert saved.race is None
    second.open_saved("Open", saved)
    assert (second.dataset.n, second.ready) == (0, False)


def test_keeping_changes_nothing_while_it_plays(session, qtbot):
    qtbot.waitUntil(lambda: session.snapshot is not None)
    session.set_pace(1000)
    session.play()
    qtbot.waitUntil(lambda: session.snapshot.step > 20)
    saved = kept(session, qtbot)
    assert session.playing
    assert saved.race.position > 20
    assert dataclasses.asdict(saved.experiment) == dataclasses.asdict(session.experiment)
    session.pause()


def test_a_run_that_stopped_early_is_opened_as_that(open_session, qtbot):
    first, second = open_session(find_lesson("overfit").experiment), open_session()
    first.step(3000)
    qtbot.waitUntil(lambda: first.shown is not None and first.shown.early_stop is not None and first.settled)
    stop = first.shown.early_stop
    second.open_saved("Open", kept(first, qtbot))
    at(second, stop.best_step, qtbot)
    assert second.experiment.patience == 50
    assert second.shown.early_stop == stop
    assert thetas(second) == thetas(first)
    for session in (first, second):
        session.scrub(3)
        at(session, 3, qtbot)
        session.step(3000)
        at(session, stop.best_step, qtbot)
    assert thetas(second) == thetas(first)
