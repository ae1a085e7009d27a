"""A case: the same work done by a peer and by gdviz, in turns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]
"""Does the case's work once: `units` steps, pictures, ..."""


@dataclass(frozen=True)
class Measured:
    """What a work returns that has measured itself: how long counts, whatever it did before and after."""

    seconds: float


class PeerMissingError(Exception):
    """The peer is an optional extra that is not installed here."""


@dataclass(frozen=True)
class Case:
    """`prepare` returns the peer's work and gdviz's, both warmed up; raises PeerMissingError without the peer."""

    name: str
    peer: str
    unit: str  # "steps/s": more is better; "ms": less is
    units: int  # how many steps or pictures one call of the work makes
    goal: float  # gdviz must be so many times as fast as the peer
    prepare: Callable[[], tuple[Work, Work]]


@dataclass(frozen=True)
class Result:
    """Medians over the rounds; `ratio` is the median of the rounds' ratios, so that a busy moment hurts both."""

    case: str
    peer: str
    unit: str
    peer_figure: float
    gdviz_figure: float
    ratio: float
    goal: float

    @property
    def reached(self) -> bool:
        return self.ratio >= self.goal

    @property
    def verdict(self) -> str:
        return "reached" if self.reached else "missed"


def measure(case: Case, rounds: int) -> Result:
    """Time peer and gdviz in turns. Raises PeerMissingError."""
    theirs, ours = case.prepare()
    theirs(), ours()
    times = [(_seconds(theirs), _seconds(ours)) for _ in range(rounds)]
    ratio = statistics.median(a / b for a, b in times)
    peer, gdviz = (_figure(case, statistics.median(each)) for each in zip(*times, strict=True))
    return Result(case.name, case.peer, case.unit, peer, gdviz, ratio, case.goal)


def _seconds(work: Work) -> float:
    start = time.perf_counter()
    result = work()
    return result.seconds if isinstance(result, Measured) else time.perf_counter() - start


def _figure(case: Case, seconds: float) -> float:
    return case.units / seconds if case.unit.endswith("/s") else 1000 * seconds / case.units
