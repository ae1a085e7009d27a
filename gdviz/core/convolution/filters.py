"""One filter of 3 x 3 that moves over one image: those that people know by name, and its numbers at each place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdviz.core.convolution import patches
from gdviz.core.convolution.sliding import Slide, slide
from gdviz.core.operations import Array, run

SIDE = 3


@dataclass(frozen=True)
class Filter:
    """Nine weights, row by row."""

    name: str
    title: str
    weights: tuple[float, ...]

    @property
    def kernel(self) -> NDArray[np.float64]:
        """The weights (3, 3)."""
        return np.array(self.weights, np.float64).reshape(SIDE, SIDE)


_KNOWN = (
    Filter("identity", "Identity", (0, 0, 0, 0, 1, 0, 0, 0, 0)),
    Filter("vertical_edges", "Vertical edges", (-1, 0, 1, -1, 0, 1, -1, 0, 1)),
    Filter("horizontal_edges", "Horizontal edges", (-1, -1, -1, 0, 0, 0, 1, 1, 1)),
    Filter("sobel_x", "Sobel, vertical edges", (-1, 0, 1, -2, 0, 2, -1, 0, 1)),
    Filter("sobel_y", "Sobel, horizontal edges", (-1, -2, -1, 0, 0, 0, 1, 2, 1)),
    Filter("outline", "Outline", (-1, -1, -1, -1, 8, -1, -1, -1, -1)),
    Filter("blur", "Blur", (1 / 9,) * 9),
    Filter("sharpen", "Sharpen", (0, -1, 0, -1, 5, -1, 0, -1, 0)),
)

FILTERS: dict[str, Filter] = {each.name: each for each in _KNOWN}


def moved(image: Array, kernel: Array, bias: float, padding: str) -> NDArray[np.float64]:
    """Return what the layer Conv2D makes of one grey image (h, w) with one filter (3, 3): (h', w').

    Raises ValueError if the image is smaller than the filter, without padding.
    """
    rows, columns = slides(image.shape, padding)
    result = np.empty((rows.count, columns.count, 1, 1))
    picture = np.ascontiguousarray(image, np.float64)[..., None, None]
    weights = np.asarray(kernel, np.float64)[..., None, None]
    run(patches.correlate(picture, weights, np.array([bias]), result, rows, columns))
    return result[:, :, 0, 0]


def window_at(image: Array, place: tuple[int, int], padding: str) -> NDArray[np.float64]:
    """Return the nine pixels under the filter (3, 3) for a place (row, column) of the result; zeros outside."""
    rows, columns = slides(image.shape, padding)
    top, left = place[0] - rows.before, place[1] - columns.before
    around = np.pad(np.asarray(image, np.float64), SIDE)
    return around[top + SIDE : top + 2 * SIDE, left + SIDE : left + 2 * SIDE]


def slides(shape: tuple[int, ...], padding: str) -> tuple[Slide, Slide]:
    """Return how the filter moves down and to the right over an image (h, w)."""
    height, width = shape[:2]
    return slide(height, SIDE, 1, padding, "kernel_rows"), slide(width, SIDE, 1, padding, "kernel_columns")


@dataclass(frozen=True)
class Counts:
    """Parameters of one filter, of a dense layer with as many outputs, and how many outputs these are."""

    filter: int
    dense: int
    places: int


def counts(shape: tuple[int, ...], padding: str) -> Counts:
    """Return how many parameters it takes to make a result of this size from an image (h, w), either way."""
    rows, columns = slides(shape, padding)
    places = rows.count * columns.count
    return Counts(SIDE * SIDE + 1, shape[0] * shape[1] * places + places, places)
