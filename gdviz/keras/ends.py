"""Rows and targets as they are handed in, and as the core's model takes them: of several ends side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from gdviz.core.layers.base import size_of
from gdviz.core.operations import Array
from gdviz.keras.arguments import array, kind, of_rank, told_as
from gdviz.keras.compiled import Compiled

Rows: TypeAlias = Array | Sequence[Array] | Mapping[str, Array]


class Ends(Compiled):
    """A compiled model with what goes into its inputs and is wanted of its outputs."""

    def _check_weighed(self, class_weight: object) -> None:
        if class_weight is not None and self.built and len(self.graph.outputs) > 1:
            raise ValueError(f"class_weight is for models of one output; got one of {len(self.graph.outputs)}: "
                             "weigh the rows by sample_weight")  # fmt: skip

    def _rows(self, x: Rows) -> Array:
        """Return rows as the core's model takes them: several inputs side by side."""
        shapes = self.graph.inputs
        if isinstance(x, Mapping):
            named = self._by_name(x, self.input_names, "x", "inputs")
            x = named if len(shapes) > 1 else named[0]
        if len(shapes) == 1:
            if isinstance(x, list | tuple) and len(x) == 1 and np.ndim(x[0]) == len(shapes[0]) + 1:
                x = x[0]
            return of_rank(array(x, "x"), shapes[0])
        if not isinstance(x, list | tuple) or len(x) != len(shapes):
            raise ValueError(f"x must be a list of {len(shapes)} arrays, one for each input; got {kind(x)}")
        names = [f"x of {name}" for name in self.input_names]
        parts = [of_rank(array(part, name), shape) for part, name, shape in zip(x, names, shapes, strict=True)]
        for part, name, shape in zip(parts, names, shapes, strict=True):
            if part.shape[1:] != shape:
                raise ValueError(f"{name} must be (n, {', '.join(map(str, shape))}); got {part.shape}")
        if len(set(map(len, parts))) > 1:
            raise ValueError(f"x must have as many rows for each input; got {list(map(len, parts))}")
        return np.concatenate([part.reshape(len(part), size_of(part.shape[1:])) for part in parts], axis=1)

    def _targets(self, y: Rows) -> Array:
        shapes = self.graph.output_shapes
        count = len(shapes)
        if count == 1:
            if isinstance(y, list | tuple) and len(y) == 1 and isinstance(y[0], np.ndarray):
                y = y[0]
            own = array(y, "y")
            return own.reshape(len(own), size_of(shapes[0])) if own.shape[1:] == shapes[0] else own
        if isinstance(y, Mapping):
            y = self._by_output(y, "y")
        if not isinstance(y, list | tuple) or len(y) != count:
            raise ValueError(f"y must be a list of {count} arrays, one for each output; got {kind(y)}")
        dtype = self.core.theta.dtype
        found = []
        for part, own, name in zip(self._parts(), y, self.output_names, strict=True):
            with told_as(y=f"y of {name}"):
                found.append(part.loss.targets(array(own, "y"), part.outputs, dtype))
        if len(set(map(len, found))) > 1:
            raise ValueError(f"y must have as many rows for each output; got {list(map(len, found))}")
        return np.concatenate(found, axis=1)
