"""How often it is looked, told by the clock that the test holds."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gdviz.session import beat
from gdviz.session.beat import Beat


class Clock:
    now = 100.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(beat, "time", clock)
    return clock


def frames_of(clock: Clock, moments: list[float], until: float) -> list[float]:
    """Return when a beat that looks every 8 ms says so, where moments come at these seconds."""
    box: list[float] = []
    beat_ = Beat(lambda: bool(box))
    told: list[float] = []

    def frame() -> None:
        told.append(clock.now)
        box.clear()

    beat_.frame.connect(frame)
    begin, coming = clock.now, list(moments)
    for look in range(round(until / 0.008)):
        clock.now = begin + 0.008 * look
        while coming and begin + coming[0] <= clock.now:
            box.append(coming.pop(0))
        beat_._look()
    return [round(at - begin, 3) for at in told]


def test_thirty_moments_a_second_are_thirty_frames_though_none_comes_on_time(clock: Clock) -> None:
    moments = [(number + 0.2 * (-1) ** number) / 30 for number in range(1, 31)]
    told = frames_of(clock, moments, until=1.1)
    for moment in moments:
        assert min(abs(at - moment) for at in told) < 0.02


def test_moments_that_come_too_often_are_not_all_drawn(clock: Clock) -> None:
    told = frames_of(clock, [number / 1000 for number in range(1000)], until=1.0)
    assert 25 <= len(told) <= 61


def test_without_moments_it_looks_once_a_frame(clock: Clock) -> None:
    assert 20 <= len(frames_of(clock, [], until=1.0)) <= 30


def test_after_each_frame_and_before_the_next_it_tells_that_the_frame_is_painted(clock: Clock) -> None:
    beat_, told = Beat(lambda: True), []
    beat_.frame.connect(lambda: told.append("frame"))
    beat_.painted.connect(lambda: told.append("painted"))
    for _ in range(40):
        clock.now += 0.008
        beat_._look()
    assert len(told) >= 16
    assert told[:-1:2] == ["frame"] * (len(told) // 2)
    assert told[1::2] == ["painted"] * (len(told) // 2)


def test_it_goes_rests_and_goes_again(qtbot: QtBot) -> None:
    beat_ = Beat(lambda: True)
    assert not beat_.going
    with qtbot.waitSignal(beat_.frame):
        beat_.go()
    beat_.rest()
    assert not beat_.going
    with qtbot.waitSignal(beat_.frame):
        beat_.go()
    beat_.rest()
