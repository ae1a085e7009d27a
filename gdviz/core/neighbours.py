"""The k nearest of many points, the same whichever way they are found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.operations import Array

LEAF = 128  # points of the tree's smallest boxes
FEWEST_FOR_TREE = 1000  # points: with fewer, to try them all is faster
MOST_COLUMNS_FOR_TREE = 4  # with more, the boxes overlap so much that hardly one can be left out
PAIRS_AT_ONCE = 1 << 19  # distances whose working memory stays in the cache


class Neighbours:
    """Points P (n, d), asked for the k of them with the least |q - p|^2 for places q.

    One column is sorted, and the nearest lie within k places of where q belongs. A few points are all tried. Of many
    points in few columns a tree of boxes (Bentley 1975, Friedman, Bentley and Finkel 1977: halved at the median of the
    widest column) leaves out those that are farther than the k found so far; all places go down the tree together.
    Of points that are equally far the earlier counts, so that the answer does not depend on the way it is found.

    Raises ValueError on points that are no matrix, are none or are not finite.
    """

    def __init__(self, points: Array) -> None:
        points = np.array(points, np.float64)
        if points.ndim != 2 or not points.size:
            raise ValueError(f"points must be (n, d) with at least one row and column; got {points.shape}")
        if not np.isfinite(points).all():
            raise ValueError("points must be finite; got NaN or infinity")
        self.points = points
        n, d = points.shape
        self._orders = _orders(points[:, 0]) if d == 1 else None
        self._tree = _grow(points, np.arange(n)) if n >= FEWEST_FOR_TREE and 1 < d <= MOST_COLUMNS_FOR_TREE else None

    def nearest(self, places: Array, k: int) -> Array:
        """Return which k points are nearest to each place (m, d), in no order: rows (m, k).

        Raises ValueError for k outside 1..n, and for places of another number of columns.
        """
        n, d = self.points.shape
        if not 1 <= k <= n:
            raise ValueError(f"k must be in [1, {n}], the number of points; got {k}")
        places = np.asarray(places, np.float64)
        if places.ndim != 2 or places.shape[1] != d:
            raise ValueError(f"places must be (m, {d}); got {places.shape}")
        if k == n:
            return np.tile(np.arange(n), (len(places), 1))
        if self._orders is not None:
            return self._sorted(places[:, 0], k)
        if self._tree is not None:
            return self._climbed(places, k)
        return self._tried(places, k)

    def _sorted(self, places: Array, k: int) -> Array:
        assert self._orders is not None
        up, down = self._orders
        column, n = self.points[up, 0], len(up)
        first = np.searchsorted(column, places)
        steps = np.arange(k)
        rows = np.empty((len(places), k), np.int64)
        step = max(1, PAIRS_AT_ONCE // (2 * k))
        for start in range(0, len(places), step):
            part = slice(start, start + step)
            below, above = first[part, None] - 1 - steps, first[part, None] + steps
            known = np.hstack([down[np.maximum(below, 0)], up[np.minimum(above, n - 1)]])
            away = np.abs(self.points[known, 0] - places[part, None])
            away[np.hstack([below < 0, above >= n])] = np.inf
            rows[part] = np.take_along_axis(known, _least(away, known, k), 1)
        return rows

    def _tried(self, places: Array, k: int) -> Array:
        rows = np.empty((len(places), k), np.int64)
        step = max(1, PAIRS_AT_ONCE // len(self.points))
        for start in range(0, len(places), step):
            part = slice(start, start + step)
            rows[part] = _least(_squares(places[part], self.points), np.arange(len(self.points)), k)
        return rows

    def _climbed(self, places: Array, k: int) -> Array:
        rows = np.zeros((len(places), k), np.int64)
        away = np.full((len(places), k), np.inf)

        def visit(box: _Box, asking: Array) -> None:
            if not len(asking):
                return
            if box.halves is None:
                squares = _squares(places[asking], self.points[box.rows])
                both = np.hstack([away[asking], squares])
                known = np.hstack([rows[asking], np.broadcast_to(box.rows, squares.shape)])
                kept = _least(both, known, k)
                away[asking] = np.take_along_axis(both, kept, 1)
                rows[asking] = np.take_along_axis(known, kept, 1)
                return
            gap = places[asking, box.column] - box.border
            low, high = box.halves
            below = gap < 0
            visit(low, asking[below])
            visit(high, asking[~below])
            # a point behind the border is at least as far as the border; as far, it may be an earlier one
            near = gap * gap <= away[asking].max(axis=1)
            visit(high, asking[below & near])
            visit(low, asking[~below & near])

        assert self._tree is not None
        visit(self._tree, np.arange(len(places)))
        return rows


@dataclass(frozen=True, eq=False)
class _Box:
    """Points on both sides of a border across one column, or a leaf with its rows."""

    rows: Array
    column: int = 0
    border: float = 0.0
    halves: tuple[_Box, _Box] | None = None


def _grow(points: Array, rows: Array) -> _Box:
    inside = points[rows]
    widths = np.ptp(inside, axis=0)
    column = int(widths.argmax())
    if len(rows) <= LEAF or widths[column] == 0:
        return _Box(rows)
    middle = len(rows) // 2
    order = inside[:, column].argpartition(middle)
    border = float(inside[order[middle], column])
    halves = (_grow(points, rows[order[:middle]]), _grow(points, rows[order[middle:]]))
    return _Box(rows[:0], column, border, halves)


def _squares(places: Array, points: Array) -> Array:
    """Return |q - p|^2 (m, n), column by column: no rounding as in |q|^2 - 2 q.p + |p|^2."""
    total = np.zeros((len(places), len(points)))
    for column in range(points.shape[1]):
        off = places[:, column, None] - points[:, column]
        off *= off
        total += off
    return total


def _least(values: Array, rows: Array, k: int) -> Array:
    """Return the places of the k least of each row of values (m, n); of equal ones those with the least `rows`."""
    if k == values.shape[1]:
        return np.tile(np.arange(k), (len(values), 1))
    least = values.argpartition(k - 1, axis=1)[:, :k]
    near = values <= np.take_along_axis(values, least, 1).max(axis=1, keepdims=True)
    if np.count_nonzero(near) > near.shape[0] * k:  # all at once is counted faster than row by row
        tied = np.flatnonzero(np.count_nonzero(near, axis=1) > k)
        of_tied = np.broadcast_to(rows, values.shape)[tied]
        least[tied] = np.lexsort((of_tied, values[tied]), axis=1)[:, :k]
    return least


def _orders(column: Array) -> tuple[Array, Array]:
    """Return two ways to sort points: of equal ones the first begins with the earliest, the second ends with it."""
    return np.argsort(column, kind="stable"), len(column) - 1 - np.argsort(column[::-1], kind="stable")
