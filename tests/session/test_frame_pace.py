"""At full speed frames last so long that the window's thread works for a third of the time, and the trainer goes on."""

from __future__ import annotations

import pytest

from gdviz.session import frame_pace
from gdviz.session.frame_pace import FramePace


@pytest.fixture
def worked(monkeypatch):
    """The seconds that this thread has worked."""
    seconds = [0.0]
    monkeypatch.setattr(frame_pace.time, "thread_time", lambda: seconds[0])
    return seconds


def after_frames_of(worked, cost, races=True):
    pace = FramePace()
    for _ in range(60):
        worked[0] += cost
        milliseconds = pace.milliseconds(33, races)
    return pace, milliseconds


@pytest.mark.parametrize(("cost", "milliseconds"), [(0.004, 33), (0.010, 33), (0.021, 60), (0.028, 80), (0.5, 100)])
def test_a_costly_frame_lasts_longer(worked, cost, milliseconds):
    pace, lasts = after_frames_of(worked, cost)
    assert lasts == milliseconds
    worked[0] += cost
    assert pace.milliseconds(33, races=False) == 33  # who looks at each step gets each frame


def test_one_frame_that_takes_long_changes_little(worked):
    pace, _ = after_frames_of(worked, 0.005)
    worked[0] += 0.05
    assert pace.milliseconds(33, races=True) <= 40
    for _ in range(10):
        worked[0] += 0.005
        lasts = pace.milliseconds(33, races=True)
    assert lasts == 33
