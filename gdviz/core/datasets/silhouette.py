"""Any black-and-white picture as data: places drawn from it, and whether each is dark."""

from __future__ import annotations

import numpy as np

from gdviz.core.datasets.base import Dataset
from gdviz.core.operations import Array

POINTS = 2000
HALF = 6.0  # the longer side of the picture goes from -6 to 6
MIDDLE = 0.5  # darker is dark


def from_picture(grey: Array, title: str, n: int = POINTS, seed: int = 1) -> Dataset:
    """Return n places of a picture `grey` (rows, columns), 0 black to 1 white, row 0 at the top.

    Places are drawn evenly; class 1 ("inside") is what is darker than half, or lighter where most of the rim is dark.

    Raises ValueError for what is no picture, or has but one tone.
    """
    if grey.ndim != 2 or min(grey.shape) < 2:
        raise ValueError(f"a picture must have at least 2 x 2 pixels; got {' x '.join(map(str, grey.shape))}")
    dark = grey < MIDDLE
    if dark.all() or not dark.any():
        raise ValueError("a picture must have dark and light parts; this one has only one tone")
    rim = np.concatenate([dark[0], dark[-1], dark[1:-1, 0], dark[1:-1, -1]])
    if rim.mean() > 0.5:
        dark = ~dark
    rows, columns = grey.shape
    scale = 2 * HALF / max(rows, columns)
    rng = np.random.default_rng(seed)
    across, down = rng.uniform(0, columns, n), rng.uniform(0, rows, n)
    X = np.column_stack([(across - columns / 2) * scale, (rows / 2 - down) * scale])
    y = dark[np.minimum(down.astype(np.intp), rows - 1), np.minimum(across.astype(np.intp), columns - 1)]
    if y.all() or not y.any():
        raise ValueError("one of the tones has too little of the picture to be found among its points")
    return Dataset(
        X, y.astype(np.int64), "classification", ("x1", "x2"), "class", class_names=("outside", "inside"), title=title
    )
