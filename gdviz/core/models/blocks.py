"""Scores of many rows, a block at a time: for maps of the plane, asked for again and again while it trains."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gdviz.core.operations import Array, Operation, run
from gdviz.core.tape import ModelTape


class Blocks:
    """A tape that rows are put through block by block; `prepare` is run once before the first."""

    def __init__(self, tape: ModelTape, prepare: Sequence[Operation] = ()) -> None:
        self._tape, self._prepare = tape, list(prepare)

    def scores(self, rows: Array) -> Array:
        """Return z (n, k) of rows (n, ...) as a new array."""
        tape, size = self._tape, len(self._tape.x)
        scores = np.empty((len(rows), tape.z.shape[1]), tape.z.dtype)
        run(self._prepare)
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            tape.x[: len(part)] = part  # a last, smaller part leaves older rows behind it, which nobody reads
            run(tape.forward)
            scores[start : start + len(part)] = tape.z[: len(part)]
        return scores
