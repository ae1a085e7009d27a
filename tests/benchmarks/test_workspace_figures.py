"""What the cases of the workspaces count: late heartbeats frame by frame, and quantiles."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QObject, QTimer, Signal

from benchmarks.window import held_up
from benchmarks.workspaces import quantile

HELD_SECONDS = 0.06


class Ticks(QObject):
    """Ends frames, and holds the thread up in one of them."""

    frame = Signal()

    def __init__(self, slow: int) -> None:
        super().__init__()
        self.ticked, self._slow = 0, slow
        self.timer = QTimer(self, interval=20)
        self.timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        self.ticked += 1
        until = time.perf_counter() + (HELD_SECONDS if self.ticked == self._slow else 0.0)
        while time.perf_counter() < until:
            pass
        self.frame.emit()


def test_a_frame_that_holds_the_thread_up_is_told_with_its_time(qtbot) -> None:
    ticks = Ticks(slow=4)
    ticks.timer.start()
    longest = held_up(ticks.frame, 6, lambda: True)
    ticks.timer.stop()
    assert len(longest) >= 6  # the first two are for warming up
    assert max(longest[1:3]) > HELD_SECONDS - 0.01  # the heart beats late after it: in that frame or the next


def test_it_ends_when_the_training_does(qtbot) -> None:
    ticks = Ticks(slow=0)
    ticks.timer.start()
    longest = held_up(ticks.frame, 1000, lambda: ticks.ticked < 5)
    ticks.timer.stop()
    assert len(longest) < 20


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100)])
def test_a_quantile_is_what_so_many_do_not_pass(share, expected) -> None:
    assert quantile([float(k) for k in range(100, 0, -1)], share) == expected
