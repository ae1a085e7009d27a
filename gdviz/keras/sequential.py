"""Layers one behind the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gdviz.core.graph import Graph
from gdviz.core.layers.base import Shape, Symbol
from gdviz.keras.callbacks import History
from gdviz.keras.ends import Rows
from gdviz.keras.layers.base import InputLayer, Layer, shape_of
from gdviz.keras.model import Model


class Sequential(Model):
    """Layers one behind the other; built as soon as the shape of a row is known."""

    def __init__(
        self,
        layers: Sequence[Layer | Symbol | InputLayer | Model] | Layer | Model | None = None,
        name: str | None = None,
    ) -> None:
        self._start(name or "sequential")
        self._chain: list[Layer] = []
        self._shape: Shape | None = None
        for layer in layers if isinstance(layers, list | tuple) else () if layers is None else (layers,):
            self.add(layer)

    def add(self, layer: Layer | Symbol | InputLayer | Model) -> None:
        """Put a layer, or all of a model's, behind the others; raises ValueError, and changes nothing, if none fits."""
        if isinstance(layer, Symbol | InputLayer):
            if self._chain:
                raise ValueError("Input must come first; there are layers already")
            self._shape = layer.shape
            return
        if not isinstance(layer, Layer | Model):
            raise TypeError(f"a layer must be one of gdviz.keras.layers; got {layer!r}")
        added = [layer] if isinstance(layer, Layer) else _one_row(layer)
        first = layer.input_shape if isinstance(layer, Layer) else layer.graph.inputs[0]
        shape = self._shape if self._chain or self._shape is not None else first
        chain = [*self._chain, *added]
        if shape is not None:
            self._take(_chained(shape, chain))
        self._chain, self._shape = chain, shape

    def pop(self) -> None:
        """Take the last layer away."""
        if not self._chain:
            raise ValueError("there is no layer to take away")
        chain = self._chain[:-1]
        if self._shape is not None and chain:
            self._take(_chained(self._shape, chain))
        else:
            self._core = None
        self._chain = chain

    @property
    def layers(self) -> list[Layer]:
        return list(self._chain)

    def build(self, input_shape: Sequence[int | None]) -> None:
        """Make weights for rows of a shape, with None for their number in front."""
        sides: Any = input_shape
        if isinstance(sides, list | tuple) and sides and sides[0] is None:
            sides = sides[1:]
        sides = shape_of(sides, "input_shape")
        self._take(_chained(sides, self._chain))
        self._shape = sides

    def fit(self, x: Rows, y: Rows, *args: Any, **kwargs: Any) -> History:
        if not self._chain:
            raise ValueError("the model has no layers yet: model.add(Dense(...))")
        if self._core is None:
            rows = next(iter(x.values()), ()) if isinstance(x, Mapping) else x
            self.build((None, *np.shape(rows)[1:]))
        return super().fit(x, y, *args, **kwargs)

    fit.__doc__ = Model.fit.__doc__

    @classmethod
    def from_graph(cls, graph: Graph, name: str, dtype: str, input_names: Sequence[str] = ()) -> Sequential:
        model = super().from_graph(graph, name, dtype, input_names)
        assert isinstance(model, cls)
        model._chain = [cls._face(layer) for layer in graph.layers]
        model._shape = graph.inputs[0]
        return model


def _one_row(model: Model) -> list[Layer]:
    """Return the layers of a model that stand one behind the other; raises ValueError for another one."""
    if any(node.sources != (place,) for place, node in enumerate(model.graph.nodes)):
        raise ValueError(f"only a model whose layers stand one behind the other can be a part; {model.name} is a graph")
    return [model.face_of(node) for node in model.graph.nodes]


def _chained(shape: Shape, chain: Sequence[Layer]) -> Graph:
    return Graph.chain(shape, [layer.core for layer in chain])
