"""Inputs that stay as they are kept, and become numbers a batch at a time."""

from __future__ import annotations

import numpy as np

from gdviz.core.checks import array, number
from gdviz.core.memory import aligned
from gdviz.core.models.base import Model, check_model
from gdviz.core.models.layered import LayeredModel
from gdviz.core.operations import Array, Operation, constant, run
from gdviz.core.tape import ModelTape

CHECKED_AT_ONCE = 4096  # rows; a check of all at once would need as much memory as they do


class Rows:
    """x (n, ...) of a model: pictures as uint8 stay uint8, and a batch is `scale` x in the model's dtype.

    A model of layers multiplies by the scale itself, where that costs least; then a batch is x as it is.

    x is not copied and must not change while it is in use. Models that make something else of their inputs (a design
    matrix) are the exception: they get it made once, for all rows.

    Raises ValueError on other shapes than the model's, on no rows, and on NaN and infinity; TypeError on what are no
    numbers.
    """

    def __init__(self, model: Model, x: Array, scale: float = 1.0, name: str = "x") -> None:
        check_model(model)
        x = array(x, name)
        if x.dtype.kind not in "biuf":
            raise TypeError(f"{name} must be numbers; got {x.dtype}")
        if x.shape[1:] != model.input_shape:
            shape = ", ".join(["n", *map(str, model.input_shape)])
            raise ValueError(f"{name} must be ({shape}) for this model; got {x.shape}")
        if len(x) == 0:
            raise ValueError(f"{name} must have at least one row; got none")
        if not 0 < abs(number(scale, "scale")) < np.inf:
            raise ValueError(f"scale must be a number other than 0; got {scale}")
        if x.dtype.kind == "f" and not all(np.isfinite(part).all() for part in parts(x)):
            raise ValueError(f"{name} must be finite; got NaN or infinity")
        if type(model).prepare is not Model.prepare:
            x, scale = model.prepare(x if scale == 1 else x * scale), 1.0
        self.x, self.dtype = x, model.theta.dtype
        self._model, self._left = model, scale
        own = scale == 1 or isinstance(model, LayeredModel)
        self._scale = None if own else constant(scale, self.dtype)

    def __len__(self) -> int:
        return len(self.x)

    def tape(self, n: int, training: bool = False) -> ModelTape:
        """Return the model's tape of n rows, for x as `load` and `block` write it."""
        x = aligned((n, *self.x.shape[1:]), self.dtype)
        if isinstance(self._model, LayeredModel):
            return self._model.tape(x, training, self._left)
        return self._model.tape(x, training)

    def load(self, indices: Array, out: Array) -> list[Operation]:
        """Write down out (m, ...) = the rows that `indices` (m,) name when it runs."""
        if self.x.dtype == out.dtype and out.flags.c_contiguous:
            return [(self.x.take, (indices, 0, out, "clip")), *self._scaled(out)]
        kept = np.empty(out.shape, self.x.dtype)
        return [(self.x.take, (indices, 0, kept, "clip")), *self._cast(kept, out)]

    def block(self, start: int, stop: int, out: Array) -> None:
        """Write rows start..stop-1 into `out`."""
        run(self._cast(self.x[start:stop], out))

    def _cast(self, kept: Array, out: Array) -> list[Operation]:
        return [(out.__setitem__, (..., kept)), *self._scaled(out)]  # float64 into a float32 model, too

    def _scaled(self, out: Array) -> list[Operation]:
        return [] if self._scale is None else [(np.multiply, (out, self._scale, out))]


def parts(x: Array) -> list[Array]:
    """Return views of x, CHECKED_AT_ONCE rows each."""
    return [x[start : start + CHECKED_AT_ONCE] for start in range(0, len(x), CHECKED_AT_ONCE)]
