"""All parameters of a model in one flat vector theta, its gradient in another, with named views into both."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import DTypeLike

from gdviz.core.memory import aligned
from gdviz.core.operations import Array


class Parameters:
    """theta (P,) and grad (P,), and for each name a view of its part in its own shape.

    A method changes `trained` as one vector; a layer sees `value["W1"]` (n_in, n_out) of the same memory. Parts that
    are `fixed`, such as frozen weights and running means, lie behind all others: `trained` is the rest of theta, and
    a method cannot reach them.
    """

    def __init__(
        self, shapes: Mapping[str, tuple[int, ...]], dtype: DTypeLike = np.float64, fixed: Collection[str] = ()
    ) -> None:
        try:
            dtype = np.dtype(dtype)
        except TypeError:
            raise TypeError(f"dtype must be one of floats, such as float32 or float64; got {dtype!r}") from None
        if dtype.kind != "f":
            raise ValueError(f"dtype must be one of floats, such as float32 or float64; got {dtype}")
        moving = {name: shape for name, shape in shapes.items() if name not in fixed}
        self.n_trained = sum(math.prod(shape) for shape in moving.values())
        self.shapes = {**moving, **shapes}
        size = sum(math.prod(shape) for shape in self.shapes.values())
        self.theta: Array = aligned(size, dtype)
        self.grad: Array = aligned(size, dtype)
        self.value = self.views(self.theta)
        self.gradient = self.views(self.grad)
        self.trained = self.theta[: self.n_trained] if fixed else self.theta
        self.trained_grad = self.grad[: self.n_trained] if fixed else self.grad

    @property
    def size(self) -> int:
        return self.theta.size

    def views(self, flat: Array) -> dict[str, Array]:
        """Return the parts of `flat` (P,) by name, sharing its memory."""
        parts: dict[str, Array] = {}
        start = 0
        for name, shape in self.shapes.items():
            stop = start + math.prod(shape)
            parts[name] = flat[start:stop].reshape(shape)
            start = stop
        return parts

    @property
    def trained_parts(self) -> tuple[slice, ...]:
        """Return where each array of `trained` lies."""
        places = (self.slice_of(name) for name in self.shapes)
        return tuple(place for place in places if place.stop <= self.n_trained)

    def slice_of(self, name: str) -> slice:
        """Return where the part `name` lies in theta."""
        start = 0
        for known, shape in self.shapes.items():
            stop = start + math.prod(shape)
            if known == name:
                return slice(start, stop)
            start = stop
        raise KeyError(name)


def stacked(W: Array, b: Array) -> Array | None:
    """Return [W; b] (n + 1, k) as one view where b (k,) lies behind W (n, k) in memory; else None."""
    flat = W.base
    if not isinstance(flat, np.ndarray) or flat.ndim != 1 or b.base is not flat or not W.flags.c_contiguous:
        return None
    start = (W.ctypes.data - flat.ctypes.data) // flat.itemsize
    whole = flat[start : start + W.size + b.size]
    return whole.reshape(len(W) + 1, -1) if b.ctypes.data == W.ctypes.data + W.nbytes else None
