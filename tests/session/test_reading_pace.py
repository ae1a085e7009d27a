"""Who draws how often: every moment while steps are few, and in turns while they are many."""

from __future__ import annotations

import dataclasses

import pytest

from gdviz.session import Session
from gdviz.session.reading_pace import DrawingPace, ReadingPace


@pytest.fixture
def ready(open_session, qtbot) -> Session:
    session = open_session()
    qtbot.waitUntil(lambda: session.snapshot is not None and session.settled)
    return session


def moments(session: Session, *paces: ReadingPace, count: int, playing: bool, rate: float) -> list[list[int]]:
    """Return which of `count` moments, told in one go, each pace lets through."""
    told: list[list[int]] = [[] for _ in paces]
    turn = 0
    listeners = [lambda own=own: own.append(turn) for own in told]
    for pace, listener in zip(paces, listeners, strict=True):
        pace.changed.connect(listener)
    session.playing = playing
    session.snapshot = dataclasses.replace(session.snapshot, steps_per_second=rate)
    for turn in range(count):  # noqa: B007 - the listeners read it
        session.snapshot_changed.emit()
    session.playing = False
    for pace, listener in zip(paces, listeners, strict=True):
        pace.changed.disconnect(listener)
    return told


def test_each_moment_is_drawn_while_steps_are_few_or_the_race_stands(ready):
    assert moments(ready, DrawingPace(ready), count=5, playing=True, rate=20.0) == [[0, 1, 2, 3, 4]]
    assert moments(ready, DrawingPace(ready), count=5, playing=False, rate=0.0) == [[0, 1, 2, 3, 4]]


def test_at_full_speed_panels_draw_in_turns(ready):
    first, second = DrawingPace(ready), DrawingPace(ready)
    moments(ready, first, second, count=2, playing=False, rate=0.0)  # both have just drawn
    told = moments(ready, first, second, count=6, playing=True, rate=10_000.0)
    assert sorted(told) == [[0, 2, 4], [1, 3, 5]]


def test_a_window_that_is_slow_skips_as_many_moments_as_one_that_is_fast(ready, monkeypatch):
    monkeypatch.setattr("gdviz.session.reading_pace.READ_SECONDS", 0.0)  # each frame takes longer than that
    drawing, reading = DrawingPace(ready), ReadingPace(ready)
    moments(ready, drawing, reading, count=2, playing=False, rate=0.0)
    drawn, read = moments(ready, drawing, reading, count=6, playing=True, rate=10_000.0)
    assert drawn in ([0, 2, 4], [1, 3, 5])
    assert read == [2, 5]


def test_text_waits_while_the_race_runs_and_tells_the_last_moment(ready):
    pace = ReadingPace(ready)
    moments(ready, pace, count=1, playing=False, rate=0.0)
    assert moments(ready, pace, count=50, playing=True, rate=20.0) == [[]]
    assert moments(ready, pace, count=1, playing=False, rate=0.0) == [[0]]
