"""Correlation as one matrix product a window, with the windows never written out whole.

For one row of windows the picture's rows under the kernel are laid under each other, column by column: P[j] (K', B)
with K' = kernel rows x channels, for each column j. The window at column j is then P[j : j + q], which lies in memory
as one matrix (q K', B): it is a view. So the copy grows with the kernel's rows, not with its area. One more row of
ones in each P[j] takes the bias along.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import as_strided

from gdviz.core.convolution.sliding import Slide, cut
from gdviz.core.operations import Array, Operation

CHUNK = 1 << 17  # numbers that are worked on at a time: they stay in the cache until they are used


def correlate(x: Array, W: Array, b: Array | None, y: Array, rows: Slide, columns: Slide) -> list[Operation]:
    """Write down y[i, j, f] = b[f] + sum_{u, v, c} x[i + u, j + v, c] W[u, v, c, f], i and j as the slides say.

    x (H, W, C, B), W (p, q, C, F), b (F,), y (H', W', F, B): pictures with the batch last.
    """
    matrix, operations = _matrix(W, b is not None)
    if b is not None:
        operations.append((np.copyto, (matrix[0, -1], b)))
    weights = matrix.reshape(-1, matrix.shape[-1]).T
    for where, gather, windows in _windows(x, rows, columns, b is not None):
        operations += [*gather, (np.matmul, (weights, windows, y[where]))]
    return operations


def correlate_back(dy: Array, W: Array, dx: Array, rows: Slide, columns: Slide) -> list[Operation]:
    """Write down dx = dL/dx: dy, with zeros between if stride > 1, correlated with the kernel turned by 180 degrees."""
    operations: list[Operation] = []
    back_rows, back_columns = rows.reversed(), columns.reversed()
    if rows.stride > 1 or columns.stride > 1:
        spread = np.zeros((back_rows.size, back_columns.size, *dy.shape[2:]), dy.dtype)
        operations.append((np.copyto, (spread[:: rows.stride, :: columns.stride], dy)))
        dy = spread
    return operations + correlate(dy, W[::-1, ::-1].swapaxes(2, 3), None, dx, back_rows, back_columns)


def kernel_gradient(x: Array, dy: Array, dW: Array, db: Array, rows: Slide, columns: Slide) -> list[Operation]:
    """Write down dL/dW[u, v, c, f] = sum_{i, j, B} x[i + u, j + v, c] dy[i, j, f], and dL/db[f] = sum dy[f].

    For this sum the columns lie beside the batch: then what belongs to one row of windows and one column v of the
    kernel is one matrix (K', W' B), again a view, and so is dy (F, W' B), with zeros between where stride > 1.
    """
    p, q, channels, filters = dW.shape
    depth, batch, width = p * channels + 1, x.shape[3], _reach(columns)
    spread = width - q + 1
    step = max(1, min(rows.count, CHUNK // (width * depth * batch)))
    room = np.ones((step, depth, width, batch), x.dtype)
    slopes = np.zeros((step, filters, spread, batch), x.dtype)
    each = np.empty((step, q * depth * filters), x.dtype)
    starts = range(0, rows.count, step)
    sums = np.empty((len(starts), each.shape[1]), x.dtype)
    operations: list[Operation] = []
    for first, chunk in zip(starts, sums, strict=True):
        count = min(step, rows.count - first)
        P, slope, part = room[:count], slopes[:count], each[:count]
        i, k, j, n = P.strides
        beside = as_strided(P, (count, q, depth, spread * batch), (i, j, k, n))
        operations += [
            *_lay(x, P.swapaxes(1, 2), first, rows, columns),
            (np.copyto, (slope[:, :, :: columns.stride].swapaxes(1, 2), dy[first : first + count])),
            (np.matmul, (beside, slope.reshape(count, 1, filters, -1).swapaxes(2, 3),
                         part.reshape(count, q, depth, filters))),
            (np.ones(count, x.dtype).dot, (part, chunk)),  # a sum as an inner product: a quarter of the time
        ]  # fmt: skip
    total = np.empty(each.shape[1:], x.dtype)
    split = total.reshape(q, depth, filters)
    kernel = split[:, :-1].reshape(q, p, channels, filters).swapaxes(0, 1)
    return [
        *operations,
        (np.ones(len(sums), x.dtype).dot, (sums, total)),
        (np.copyto, (dW, kernel)),
        (np.copyto, (db, split[0, -1])),
    ]


def _matrix(W: Array, ones: bool) -> tuple[Array, list[Operation]]:
    """Return room for the kernel (q, p C [+ 1], F) in the order in which windows lie, and what fills it."""
    p, q, channels, filters = W.shape
    matrix = np.zeros((q, p * channels + ones, filters), W.dtype)
    kernel = matrix[:, : p * channels].reshape(q, p, channels, filters)
    return matrix, [(np.copyto, (kernel, W.swapaxes(0, 1)))]


def _windows(x: Array, rows: Slide, columns: Slide, ones: bool) -> Iterator[tuple[slice, list[Operation], Array]]:
    """Yield a chunk of rows of windows, what lays them out, and the windows as matrices (rows, W', q K', B)."""
    channels, batch = x.shape[2:]
    depth, width = rows.window * channels + ones, _reach(columns)
    step = max(1, min(rows.count, CHUNK // (width * depth * batch)))
    room = np.ones((step, width, depth, batch), x.dtype)
    for first in range(0, rows.count, step):
        P = room[: min(step, rows.count - first)]
        i, j, k, n = P.strides
        shape = (len(P), columns.count, columns.window * depth, batch)
        windows = as_strided(P, shape, (i, j * columns.stride, k, n))
        yield slice(first, first + len(P)), _lay(x, P, first, rows, columns), windows


def _lay(x: Array, P: Array, first: int, rows: Slide, columns: Slide) -> list[Operation]:
    """Write down P (rows, W, K' [+ 1], B): the picture's rows under each row of windows, from `first` on."""
    operations: list[Operation] = []
    channels = x.shape[2]
    for u in range(rows.window):
        top = first * rows.stride + u - rows.before
        operations += cut(x, top, -columns.before, P[:, :, u * channels : (u + 1) * channels], rows.stride)
    return operations


def _reach(columns: Slide) -> int:
    """Return how many columns all windows of a row cover together, those in the padding included."""
    return (columns.count - 1) * columns.stride + columns.window
