"""How far to go in a direction: a line search for the strong Wolfe conditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite, sqrt

MAX_TRIALS = 25


@dataclass(frozen=True)
class Place:
    """A place on the line: how far from its start, the loss phi there, and its slope phi' along the line."""

    distance: float
    loss: float
    slope: float


def strong_wolfe(
    phi: Callable[[float], Place], start: Place, first: float, c1: float = 1e-4, c2: float = 0.9, exact: bool = False
) -> Place | None:
    """Return a place with phi(a) <= phi(0) + c1 a phi'(0) and |phi'(a)| <= c2 |phi'(0)|; None if none was found.

    Nocedal and Wright 2006, algorithms 3.5 and 3.6, with cubic interpolation (3.59). `first` is the distance that is
    tried first. `exact` asks for one more place, where the slope would be 0 if it were straight, and takes the better
    one: on a parabola that is the minimum of the line to rounding. The best place where the loss at least fell is
    returned if the trials run out.
    """
    search = _Search(phi, start, c1, c2)
    found = search.bracket(first)
    if found is not None and exact:
        found = search.refined(found)
    return found


class _Search:
    def __init__(self, phi: Callable[[float], Place], start: Place, c1: float, c2: float) -> None:
        self._phi, self._start, self._c1, self._c2 = phi, start, c1, c2
        self._trials = 0
        self._best: Place | None = None

    def bracket(self, first: float) -> Place | None:
        """Go outwards until a place fits, or two are known between which one must (algorithm 3.5)."""
        before, distance = self._start, first
        while self._trials < MAX_TRIALS:
            here = self._try(distance)
            if not isfinite(here.loss):
                distance = 0.5 * (before.distance + distance)  # it left the numbers: stay nearer
                continue
            if not self._falls(here) or (before is not self._start and here.loss >= before.loss):
                return self._zoom(before, here)
            if self._is_flat(here):
                return here
            if here.slope >= 0:
                return self._zoom(here, before)
            before, distance = here, 2.0 * distance
        return self._best

    def refined(self, found: Place) -> Place:
        """Return where the secant of the slopes at the start and at `found` meets 0, if it is lower there."""
        start, change = self._start, found.slope - self._start.slope
        if change <= 0 or abs(found.slope) <= 1e-12 * abs(start.slope):
            return found
        there = self._try(-start.slope * found.distance / change)
        return there if there.loss <= found.loss and self._falls(there) else found

    def _zoom(self, low: Place, high: Place) -> Place | None:
        """Close in on a place that fits, between `low`, the lower one, and `high` (algorithm 3.6)."""
        while self._trials < MAX_TRIALS:
            here = self._try(_between(low, high))
            if not self._falls(here) or here.loss >= low.loss:
                high = here
            else:
                if self._is_flat(here):
                    return here
                if here.slope * (high.distance - low.distance) >= 0:
                    high = low
                low = here
            if abs(high.distance - low.distance) <= 1e-14 * max(low.distance, high.distance):
                break
        return self._best

    def _try(self, distance: float) -> Place:
        self._trials += 1
        here = self._phi(distance)
        if self._falls(here) and (self._best is None or here.loss < self._best.loss):
            self._best = here
        return here

    def _falls(self, here: Place) -> bool:
        return here.loss <= self._start.loss + self._c1 * here.distance * self._start.slope

    def _is_flat(self, here: Place) -> bool:
        return abs(here.slope) <= -self._c2 * self._start.slope


def _between(a: Place, b: Place) -> float:
    """Return the minimum of the cubic through both places and slopes, or the middle where that lies at an end."""
    middle = 0.5 * (a.distance + b.distance)
    width = b.distance - a.distance
    if not isfinite(b.loss) or width == 0:
        return middle
    d1 = a.slope + b.slope - 3 * (b.loss - a.loss) / width
    square = d1 * d1 - a.slope * b.slope
    if not square >= 0:
        return middle
    d2 = sqrt(square) if width > 0 else -sqrt(square)
    divisor = b.slope - a.slope + 2 * d2
    if divisor == 0:
        return middle
    place = b.distance - width * (b.slope + d2 - d1) / divisor
    near, far = sorted((a.distance + 0.1 * width, b.distance - 0.1 * width))
    return place if near <= place <= far else middle
