"""Tells moments of a run apart by their numbers, of which there may be millions, in next to no time."""

from __future__ import annotations

import numpy as np

from gdviz.core.operations import Array

BLOCK = 2**16


class SameNumbers:
    """An array as a part of what something was worked out from: equal to another with the same numbers, to the bit.

    Arrays that differ nearly always do so at once, and the same moment comes as the same array: a digest would have to
    read all of it each time. The array must not change.
    """

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, array: Array) -> None:
        self.array = array

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SameNumbers):
            return NotImplemented
        mine, theirs = self.array, other.array
        if mine is theirs:
            return True
        if mine.shape != theirs.shape or mine.dtype != theirs.dtype:
            return False
        mine, theirs = (np.ascontiguousarray(array).reshape(-1).view(np.uint8) for array in (mine, theirs))
        return all(
            np.array_equal(mine[start : start + BLOCK], theirs[start : start + BLOCK])
            for start in range(0, mine.size, BLOCK)
        )
