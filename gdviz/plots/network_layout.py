"""Where the tiles, heads and edges of a network lie in a picture of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

FOLD_FROM = 12  # neurons in a column, from which on it is folded into a grid
TILE, LARGE_TILE, SMALLEST_TILE = 44.0, 60.0, 6.0
ROOMY = 4  # neurons in the longest column
BIAS_SHARE, SMALLEST_BIAS = 0.22, 5.0
TILE_SHARE = 0.74  # of the pitch in a single file
FRAME = 2.0  # pixels around a tile for its frame
EDGE_SHARE = 0.5  # of the width that edges have where columns are folded

Kind = Literal["neuron", "edge", "bias", "more", "fewer"]


@dataclass(frozen=True)
class Part:
    """Something in the picture: a neuron, the edge to it from `source` in the column before, its bias, a button."""

    kind: Kind
    column: int
    row: int = 0
    source: int = -1


@dataclass(frozen=True, eq=False)
class Layout:
    """Rectangles in pixels: tiles by column and row, and for each column its head, its two buttons and its lines."""

    tiles: tuple[tuple[QRectF, ...], ...]
    folded: tuple[bool, ...]
    heads: tuple[QRectF, ...]
    buttons: tuple[tuple[QRectF, QRectF], ...]  # fewer, more
    side: float  # of a tile that is not in a grid

    def gap(self, column: int) -> QRectF:
        """Return the rectangle that holds the edges from `column` to the next."""
        left = min(tile.right() for tile in self.tiles[column])
        right = max(tile.left() for tile in self.tiles[column + 1])
        rows = [tile.center().y() for side in (column, column + 1) for tile in self.tiles[side]]
        return QRectF(left, min(rows) - 8.0, max(1.0, right - left), max(rows) - min(rows) + 16.0)

    def around(self, column: int) -> QRectF:
        """Return the rectangle that holds the tiles of a column with their frames."""
        tiles = self.tiles[column]
        left, right = min(tile.left() for tile in tiles), max(tile.right() for tile in tiles)
        top, bottom = min(tile.top() for tile in tiles), max(tile.bottom() for tile in tiles)
        return QRectF(left - FRAME, top - FRAME, right - left + 2 * FRAME, bottom - top + 2 * FRAME)

    def beside(self, column: int, width: float, height: float) -> QRectF:
        """Return the room for a column's names in a picture of that size: left of the first column, right of others."""
        head = self.heads[column].height()
        if column == 0:
            return QRectF(0.0, head, max(tile.left() for tile in self.tiles[0]), height - head)
        left = min(tile.right() for tile in self.tiles[column])
        return QRectF(left, head, width - left, height - head)

    def ends(self, column: int, source: int, row: int) -> tuple[QPointF, QPointF]:
        """Return where the edge from `source` in `column` to `row` in the next begins and ends."""
        first, second = self.tiles[column][source], self.tiles[column + 1][row]
        return QPointF(first.right(), first.center().y()), QPointF(second.left(), second.center().y())

    def edge(self, column: int, source: int, row: int) -> QPainterPath:
        """Return the curve of an edge: it leaves and arrives level."""
        start, end = self.ends(column, source, row)
        middle = (start.x() + end.x()) / 2
        path = QPainterPath(start)
        path.cubicTo(QPointF(middle, start.y()), QPointF(middle, end.y()), end)
        return path

    def bias(self, column: int, row: int) -> QRectF | None:
        """Return the small square of a neuron's bias; None where the tile is too small for one."""
        tile = self.tiles[column][row]
        side = BIAS_SHARE * tile.width()
        if side < SMALLEST_BIAS:
            return None
        return QRectF(tile.left() - side / 2, tile.bottom() - side / 2, side, side)


def lay_out(
    counts: Sequence[int], width: float, height: float, *, head: float, left: float, right: float, scale: float
) -> Layout:
    """Return where everything lies: columns of `counts` neurons from left to right, each in the middle of the height.

    `head` pixels at the top are for titles, `left` and `right` for names beside the first and the last column.
    """
    room = max(1.0, height - head - 12.0 * scale)
    inner = max(1.0, width - left - right)
    folded = tuple(count >= FOLD_FROM for count in counts)
    longest = max([count for count, fold in zip(counts, folded, strict=True) if not fold], default=1)
    roomy = longest <= ROOMY and not any(
        folded
    )  # few neurons are drawn larger, with free space for numbers between them
    side = min((LARGE_TILE if roomy else TILE) * scale, TILE_SHARE * room / longest, 0.5 * inner / len(counts))
    side = max(SMALLEST_TILE, side)
    plain = side * sum(not fold for fold in folded)
    share = max(side, (inner * (1 - EDGE_SHARE) - plain) / max(1, sum(folded)))
    grids = [
        _grid(count, share, room, side) if fold else (1, count, side)
        for count, fold in zip(counts, folded, strict=True)
    ]
    widths = [columns * pitch for columns, _, pitch in grids]
    gap = (inner - sum(widths)) / max(1, len(counts) - 1)
    tiles, heads, buttons = [], [], []
    x = left if len(counts) > 1 else left + (inner - widths[0]) / 2
    for place, (count, fold, (_, rows, pitch), wide) in enumerate(zip(counts, folded, grids, widths, strict=True)):
        step = pitch if fold else min(room / longest, side * (2.4 if roomy else 1.55))
        tile = pitch - max(1.0, 0.1 * pitch) if fold else side
        top = head + (room - rows * step) / 2
        tiles.append(
            tuple(
                QRectF(
                    x + (row // rows) * pitch + (pitch - tile) / 2, top + (row % rows) * step + (step - tile) / 2,
                    tile, tile,
                )
                for row in range(count)
            )
        )  # fmt: skip
        around = min(x + wide / 2, width - x - wide / 2) if place in (0, len(counts) - 1) else math.inf
        half = min(around, (wide + gap) / 2)
        middle = x + wide / 2
        heads.append(QRectF(middle - half, 0.0, 2 * half, head))
        button = 18.0 * scale
        line = head - button - 4.0 * scale
        buttons.append(
            (
                QRectF(middle - 16 * scale - button, line, button, button),
                QRectF(middle + 16 * scale, line, button, button),
            )
        )
        x += wide + gap
    return Layout(tuple(tiles), folded, tuple(heads), tuple(buttons), side)


def _grid(count: int, width: float, height: float, most: float) -> tuple[int, int, float]:
    """Return columns, rows and pitch of the grid of `count` squares that are largest in width x height."""
    best = (1, count, 0.0)
    for columns in range(2, count + 1):
        rows = math.ceil(count / columns)
        pitch = min(width / columns, height / rows, most * 1.1)
        if pitch > best[2] + 1e-9:
            best = (columns, rows, pitch)
    return best[0], best[1], max(best[2], 2.0)
