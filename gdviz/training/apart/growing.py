"""Arrays that only grow: of each, the other process is sent what it has not seen yet.

What a history shows is a prefix of an array that is never changed but at its end (see `History`), and it may be large:
every step's theta. Thirty times a second, only its new rows go over.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from gdviz.core.operations import Array
from gdviz.training.snapshot import Snapshot


@dataclass(frozen=True)
class Rows:
    """The first `length` rows of array `number`, which has room for `capacity`; `new` are those not sent before."""

    number: int
    capacity: int
    length: int
    new: Array | None  # the last of them; None where all were sent


def growing_arrays(message: object) -> Iterator[Array]:
    """Return the arrays of a message, or of its parts, that are never changed but at their end."""
    if isinstance(message, tuple):
        for part in message:
            yield from growing_arrays(part)
    elif isinstance(message, Snapshot):
        for lane in message.lanes:
            yield from (lane.steps, lane.path_steps, lane.path, *lane.series.values())
            for branch in lane.branches:
                yield from (branch.steps, branch.train_losses, branch.thetas)


class GrowingSender:
    """Knows how much of each array has been sent, as long as the array is there."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[weakref.ref[Array], int, int]] = {}  # by id of the owner: it, number, rows sent
        self._last_number = 0
        self._gone: list[int] = []

    def rows(self, array: Array) -> Rows | None:
        """Return what the other side lacks of `array`; None where it is no prefix of another array, nor whole."""
        owner = array if array.base is None else array.base
        if not isinstance(owner, np.ndarray) or not _is_prefix(array, owner):
            return None
        key, length = id(owner), len(array)
        if key not in self._known:
            self._last_number += 1
            self._known[key] = weakref.ref(owner, partial(self._forget, key)), self._last_number, -1
        reference, number, sent = self._known[key]
        if length <= sent:
            return Rows(number, len(owner), length, None)
        self._known[key] = reference, number, length
        return Rows(number, len(owner), length, array[max(0, sent) :])

    def gone(self) -> list[int]:
        """Return the numbers of arrays that are there no more, each once."""
        gone, self._gone = self._gone, []
        return gone

    def _forget(self, key: int, reference: weakref.ref[Array]) -> None:
        """Forget an array, unless another one is in its place already."""
        if key in self._known and self._known[key][0] is reference:
            self._gone.append(self._known.pop(key)[1])


class GrowingReceiver:
    """Holds the arrays as they grow; who has a prefix of one keeps it unchanged."""

    def __init__(self) -> None:
        self._arrays: dict[int, Array] = {}

    def array(self, rows: Rows) -> Array:
        """Return the array (length, ...) after its new rows have been put in."""
        if rows.new is not None:
            if rows.number not in self._arrays:
                self._arrays[rows.number] = np.empty((rows.capacity, *rows.new.shape[1:]), rows.new.dtype)
            self._arrays[rows.number][rows.length - len(rows.new) : rows.length] = rows.new
        return self._arrays[rows.number][: rows.length]

    def forget(self, numbers: list[int]) -> None:
        for number in numbers:
            self._arrays.pop(number, None)


def _is_prefix(array: Array, owner: Array) -> bool:
    same_rows = array.shape[1:] == owner.shape[1:] and array.dtype == owner.dtype and array.strides == owner.strides
    return array.ndim > 0 and same_rows and owner.flags.c_contiguous and array.ctypes.data == owner.ctypes.data
