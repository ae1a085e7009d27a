"""What MNIST's makers did to every digit: cropped, scaled to 20 x 20, and laid down by its centre of mass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gdviz.core.operations import Array

SIDE = 28
BOX = 20

_FAINT = 1 / 255  # what is fainter is no ink: one grey value, so that MNIST's own edges stay


def centred(ink: Array, side: int = SIDE, box: int = BOX) -> NDArray[np.float32]:
    """Return ink (h, w) from 0 to 1 as MNIST would show it: (side, side).

    The smallest rectangle that holds the ink is scaled, antialiased and without changing its proportions, until its
    longer side is `box`; then it is moved by whole pixels so that its centre of mass lies at the picture's centre. An
    empty sheet stays empty.

    LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
    """
    made = np.zeros((side, side), np.float32)
    top, bottom, left, right = bounding_box(ink)
    if bottom == top:
        return made
    part = ink[top:bottom, left:right]
    longest = max(part.shape)
    height, width = (max(1, round(length * box / longest)) for length in part.shape)
    small = resized(part, height, width)
    most = float(small.max())
    if most > 0.0:  # a thin line becomes faint when it is scaled down: MNIST's are as dark as they were
        small *= float(part.max()) / most
    down, across = centre_of_mass(small)
    y = _place(side / 2 - down, side - height)  # the published images have it half a pixel below the true middle
    x = _place(side / 2 - across, side - width)
    made[y : y + height, x : x + width] = small
    return made


def fitted(image: Array, height: int, width: int) -> NDArray[np.float32]:
    """Return the image (h, w) in one of another size, as large as it fits without changing its proportions.

    It lies in the middle; what is left around it is 0.
    """
    if image.shape == (height, width):
        return np.asarray(image, np.float32)
    scale = min(height / image.shape[0], width / image.shape[1])
    high, wide = (
        max(1, min(most, round(length * scale))) for length, most in zip(image.shape, (height, width), strict=True)
    )
    made = np.zeros((height, width), np.float32)
    y, x = (height - high) // 2, (width - wide) // 2
    made[y : y + high, x : x + wide] = resized(image, high, wide)
    return made


def centred_for(ink: Array, shape: tuple[int, int]) -> NDArray[np.float32]:
    """Return ink (h, w) centred as MNIST does, in a square as large as fits into images of `shape`."""
    side = min(shape)
    return fitted(centred(ink, side, max(1, round(side * BOX / SIDE))), *shape)


def bounding_box(ink: Array, faint: float = _FAINT) -> tuple[int, int, int, int]:
    """Return top, bottom, left, right of what is darker than `faint`, ends exclusive; four zeros if nothing is."""
    there = ink >= faint
    rows, columns = np.flatnonzero(there.any(1)), np.flatnonzero(there.any(0))
    if len(rows) == 0:
        return 0, 0, 0, 0
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def centre_of_mass(ink: Array) -> tuple[float, float]:
    """Return row and column of the ink's centre of mass, counted from the middle of the first pixel.

    Raises ValueError where there is no ink.
    """
    total = float(ink.sum())
    if total <= 0.0:
        raise ValueError("ink must have a sum above 0 to have a centre of mass")
    rows, columns = np.arange(ink.shape[0]), np.arange(ink.shape[1])
    return float(ink.sum(1) @ rows) / total, float(ink.sum(0) @ columns) / total


def resized(image: Array, height: int, width: int) -> NDArray[np.float32]:
    """Return the image (h, w) with another number of pixels, antialiased: every old pixel counts in the new ones.

    Each new pixel is the mean of the old ones around its centre, weighted by a triangle as wide as two new pixels (or
    two old ones, if those are wider).
    """
    down, across = _weights(image.shape[0], height), _weights(image.shape[1], width)
    return down @ image.astype(np.float32, copy=False) @ across.T


def _weights(old: int, new: int) -> NDArray[np.float32]:
    scale = old / new
    reach = max(scale, 1.0)
    centres = (np.arange(new) + 0.5) * scale
    distances = np.abs(np.arange(old) + 0.5 - centres[:, None])
    weights = np.clip(1.0 - distances / reach, 0.0, None)
    weights /= weights.sum(1, keepdims=True)
    return weights.astype(np.float32)


def _place(wanted: float, most: int) -> int:
    """Return the nearest whole place at which nothing hangs over the edge."""
    return min(max(0, round(wanted)), most)
