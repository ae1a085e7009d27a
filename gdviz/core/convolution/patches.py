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
    for where, gather, windows in _windows(x, W.shape[2], rows, columns, b is not None):
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
    """Write down dL/dW[u, v, c, f] = sum_{i, j, B} x[i + u, j + v, c] dy[i, j, f], and dL/db[f] = sum dy[f]."""
    p, q, channels, filters = dW.shape
    depth, operations = p * channels + 1, list[Operation]()
    largest = max(1, CHUNK // (columns.count * q * depth * filters))
    chunks = list(_windows(x, channels, rows, columns, True, largest))
    sums = np.empty((len(chunks), q * depth * filters), dW.dtype)
    each = np.empty((min(largest, rows.count), columns.count, q * depth, filters), dW.dtype)
    for k, (where, gather, windows) in enumerate(chunks):
        part = each[: len(windows)]
        ones = np.ones(len(windows) * columns.count, dW.dtype)  # a sum as an inner product: a quarter of the time
        operations += [
            *gather,
            (np.matmul, (windows, dy[where].swapaxes(-1, -2), part)),
            (ones.dot, (part.reshape(len(ones), -1), sums[k])),
        ]
    total = np.empty(sums.shape[1:], dW.dtype)
    split = total.reshape(q, depth, filters)
    kernel = split[:, :-1].reshape(q, p, channels, filters).swapaxes(0, 1)
    return [
        *operations,
        (np.ones(len(chunks), dW.dtype).dot, (sums, total)),
        (np.copyto, (dW, kernel)),
        (np.copyto, (db, split[0, -1])),
    ]


def _matrix(W: Array, ones: bool) -> tuple[Array, list[Operation]]:
    """Return room for the kernel (q, p C [+ 1], F) in the order in which windows lie, and what fills it."""
    p, q, channels, filters = W.shape
    matrix = np.zeros((q, p * channels + ones, filters), W.dtype)
    kernel = matrix[:, : p * channels].reshape(q, p, channels, filters)
    return matrix, [(np.copyto, (kernel, W.swapaxes(0, 1)))]


def _windows(
    x: Array, channels: int, rows: Slide, columns: Slide, ones: bool, most: int | None = None
) -> Iterator[tuple[slice, list[Operation], Array]]:
    """Yield a chunk of rows of windows, what lays them out, and the windows as matrices (rows, W', q K', B)."""
    depth, batch = rows.window * channels + ones, x.shape[3]
    width = (columns.count - 1) * columns.stride + columns.window
    step = max(1, min(rows.count, CHUNK // (width * depth * batch), most or rows.count))
    room = np.ones((step, width, depth, batch), x.dtype)
    for first in range(0, rows.count, step):
        P = room[: min(step, rows.count - first)]
        gather: list[Operation] = []
        for u in range(rows.window):
            top = first * rows.stride + u - rows.before
            gather += cut(x, top, -columns.before, P[:, :, u * channels : (u + 1) * channels], rows.stride)
        shape = (len(P), columns.count, columns.window * depth, batch)
        i, j, k, n = P.strides
        yield slice(first, first + len(P)), gather, as_strided(P, shape, (i, j * columns.stride, k, n))
