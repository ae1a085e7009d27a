"""Time turned into steps: no clock, so each case is a row of moments."""

from __future__ import annotations

import itertools
import math

import pytest

from gdviz.training.pacer import BLOCK_SECONDS, Pacer


def played(pace: float, seconds: float, frame: float = 0.001) -> int:
    pacer = Pacer()
    pacer.pace = pace
    pacer.start(100.0)
    steps = 0
    for moment in range(1, round(seconds / frame) + 1):
        now = 100.0 + moment * frame
        due = pacer.due(now)
        steps += due
        pacer.took(due, 1e-5, now)
    return steps


@pytest.mark.parametrize("pace", [1, 3.5, 20, 60, 700])
def test_the_pace_is_kept(pace: float) -> None:
    assert abs(played(pace, 10.0) - 10 * pace) <= 1


def test_it_is_kept_by_waiting_as_long_as_it_says() -> None:
    pacer = Pacer()
    pacer.pace = 20
    now, moments = 5.0, []
    pacer.start(now)
    while len(moments) < 40:
        if pacer.due(now):
            moments.append(now)
        now += max(pacer.wait(), 1e-6)
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert gaps == pytest.approx([0.05] * 39, abs=1e-4)


def test_time_that_was_lost_is_not_made_up_for() -> None:
    pacer = Pacer()
    pacer.pace = 100
    pacer.start(0.0)
    pacer.block = 1000
    assert pacer.due(60.0) == 10  # a tenth of a second, not a minute


def test_full_speed_takes_blocks_that_last_eight_milliseconds() -> None:
    pacer = Pacer()
    pacer.start(0.0)
    now, cost = 0.0, 2e-6
    for _ in range(30):
        steps = pacer.due(now)
        now += steps * cost
        pacer.took(steps, steps * cost, now)
    assert steps * cost == pytest.approx(BLOCK_SECONDS, rel=0.1)
    assert pacer.unlimited
    assert pacer.wait() == 0


def test_an_expensive_step_is_taken_alone() -> None:
    pacer = Pacer()
    pacer.start(0.0)
    pacer.block = 512
    pacer.took(512, 512 * 5.0, 2560.0)
    assert pacer.due(2560.0) == 1


def test_a_slow_pace_does_not_blow_the_block_up() -> None:
    pacer = Pacer()
    pacer.start(0.0)
    pacer.block = 64
    for moment in range(2000):
        pacer.took(1, 1e-4, float(moment))
    assert pacer.block == 80  # what fits into eight milliseconds


def test_the_rate_is_what_was_taken_a_second() -> None:
    pacer = Pacer()
    pacer.start(10.0)
    assert pacer.rate == 0
    pacer.took(100, 0.2, 10.2)
    assert pacer.rate == 0  # too early to tell
    pacer.took(100, 0.3, 10.5)
    assert pacer.rate == pytest.approx(400)
    pacer.took(1, 2.0, 12.5)
    assert pacer.rate == pytest.approx(0.5)


def test_waiting_never_exceeds_what_a_lock_can_wait() -> None:
    pacer = Pacer()
    pacer.pace = 1e-12
    pacer.start(0.0)
    assert pacer.due(1.0) == 0
    assert math.isfinite(pacer.wait())
    assert pacer.wait() <= 3600
