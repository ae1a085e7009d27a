"""What a frame costs, lesson by lesson: `python -m benchmarks.frames [LESSON ...] [--seconds S] [--profile]`.

Each lesson opens as for a user, trains at full speed, and the processor's time of the window's thread and of the
mapper's is counted: unlike the time that passes, it does not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import threading
import time
from dataclasses import dataclass

from benchmarks.window import close_session, live, open_session

WARM_UP_MILLISECONDS = 1000
BUDGET = 0.25  # of the time, for both threads together at 30 frames a second
FRAMES_PER_SECOND = 30
ROW = "{:<24} {:>8} {:>11} {:>11} {:>11} {:>11}  {}"


@dataclass(frozen=True)
class Cost:
    """Processor's time of one lesson, in ms a frame; the share is that of 30 frames a second."""

    lesson: str
    frames: int
    seconds: float
    window: float
    mapper: float
    stopped: bool

    @property
    def share(self) -> float:
        return (self.window + self.mapper) * FRAMES_PER_SECOND / 1000


def cost_of(lesson_id: str, seconds: float) -> Cost:
    """Train a lesson for so long, and tell what its frames cost."""
    session = open_session(lesson_id, window=True)
    live(500)
    frames = 0

    def count() -> None:
        nonlocal frames
        frames += 1

    session.play()
    live(WARM_UP_MILLISECONDS)
    clock = time.pthread_getcpuclockid(next(t.ident for t in threading.enumerate() if t.name == "gdviz mapper") or 0)
    session.snapshot_changed.connect(count)
    began, own, mapper = time.perf_counter(), time.thread_time(), time.clock_gettime(clock)
    live(round(1000 * seconds), lambda: not session.playing)
    passed = time.perf_counter() - began
    own, mapper = time.thread_time() - own, time.clock_gettime(clock) - mapper
    stopped = not session.playing
    session.snapshot_changed.disconnect(count)
    close_session(session)
    each = 1000 / max(1, frames)
    return Cost(lesson_id, frames, passed, own * each, mapper * each, stopped)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.frames", description=__doc__)
    parser.add_argument("lessons", nargs="*", help="only these (default: all)")
    parser.add_argument("--seconds", type=float, default=4.0, help="how long each trains (default 4)")
    options = parser.parse_args()
    from gdviz.lessons import load_lessons

    print(ROW.format("lesson", "frames/s", "window ms", "mapper ms", "both ms", "of the time", ""))
    for lesson_id in options.lessons or [lesson.id for lesson in load_lessons().lessons]:
        cost = cost_of(lesson_id, options.seconds)
        verdict = "within" if cost.share <= BUDGET else "over"
        print(
            ROW.format(
                lesson_id, f"{cost.frames / cost.seconds:.0f}", f"{cost.window:.2f}", f"{cost.mapper:.2f}",
                f"{cost.window + cost.mapper:.2f}", f"{cost.share:.0%}",
                verdict + (" (ended by itself)" if cost.stopped else ""),
            ),
            flush=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
