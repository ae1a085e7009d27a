"""A view that stands still under a curve that grows."""

from __future__ import annotations

ROOM = 0.12  # of the range, that is left free where a curve has grown out of it
UNUSED = 0.4  # of the range, from which on it is worth a new one

Range = tuple[float, float]


class Calm:
    """Keeps the ranges of a view until what it must show grows out of them.

    A view that follows a running curve exactly is another one in each frame: its numbers crawl, and all that stands in
    it must be painted anew. With some room ahead it changes a few dozen times in a whole run.
    """

    def __init__(self) -> None:
        self._kept: tuple[Range, Range] | None = None

    def around(self, x: Range, y: Range, growing: bool) -> tuple[Range, Range]:
        """Return ranges that hold `x` and `y`: exactly these, or while they are `growing`, some with room."""
        if not growing:
            self._kept = None
            return x, y
        kept = self._kept or (x, y)
        self._kept = _kept(kept[0], x), _kept(kept[1], y)
        return self._kept


def _kept(kept: Range, wanted: Range) -> Range:
    low, high = wanted
    span = high - low
    if kept[0] <= low and high <= kept[1] and span >= (1 - UNUSED) * (kept[1] - kept[0]):
        return kept
    return (
        low - ROOM * span if low < kept[0] else min(low, max(kept[0], low - ROOM * span)),
        high + ROOM * span if high > kept[1] else max(high, min(kept[1], high + ROOM * span)),
    )
