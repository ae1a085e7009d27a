"""A name for each number of theta, made when somebody asks for it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from math import prod
from typing import overload

import numpy as np


class ComponentNames(Sequence[str]):
    """w, b, W1[0,3], ...: a large network has millions, of which a window shows a handful.

    It equals a tuple of the same names.
    """

    def __init__(self, shapes: Mapping[str, tuple[int, ...]]) -> None:
        self._shapes = list(shapes.items())
        self._ends = list(accumulate(prod(shape) for _, shape in self._shapes))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        if not -len(self) <= place < len(self):
            raise IndexError(f"theta has {len(self)} numbers; got {place}")
        place %= len(self)
        part = bisect_right(self._ends, place)
        name, shape = self._shapes[part]
        if shape in ((), (1,)):
            return name
        index = np.unravel_index(place - (self._ends[part - 1] if part else 0), shape)
        return f"{name}[{','.join(str(int(each)) for each in index)}]"

    def place_of(self, name: str) -> int | None:
        """Return where the number called `name` is, in letters of either case; None if there is none."""
        head, bracket, rest = name.partition("[")
        start = 0
        for (part, shape), end in zip(self._shapes, self._ends, strict=True):
            if part.lower() != head.lower():
                start = end
                continue
            if shape in ((), (1,)):
                return None if bracket else start
            try:
                return start + int(np.ravel_multi_index([int(each) for each in rest.rstrip("]").split(",")], shape))
            except ValueError:
                return None
        return None

    def __iter__(self) -> Iterator[str]:
        return (self[place] for place in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self._shapes))
