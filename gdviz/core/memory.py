"""Where numbers lie in memory."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import DTypeLike

from gdviz.core.operations import Array

LINE = 64  # bytes that the processor fetches at once; its widest registers hold as many


def aligned(shape: int | tuple[int, ...], dtype: DTypeLike) -> Array:
    """Return zeros of this shape that begin where a line of memory begins.

    NumPy's own begin 16 bytes behind one, so that every wide load straddles two: 12 us instead of 8.5 for
    theta += grad of 118,000 numbers. The array is a view of one a little longer.
    """
    size = math.prod(shape) if isinstance(shape, tuple) else shape
    kind = np.dtype(dtype)
    memory = np.zeros(size + LINE // kind.itemsize, kind)
    start = -memory.ctypes.data % LINE // kind.itemsize
    return memory[start : start + size].reshape(shape)
