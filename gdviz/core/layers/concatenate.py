"""Several layers' outputs side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.layers.base import LAYERS, Merge, Mode, Passes, Shape
from gdviz.core.operations import Array, Operation


@LAYERS.register("concatenate")
@dataclass
class Concatenate(Merge):
    """y = (x_1, ..., x_m) along the last axis: numbers of rows, or channels of pictures of the same size."""

    title = "Concatenate"
    order = 80
    formula = "y = (x₁, …, xₘ)"
    help = "Puts the outputs of several layers side by side"

    def joined_shape(self, shapes: tuple[Shape, ...]) -> Shape:
        if not shapes or not all(shapes):
            raise ValueError(
                f"rows must have at least one axis; got {', '.join(map(str, shapes)) or 'nothing to join'}"
            )
        if len({shape[:-1] for shape in shapes}) > 1:
            raise ValueError(f"rows must agree in all axes but the last; got {', '.join(map(str, shapes))}")
        return (*shapes[0][:-1], sum(shape[-1] for shape in shapes))

    def join(self, xs: tuple[Array, ...], y: Array, dy: Array, dxs: tuple[Array | None, ...], mode: Mode) -> Passes:
        forward, backward, start = list[Operation](), list[Operation](), 0
        for x, dx in zip(xs, dxs, strict=True):
            stop = start + x.shape[-1]
            forward.append((np.copyto, (y[..., start:stop], x)))
            if dx is not None:
                backward.append((np.copyto, (dx, dy[..., start:stop])))
            start = stop
        return Passes(forward, backward)
