"""What a run remembers of its steps, in memory that does not grow without bound."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gdviz.core.operations import Array

SERIES_ROWS = 2048
HEAD_ROWS = 512


class History:
    """Rows of named columns by step: each of the first 512, then every stride-th; full, the stride doubles.

    The start of a run, where most happens, is kept whole; a long tail is thinned evenly. What `view` returns is a
    prefix of an append-only array and costs no copy: thinning and truncating make new arrays, so a reader in another
    thread keeps a true, unchanging picture.
    """

    def __init__(self, columns: Mapping[str, tuple[int, ...]], capacity: int = SERIES_ROWS, stride: int = 1) -> None:
        self._columns = {name: np.empty((capacity, *shape)) for name, shape in columns.items()}
        self._steps = np.empty(capacity, np.int64)
        self._capacity = capacity
        self._head = min(HEAD_ROWS, capacity // 4)
        self.length = 0
        self.stride = stride
        self.next_due = 0  # the next step that wants a row
        self.pinned = -1  # a step whose row stays, however old it is

    @property
    def steps(self) -> Array:
        return self._steps[: self.length]

    @property
    def last_step(self) -> int:
        return int(self._steps[self.length - 1]) if self.length else -1

    def view(self, name: str) -> Array:
        return self._columns[name][: self.length]

    def row(self, place: int) -> dict[str, Array]:
        return {name: column[place] for name, column in self._columns.items()}

    def append(self, step: int, values: Mapping[str, Array | float]) -> None:
        """Add the row of `step` if it is due; else it is not wanted."""
        if step < self.next_due:
            return
        self._steps[self.length] = step
        for name, value in values.items():
            self._columns[name][self.length] = value
        self.length += 1
        if self.length == self._capacity:
            self._thin()
        self.next_due = self._after(step)

    def fill(self, steps: Array, columns: Mapping[str, Array], stride: int, next_due: int) -> None:
        """Take rows over that another history of these columns held; raises ValueError where they don't fit."""
        n = len(steps)
        if n >= self._capacity:
            raise ValueError(f"at most {self._capacity - 1} rows are kept; got {n}")
        if columns.keys() != self._columns.keys():
            raise ValueError(f"columns must be {', '.join(self._columns)}; got {', '.join(columns)}")
        for name, column in self._columns.items():
            if columns[name].shape != (n, *column.shape[1:]):
                raise ValueError(f"{name} must have shape {(n, *column.shape[1:])}; got {columns[name].shape}")
            column[:n] = columns[name]
        self._steps[:n] = steps
        self.length, self.stride, self.next_due = n, stride, next_due

    def place(self, step: int) -> int:
        """Return the place of the last row at or before `step`; -1 if there is none."""
        return int(np.searchsorted(self.steps, step, side="right")) - 1

    def reopen(self, step: int) -> None:
        """Let `step` be written anew if it has a row, which must be the last."""
        if self.last_step == step:
            self._keep(self.steps < step)
            self.next_due = step

    def coarsen(self, stride: int) -> None:
        """Let rows from now on be at least `stride` steps apart, a power of two, except among the first."""
        if stride > self.stride:
            self.stride = stride
            self.next_due = self._after(self.last_step)

    def truncate(self, step: int) -> None:
        """Forget all rows after `step`."""
        self._keep(self.steps <= step)
        self.next_due = self._after(self.last_step) if self.length else 0

    def _after(self, step: int) -> int:
        return step + 1 if step + 1 < self._head else (step // self.stride + 1) * self.stride

    def _thin(self) -> None:
        kept = self.length
        while kept > self._capacity * 3 // 4:
            self.stride *= 2
            keep = (self.steps < self._head) | (self.steps % self.stride == 0) | (self.steps == self.pinned)
            kept = int(np.count_nonzero(keep))
        self._keep(keep)

    def _keep(self, rows: Array) -> None:
        n = int(np.count_nonzero(rows))
        for name, column in self._columns.items():
            fresh = np.empty_like(column)
            fresh[:n] = column[: self.length][rows]
            self._columns[name] = fresh
        steps = np.empty_like(self._steps)
        steps[:n] = self.steps[rows]
        self._steps, self.length = steps, n
