"""Fewer points that still look like all of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gdviz.plots.mapping import Floats

_CELLS = 96


def thinned_indices(x: Floats, y: Floats, most: int) -> NDArray[np.intp]:
    """Return at most `most` indices into x, y (n,): every sparse place whole, crowded ones down to one common number.

    Always the same choice for the same points, so that a picture does not flicker; without those that are not finite.
    """
    finite = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if finite.size <= most:
        return finite
    # A fixed shuffle: data sets are often sorted by class, and the first of a cell must not all be of one.
    finite = finite[np.random.default_rng(0).permutation(finite.size)]
    cell = _cell(x[finite]) * _CELLS + _cell(y[finite])
    order = np.argsort(cell, kind="stable")
    counts = np.bincount(cell, minlength=_CELLS * _CELLS)
    starts = np.cumsum(counts) - counts
    rank = np.empty(finite.size, dtype=np.intp)
    rank[order] = np.arange(finite.size) - starts[cell[order]]
    return np.sort(finite[rank < _quota(counts, most)])


def _cell(values: Floats) -> NDArray[np.int16]:
    low, high = float(values.min()), float(values.max())
    # Halves, since the difference of two large numbers may overflow.
    span = high / 2 - low / 2
    if not span > 0.0:
        return np.zeros(values.size, dtype=np.int16)
    return np.minimum((values / 2 - low / 2) / span * _CELLS, _CELLS - 1).astype(np.int16)


def _quota(counts: NDArray[np.intp], most: int) -> int:
    """Return the largest number of points a cell may keep so that all together are at most `most`."""
    low, high = 0, int(counts.max())
    while low < high:
        middle = (low + high + 1) // 2
        if int(np.minimum(counts, middle).sum()) <= most:
            low = middle
        else:
            high = middle - 1
    return low
