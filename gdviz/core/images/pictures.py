"""From a picture of one digit to its ink."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gdviz.core.images.centring import bounding_box, resized
from gdviz.core.images.image_set import ImageError
from gdviz.core.operations import Array

RED, GREEN, BLUE = 0.299, 0.587, 0.114  # ITU-R BT.601: how bright the eye finds each

_LOOK = 64  # pixels along the longer side, when parts are counted
_INK = 0.25  # from here on a pixel counts as written
_BRIDGE = 0.05  # parts nearer than this share of the writing's size belong together: a pen that was lifted
_PART = 0.12  # of all ink; what has less is a dot, a bar or dirt
_SPECK = 0.02  # of all ink; what has less, apart from the rest, is dirt
_TALL = 0.38  # of the writing's height: a digit beside or below another; the bar of a 5 is flatter
_HALF, _QUARTER, _BROAD = 0.4, 0.25, 0.5  # of height, ink and width: two halves, each like a digit
_UPRIGHT, _STROKE = 0.6, 0.12  # of the height and of all ink: a digit beside another; a 1 has little ink
_FLAT = 2.2  # times as wide as high: a row of digits that touch
_CONTRAST = 0.1

Part = tuple[list[int], list[int]]
"""Rows and columns of the pixels of a connected piece."""


def grey(picture: Array) -> NDArray[np.float32]:
    """Return 0.299 R + 0.587 G + 0.114 B (h, w) of a picture (h, w, 3) from 0 to 1; (h, w) is grey already.

    Of four channels the last is opacity. What is transparent is taken for white, or for black where the visible part
    itself is light.
    """
    if picture.ndim == 2:
        return picture.astype(np.float32)
    brightness = picture[..., :3].astype(np.float32) @ np.array([RED, GREEN, BLUE], np.float32)
    if picture.shape[2] == 3:
        return brightness
    opacity = picture[..., 3].astype(np.float32)
    visible = float(opacity.sum())
    light = visible > 0.0 and float((brightness * opacity).sum()) / visible > 0.5
    ground = 0.0 if light and float(opacity.min()) < 0.5 else 1.0
    return opacity * brightness + (1.0 - opacity) * np.float32(ground)


def ground_of(brightness: Array) -> float:
    """Return the brightness of the ground: the median along the edges."""
    edges = (brightness[0], brightness[-1], brightness[:, 0], brightness[:, -1])
    return float(np.median(np.concatenate(edges)))


def ink_of(picture: Array) -> NDArray[np.float32]:
    """Return where a picture is written on, (h, w) from 0 (ground) to 1 (the strongest ink).

    A light ground is inverted. What differs from the ground no more than its own edges do is noise, and 0.

    Raises ImageError if nothing stands out from the ground.
    """
    brightness = grey(picture)
    ground = ground_of(brightness)
    if ground > 0.5:
        brightness, ground = 1.0 - brightness, 1.0 - ground
    ink = brightness - np.float32(ground)
    most = float(ink.max(initial=0.0))
    if most < _CONTRAST:
        raise ImageError("There is nothing on this picture that stands out from its ground.")
    edges = np.concatenate((ink[0], ink[-1], ink[:, 0], ink[:, -1]))
    noise = 3.0 * float(np.percentile(np.abs(edges), 90))
    ink[ink < min(noise, 0.25 * most)] = 0.0
    return np.asarray(np.clip(ink / np.float32(most), 0.0, 1.0), np.float32)


def digit_of_picture(picture: Array) -> NDArray[np.float32]:
    """Return the ink of a picture that shows one digit, without specks beside it.

    Raises ImageError, one sentence, if it is empty or shows several.
    """
    ink = ink_of(picture)
    count = digits_on(ink)
    if count > 1:
        raise ImageError(
            f"This picture seems to show {count} digits; only one can be read: cut it out, or draw it alone."
        )
    return _without_specks(ink)


def digits_on(ink: Array) -> int:
    """Return how many digits seem to stand on a sheet (h, w): 0 if it is empty.

    Parts that don't touch are counted if each is large enough to be a digit; a lifted pen leaves smaller ones, or
    nearer ones, unless an empty column or row goes between. Writing much wider than high is a row of digits that touch.
    Of MNIST's images two in a thousand, broken in two, are taken for several; of pairs of them all are found that stand
    side by side with a column between, 98 to 99 % one above the other.
    """
    writing = _Writing(ink)
    if not writing.parts:
        return 0
    kept = [(rows, columns) for rows, columns in writing.parts if len(rows) >= _SPECK * writing.total]
    down = sorted({row for rows, _ in kept for row in rows})
    across = [column for _, columns in kept for column in columns]
    height, width = down[-1] - down[0] + 1, max(across) - min(across) + 1
    heights = [max(rows) - min(rows) + 1 for rows, _ in kept]
    written = min(len(down), 2 * max(heights))  # rows without ink, and a third digit, make none of them smaller
    large = sum(
        len(rows) >= _PART * writing.total and high >= _TALL * written
        for (rows, _), high in zip(kept, heights, strict=True)
    )
    if large > 1:
        return large
    if width > _FLAT * height:
        return max(1, round(width / height / 0.8))
    return 2 if _stand_apart(kept, writing.total) else 1


def _stand_apart(parts: list[Part], total: int) -> bool:
    """Whether a row or column without ink goes through writing taken for one piece, between two halves like digits.

    One above the other: the halves of a broken 1 are narrow, the bar of a 5 is flat. Side by side: both are tall.
    """
    rows = np.concatenate([rows for rows, _ in parts])
    columns = np.concatenate([columns for _, columns in parts])
    filled = np.unique(rows)
    for before in filled[:-1][np.diff(filled) > 1]:
        halves = (rows <= before, rows > before)
        high = [np.ptp(rows[half]) + 1 for half in halves]
        wide = [np.ptp(columns[half]) + 1 for half in halves]
        share = [half.sum() for half in halves]
        if min(high) >= _HALF * sum(high) and min(share) >= _QUARTER * total and max(wide) >= _BROAD * max(high):
            return True
    filled = np.unique(columns)
    for before in filled[:-1][np.diff(filled) > 1]:
        halves = (columns <= before, columns > before)
        high = [np.ptp(rows[half]) + 1 for half in halves]
        share = [half.sum() for half in halves]
        if min(high) >= _UPRIGHT * max(high) and min(share) >= _STROKE * total:
            return True
    return False


class _Writing:
    """The pieces of writing on a sheet, on a coarse grid: rows and columns of each."""

    def __init__(self, ink: Array) -> None:
        self.top, self.bottom, self.left, self.right = bounding_box(ink, _INK * float(ink.max(initial=0.0)) or 1.0)
        self.parts: list[Part] = []
        self.total = 0
        self.shape = (0, 0)
        if self.bottom == self.top:
            return
        part = ink[self.top : self.bottom, self.left : self.right]
        scale = min(1.0, _LOOK / max(part.shape))
        height, width = (max(1, round(length * scale)) for length in part.shape)
        small = resized(part, height, width) if scale < 1.0 else part
        written = small >= _INK * float(small.max())
        self.shape = (height, width)
        self.parts = _parts(written)
        self.total = int(written.sum())


def _without_specks(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    writing = _Writing(ink)
    kept: NDArray[np.bool_] = np.zeros(writing.shape, np.bool_)
    high, wide = writing.shape
    reach = max(1, round(_BRIDGE * max(writing.shape)))
    for piece_rows, piece_columns in writing.parts:
        if len(piece_rows) >= _SPECK * writing.total:
            for down in range(-reach, reach + 1):  # the soft edge of a line, too
                for across in range(-reach, reach + 1):
                    kept[
                        np.clip(np.array(piece_rows) + down, 0, high - 1),
                        np.clip(np.array(piece_columns) + across, 0, wide - 1),
                    ] = True
    if kept.all():
        return ink
    # The coarse grid covers the writing's box; what lies around it is fainter than ink, and kept where it borders.
    rows = np.clip((np.arange(ink.shape[0]) - writing.top) * high // (writing.bottom - writing.top), 0, None)
    columns = np.clip((np.arange(ink.shape[1]) - writing.left) * wide // (writing.right - writing.left), 0, None)
    fine = kept[np.ix_(np.minimum(rows, high - 1), np.minimum(columns, wide - 1))]
    return np.where(fine, ink, np.float32(0.0))


def _parts(written: Array) -> list[Part]:
    """Return rows and columns of each connected piece, where gaps under `_BRIDGE` connect."""
    reach = max(1, round(_BRIDGE * max(written.shape)))
    waiting = {(int(y), int(x)) for y, x in zip(*np.nonzero(written), strict=True)}
    around = [(dy, dx) for dy in range(-reach, reach + 1) for dx in range(-reach, reach + 1)]
    found = []
    while waiting:
        rows: list[int] = []
        columns: list[int] = []
        stack = [waiting.pop()]
        while stack:
            y, x = stack.pop()
            rows.append(y)
            columns.append(x)
            for dy, dx in around:
                near = (y + dy, x + dx)
                if near in waiting:
                    waiting.remove(near)
                    stack.append(near)
        found.append((rows, columns))
    return found
