"""Colour maps as (256, 3) uint8 look-up tables, and colours mixed as the eye sees them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray

Lut = NDArray[np.uint8]

VERMILION = "#D55E00"
BLUE = "#0072B2"

_OKLAB_FROM_LMS = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip
_LMS_FROM_LINEAR = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip


def rgb(color: str) -> NDArray[np.float64]:
    """Return "#rrggbb" as three numbers from 0 to 255.

    Raises ValueError for anything else.
    """
    if len(color) != 7 or color[0] != "#":
        raise ValueError(f"a colour must look like #rrggbb; got {color!r}")
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.float64)


@lru_cache(maxsize=32)
def ramp(*colors: str, size: int = 256) -> Lut:
    """Return `size` steps through `colors`, evenly spaced for the eye (OKLab, Ottosson 2020): (size, 3) uint8."""
    stops = _oklab(np.array([rgb(color) for color in colors]))
    where = np.linspace(0.0, len(colors) - 1.0, size)
    mixed = np.stack([np.interp(where, np.arange(len(colors)), stops[:, i]) for i in range(3)], axis=1)
    table = _srgb(mixed)
    table.setflags(write=False)
    return table


def diverging(neutral: str = "#f7f7f5") -> Lut:
    """Return vermilion - `neutral` - blue, for weights, activations and two-class heatmaps."""
    return ramp(VERMILION, neutral, BLUE)


@lru_cache(maxsize=4)
def sequential(name: str = "viridis") -> Lut:
    """Return a sequential map of pyqtgraph's, for losses."""
    table = np.ascontiguousarray(pg.colormap.get(name).getLookupTable(nPts=256, mode="byte")[:, :3], dtype=np.uint8)
    table.setflags(write=False)
    return table


def _oklab(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    unit = srgb / 255.0
    linear = np.where(unit <= 0.04045, unit / 12.92, ((unit + 0.055) / 1.055) ** 2.4)
    lab: NDArray[np.float64] = np.cbrt(linear @ _LMS_FROM_LINEAR.T) @ _OKLAB_FROM_LMS.T
    return lab


def _srgb(oklab: NDArray[np.float64]) -> Lut:
    lms = (oklab @ np.linalg.inv(_OKLAB_FROM_LMS).T) ** 3
    linear = np.clip(lms @ np.linalg.inv(_LMS_FROM_LINEAR).T, 0.0, 1.0)
    unit = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.rint(255.0 * unit).astype(np.uint8)
