"""The sheet that is drawn on: the one place where a pen's way becomes grey values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdviz.core.images.centring import SIDE, centred, resized
from gdviz.core.operations import Array

DOTS = 12  # a side of each cell: what a screen shows is smooth, and a cell's grey has 144 steps
SIZE = SIDE * DOTS
UNDO_DEPTH = 100
_FULL = 0.92  # of the sheet: how much of it a picture may fill


@dataclass(frozen=True, eq=False)
class Stroke:
    """The way of a pen: points (n, 2) as x, y from 0 to 1 across the sheet, y down; width in cells."""

    points: NDArray[np.float64]
    width: float


class InkSheet:
    """Ink on 28 x 28 cells, kept finer: `ink` (336, 336) uint8, 255 is covered wholly.

    A stroke is the union of capsules between its points; a dot at distance r from the pen's way of radius R is covered
    by clip(R - r + 1/2, 0, 1), with r and R in dots. Each stroke, eraser, picture and clearing is one undo.
    """

    def __init__(self) -> None:
        self.ink: NDArray[np.uint8] = np.zeros((SIZE, SIZE), np.uint8)
        self._undo: list[NDArray[np.uint8]] = []
        self._redo: list[NDArray[np.uint8]] = []
        self._last = (0.0, 0.0, 0.0)  # x, y, radius in dots
        self._erasing = False
        self.changes = 0  # how often the ink became other ink

    @property
    def empty(self) -> bool:
        """True if there is no ink."""
        return not self.ink.any()

    @property
    def can_undo(self) -> bool:
        """True if there is something to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """True if something was taken back."""
        return bool(self._redo)

    def begin(self, x: float, y: float, width: float, *, erase: bool = False) -> None:
        """Put the pen down at x, y from 0 to 1, with a width in cells."""
        self._keep()
        self._erasing = erase
        self._last = (x * SIZE, y * SIZE, width * DOTS / 2)
        self._cover(self._last, self._last)

    def extend(self, x: float, y: float, width: float) -> None:
        """Move the pen that is down; between the two places its width changes evenly."""
        there = (x * SIZE, y * SIZE, width * DOTS / 2)
        self._cover(self._last, there)
        self._last = there

    def draw(self, strokes: Iterable[Stroke]) -> None:
        """Draw whole strokes."""
        for stroke in strokes:
            (x, y), *others = stroke.points.tolist()
            self.begin(x, y, stroke.width)
            for x, y in others:
                self.extend(x, y, stroke.width)

    def place(self, ink: Array) -> None:
        """Lay a picture's ink (h, w) from 0 to 1 on the empty sheet: scaled to fit, in its middle."""
        self._keep()
        height, width = ink.shape
        scale = SIZE / max(height, width)
        if (height, width) != (SIDE, SIDE):  # an image of MNIST's size has its own margin
            scale *= _FULL
        rows, columns = max(1, round(height * scale)), max(1, round(width * scale))
        top, left = (SIZE - rows) // 2, (SIZE - columns) // 2
        self.ink = np.zeros((SIZE, SIZE), np.uint8)
        # An image of MNIST's size goes down cell by cell: the network then sees it unchanged.
        own_size = (height, width) == (SIDE, SIDE)
        fitted = ink.repeat(DOTS, 0).repeat(DOTS, 1) if own_size else resized(ink, rows, columns)
        self.changes += 1
        self.ink[top : top + rows, left : left + columns] = np.rint(255.0 * np.clip(fitted, 0.0, 1.0))

    def clear(self) -> None:
        """Take all ink away."""
        if not self.empty:
            self._keep()
            self.ink = np.zeros((SIZE, SIZE), np.uint8)
            self.changes += 1

    def undo(self) -> None:
        """Take the last change back."""
        if self._undo:
            self._redo.append(self.ink)
            self.ink = self._undo.pop()
            self.changes += 1

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._redo:
            self._undo.append(self.ink)
            self.ink = self._redo.pop()
            self.changes += 1

    def restore(self, ink: NDArray[np.uint8]) -> None:
        """Take over the ink (336, 336) of another sheet, with nothing to undo."""
        self.ink = ink.copy()
        self.changes += 1
        self._undo.clear()
        self._redo.clear()

    def cells(self) -> NDArray[np.float32]:
        """Return the mean ink of each cell (28, 28) from 0 to 1."""
        cells: NDArray[np.float32] = self.ink.reshape(SIDE, DOTS, SIDE, DOTS).mean((1, 3), dtype=np.float32)
        return cells / np.float32(255.0)

    def seen(self, centre: bool) -> NDArray[np.float32]:
        """Return what a network is given (28, 28): the cells as they are, or centred like MNIST."""
        if not centre:
            return self.cells()
        return centred(self.ink.astype(np.float32) * np.float32(1 / 255))

    def _keep(self) -> None:
        self._redo.clear()
        self._undo.append(self.ink.copy())
        del self._undo[:-UNDO_DEPTH]

    def _cover(self, start: tuple[float, float, float], end: tuple[float, float, float]) -> None:
        self.changes += 1
        (x0, y0, r0), (x1, y1, r1) = start, end
        reach = max(r0, r1) + 1.0
        left, right = max(0, int(min(x0, x1) - reach)), min(SIZE, int(max(x0, x1) + reach) + 1)
        top, bottom = max(0, int(min(y0, y1) - reach)), min(SIZE, int(max(y0, y1) + reach) + 1)
        if left >= right or top >= bottom:
            return
        x = np.arange(left, right, dtype=np.float32) + np.float32(0.5 - x0)
        y = (np.arange(top, bottom, dtype=np.float32) + np.float32(0.5 - y0))[:, None]
        dx, dy = x1 - x0, y1 - y0
        square = dx * dx + dy * dy
        along = np.clip((x * dx + y * dy) / square, 0.0, 1.0) if square > 0.0 else np.float32(0.0)
        distance = np.hypot(x - along * dx, y - along * dy)
        covered = np.rint(255.0 * np.clip(r0 + along * (r1 - r0) - distance + 0.5, 0.0, 1.0)).astype(np.uint8)
        part = self.ink[top:bottom, left:right]
        if self._erasing:
            np.minimum(part, 255 - covered, out=part)
        else:
            np.maximum(part, covered, out=part)
