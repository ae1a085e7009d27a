"""Filters of 3 x 3 that people know by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
        return np.array(self.weights).reshape(SIDE, SIDE)


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
