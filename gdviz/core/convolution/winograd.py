"""Correlation with 3 x 3 kernels by a quarter of the multiplications.

F(4 x 4, 3 x 3): a tile of 4 x 4 outputs takes 6 x 6 inputs d. With fixed matrices A, B, G

    Y = A^T [ (G g G^T) . (B^T d B) ] A,

where the product in the middle is number by number for one channel, a matrix product over all of them: 36 products
where 144 are needed otherwise. The gradients are the same expression turned round:

    dL/dg = G^T [ (A dY A^T) . (B^T d B) ] G,      dL/dd: a correlation of dY with the kernel turned by 180 degrees.

The result differs in rounding alone (in float32 in about the sixth digit). Lavin and Gray 2015, arXiv:1509.09308,
section 4.1 and equations 8 and 15.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from gdviz.core.convolution.sliding import Slide, cut
from gdviz.core.operations import Array, Operation

OUT, IN, KERNEL = 4, 6, 3  # the side of a tile in the outputs, in the inputs, and of the kernel
CHUNK = 1 << 20  # transformed numbers worked on at a time
MANY = 64  # channels and filters from which on the products weigh more than the transforms

A = np.array([[1, 0, 0, 0], [1, 1, 1, 1], [1, -1, 1, -1], [1, 2, 4, 8], [1, -2, 4, -8], [0, 0, 0, 1]])
B = np.array(
    [
        [4, 0, 0, 0, 0, 0],
        [0, -4, 4, -2, 2, 4],
        [-5, -4, -4, -1, -1, 0],
        [0, 1, -1, 2, -2, -5],
        [1, 1, 1, 1, 1, 0],
        [0, 0, 0, 0, 0, 1],
    ]
)
G = np.array([[6, 0, 0], [-4, -4, -4], [-4, 4, -4], [1, 2, 4], [1, -2, 4], [0, 0, 24]]) / 24


def pays(W: Array, rows: Slide, columns: Slide) -> bool:
    """Return whether these shapes are computed faster this way."""
    if not (rows.window == columns.window == KERNEL and rows.stride == columns.stride == 1):
        return False
    tiles = -(-rows.count // OUT) * -(-columns.count // OUT)
    fewer = 2 * IN**2 * tiles <= KERNEL**2 * rows.count * columns.count  # tiles that jut out cost as much as whole ones
    return fewer and min(W.shape[2:]) >= MANY


def correlate(x: Array, W: Array, b: Array | None, y: Array, rows: Slide, columns: Slide) -> list[Operation]:
    """Write down y[i, j, f] = b[f] + sum_{u, v, c} x[i + u, j + v, c] W[u, v, c, f], i and j as the slides say.

    x (H, W, C, n), W (3, 3, C, F), b (F,), y (H', W', F, n): pictures that lie in memory as their axes stand.
    """
    filters, batch = y.shape[2:]
    kernel, operations = _kernel(W)
    turned = kernel.swapaxes(-1, -2)[:, None]  # (6, 1, 6, F, C)
    if b is not None:
        bias = np.empty((filters, batch), W.dtype)  # whole, so that it is added to long runs
        operations.append((np.copyto, (bias, b[:, None])))
    plan = _Tiles(x.shape, y.shape, x.dtype)
    for tiles in plan:
        product = plan.room("product", IN, tiles.count, IN, filters, batch)
        half = plan.room("half out", OUT, tiles.count, IN, filters * batch)
        target = tiles.of_outputs(y)
        fits = target.shape[:2] == (OUT, OUT * tiles.count)
        whole = target if fits else plan.room("outputs", OUT, OUT * tiles.count, filters, batch)
        operations += [
            *tiles.inputs(x, rows, columns),
            (np.matmul, (turned, tiles.transformed, product)),
            _along_rows(A.T, product, half, filters * batch),
            (np.matmul, (A.T.astype(W.dtype), half, whole.reshape(OUT, tiles.count, OUT, -1))),
        ]
        if b is not None:
            operations.append((np.add, (whole, bias, whole)))
        if not fits:
            operations.append((np.copyto, (target, whole[: target.shape[0], : target.shape[1]])))
    return operations


def correlate_back(dy: Array, W: Array, dx: Array, rows: Slide, columns: Slide) -> list[Operation]:
    """Write down dx = dL/dx: dy correlated with the kernel turned by 180 degrees."""
    turned = np.empty((KERNEL, KERNEL, W.shape[3], W.shape[2]), W.dtype)
    return [
        (np.copyto, (turned, W[::-1, ::-1].swapaxes(2, 3))),
        *correlate(dy, turned, None, dx, rows.reversed(), columns.reversed()),
    ]


def kernel_gradient(x: Array, dy: Array, dW: Array, db: Array, rows: Slide, columns: Slide) -> list[Operation]:
    """Write down dL/dW[u, v, c, f] = sum_{i, j, n} x[i + u, j + v, c] dy[i, j, f], and dL/db[f] = sum dy[f]."""
    channels, filters = dW.shape[2:]
    batch = dy.shape[3]
    plan = _Tiles(x.shape, dy.shape, dW.dtype)
    total, part = (np.empty((IN * IN, channels, filters), dW.dtype) for _ in range(2))
    operations: list[Operation] = []
    for number, tiles in enumerate(plan):
        given = tiles.of_outputs(dy)
        if given.shape[:2] != (OUT, OUT * tiles.count):
            whole = plan.room("outputs", OUT, OUT * tiles.count, filters, batch)
            operations += cut(given, 0, 0, whole)
            given = whole
        half = plan.room("half out", OUT, tiles.count, IN, filters * batch)
        slopes = plan.room("product", IN, tiles.count, IN, filters, batch)
        # a sum over tiles and batch in one product: both must lie last, one behind the other
        d = plan.room("d", IN, IN, channels, tiles.count, batch)
        s = plan.room("s", IN, IN, filters, tiles.count, batch)
        operations += [
            *tiles.inputs(x, rows, columns),
            (np.matmul, (A.astype(dW.dtype), given.reshape(OUT, tiles.count, OUT, -1), half)),
            _along_rows(A, half, slopes, filters * batch),
            (np.copyto, (d, tiles.transformed.transpose(0, 2, 3, 1, 4))),
            (np.copyto, (s, slopes.transpose(0, 2, 3, 1, 4))),
            (np.matmul, (d.reshape(IN * IN, channels, -1), s.reshape(IN * IN, filters, -1).swapaxes(1, 2),
                         part if number else total)),
        ]  # fmt: skip
        if number:
            operations.append((np.add, (total, part, total)))
    halved = np.empty((KERNEL, IN, channels * filters), dW.dtype)
    return [
        *operations,
        _along_rows(G.T, total.reshape(IN, -1), halved, channels * filters),
        (np.matmul, (G.T.astype(dW.dtype), halved, dW.reshape(KERNEL, KERNEL, -1))),
        *_sum_places(dy, db),
    ]


def _kernel(W: Array) -> tuple[Array, list[Operation]]:
    """Return room for U = G g G^T (6, 6, C, F), and what fills it."""
    half = np.empty((IN, KERNEL, *W.shape[2:]), W.dtype)
    U = np.empty((IN, IN, *W.shape[2:]), W.dtype)
    g = G.astype(W.dtype)
    return U, [
        _along_rows(G, W, half, W[0, 0].size),
        (np.matmul, (g, half.reshape(IN, KERNEL, -1), U.reshape(IN, IN, -1))),
    ]


def _along_rows(matrix: Array, x: Array, out: Array, run: int) -> Operation:
    """Write down out[a, ...] = sum_b matrix[a, b] x[b, ...], in products over so many numbers at a time."""
    source, target = (each.reshape(len(each), -1, run).swapaxes(0, 1) for each in (x, out))
    return np.matmul, (matrix.astype(x.dtype), source, target)


def _sum_places(dy: Array, db: Array) -> list[Operation]:
    filters, batch = dy.shape[2:]
    places, rest = np.ones(dy.shape[0] * dy.shape[1], dy.dtype), np.empty((filters, batch), dy.dtype)
    return [
        (places.dot, (dy.reshape(len(places), -1), rest.reshape(-1))),
        (rest.dot, (np.ones(batch, dy.dtype), db)),
    ]


class _Tiles:
    """The tiles of a picture, a part of a row of tiles at a time, all parts in the same room."""

    def __init__(self, x_shape: tuple[int, ...], y_shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
        self._rooms: dict[str, Array] = {}
        self._dtype = dtype
        self._channels, self._batch = x_shape[2:]
        self._down, self._across = (-(-side // OUT) for side in y_shape[:2])
        each = IN * IN * max(x_shape[2], y_shape[2]) * self._batch
        self._step = max(1, min(self._across, CHUNK // each))

    def room(self, use: str, *shape: int) -> Array:
        """Return an array of this shape, in the same memory for each part."""
        size = math.prod(shape)
        if use not in self._rooms:  # the first part is the largest
            self._rooms[use] = np.empty(size, self._dtype)
        return self._rooms[use][:size].reshape(shape)

    def __iter__(self) -> Iterator[_Part]:
        for i in range(self._down):
            for j in range(0, self._across, self._step):
                count = min(self._step, self._across - j)
                yield _Part(
                    i * OUT,
                    j * OUT,
                    count,
                    self.room("inputs", IN, OUT * count + IN - OUT, self._channels, self._batch),
                    self.room("half in", IN, count, IN, self._channels * self._batch),
                    self.room("transformed", IN, count, IN, self._channels, self._batch),
                )


class _Part:
    """`count` tiles side by side, of the outputs from (top, left) on."""

    def __init__(self, top: int, left: int, count: int, given: Array, half: Array, transformed: Array) -> None:
        self.top, self.left, self.count = top, left, count
        self._given, self._half, self.transformed = given, half, transformed

    def of_outputs(self, y: Array) -> Array:
        """Return the part of y (H', W', F, n) that these tiles are, without what juts out."""
        return y[self.top : self.top + OUT, self.left : self.left + OUT * self.count]

    def inputs(self, x: Array, rows: Slide, columns: Slide) -> list[Operation]:
        """Write down transformed = B^T d B (6, count, 6, C, n) for the 6 x 6 inputs d of each tile."""
        row, column, run = self._given.strides[0], self._given.strides[1], self._half.shape[-1]
        overlapping = as_strided(
            self._given, (IN, self.count, IN, run), (row, OUT * column, column, self._given.itemsize)
        )
        return [
            *cut(x, self.top - rows.before, self.left - columns.before, self._given),
            (np.matmul, (B.T.astype(x.dtype), overlapping, self._half)),
            _along_rows(B.T, self._half, self.transformed, run),
        ]
