"""Layers that hand their outputs on to each other: one behind the other, or any way without a circle.

    x = given((28, 28, 1))
    a = Flatten()(x)
    b = Dense(10)(Dense(32, activation="relu")(a))
    graph = Graph.between((x,), (b,))

Calling a layer only notes what follows what. A layer that is called twice has the same weights at both places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import DTypeLike

from gdviz.core.checks import of_kind
from gdviz.core.graph_tape import GraphTape, TapeWriter, picked, place_of
from gdviz.core.grouped import grouped
from gdviz.core.layers.base import (
    Layer,
    Moment,
    Shape,
    Symbol,
    check_shape,
    size_of,
)
from gdviz.core.operations import Array
from gdviz.core.parameters import Parameters

__all__ = ["MAX_PARAMETERS", "Graph", "GraphTape", "Node", "called", "check_shape", "shape_after"]

MAX_PARAMETERS = 50_000_000


@dataclass(frozen=True, eq=False)
class Node:
    """A layer at one place. Values are numbered: the inputs of the graph first, then the output of each node."""

    layer: Layer
    sources: tuple[int, ...]


class Graph:
    """Nodes in an order in which each comes after its sources; `outputs` are numbers of values.

    Raises ValueError where a layer cannot take what comes, naming its number, its kind, the limit and what came.
    """

    def __init__(self, inputs: Sequence[Shape], nodes: Sequence[Node], outputs: Sequence[int]) -> None:
        self.inputs, self.nodes, self.outputs = tuple(inputs), tuple(nodes), tuple(outputs)
        for shape in self.inputs:
            check_shape(shape)
        if any(output < len(self.inputs) for output in self.outputs):
            raise ValueError("an output must come out of a layer; got an input of the graph")
        self.layers: list[Layer] = []  # each once, by its first place
        self._own: list[dict[str, str]] = []  # name within the layer -> name in the model, for each of them
        self.shapes: list[Shape] = list(self.inputs)  # of a row of each value
        self.parameter_shapes: dict[str, Shape] = {}
        self.fixed: set[str] = set()  # the names that no method trains
        self.penalties: dict[str, tuple[float, float]] = {}  # L1 and L2 of the layer, for each name that has weights
        for number, node in enumerate(self.nodes, start=1):
            of_kind(node.layer, Layer, f"layer {number}")
            before = tuple(self.shapes[source] for source in node.sources)
            self.shapes.append(shape_after(node.layer, before, number))
            self._enrol(node.layer, before[0], number)

    @classmethod
    def chain(cls, shape: Shape, layers: Sequence[Layer]) -> Graph:
        """Return the graph of layers one behind the other, for rows of `shape`."""
        nodes = [Node(layer, (place,)) for place, layer in enumerate(layers)]
        return cls((shape,), nodes, (len(nodes),))

    @classmethod
    def between(cls, inputs: Sequence[Symbol], outputs: Sequence[Symbol]) -> Graph:
        """Return the graph that leads from `inputs` to `outputs`, as layers were called.

        Raises ValueError if an output depends on an input that is not named, or if none is named.
        """
        if not inputs or not outputs:
            raise ValueError(f"a graph needs inputs and outputs; got {len(inputs)} and {len(outputs)}")
        numbers = {id(symbol): number for number, symbol in enumerate(inputs)}
        nodes: list[Node] = []
        waiting = list(reversed(outputs))
        while waiting:  # no recursion: a network may be deep
            symbol = waiting[-1]
            missing = [source for source in symbol.sources if id(source) not in numbers]
            if id(symbol) in numbers:
                waiting.pop()
            elif missing:
                waiting += reversed(missing)
            elif symbol.layer is None:
                raise ValueError(
                    f"outputs must depend on the inputs named and no others; got one of shape {symbol.shape}"
                )
            else:
                numbers[id(waiting.pop())] = len(inputs) + len(nodes)
                nodes.append(Node(symbol.layer, tuple(numbers[id(source)] for source in symbol.sources)))
        return cls([symbol.shape for symbol in inputs], nodes, [numbers[id(symbol)] for symbol in outputs])

    @property
    def output_shapes(self) -> tuple[Shape, ...]:
        return tuple(self.shapes[output] for output in self.outputs)

    def parameters(self, dtype: DTypeLike) -> Parameters:
        """Return new parameters, all 0, to which the layers are now bound."""
        parameters = Parameters(self.parameter_shapes, dtype, self.fixed)
        for layer, names in zip(self.layers, self._own, strict=True):
            layer.bind(picked(parameters.value, names), picked(parameters.gradient, names))
        return parameters

    def initialize(self, rng: np.random.Generator) -> None:
        """Set parameters and statistics to their start, layer by layer."""
        for layer in self.layers:
            layer.initialize(rng)

    def names_of(self, layer: Layer) -> Mapping[str, str]:
        """Return the names that the model has for the layer's parameters and statistics: W is W2."""
        return self._own[place_of(self.layers, layer)]

    def tape(
        self,
        inputs: Sequence[Array],
        parameters: Parameters,
        *,
        training: bool,
        moment: Moment,
        in_place: bool = False,
        scale: float = 1.0,
    ) -> GraphTape:
        """Write down forward and backward for blocks of rows (B, ...), one for each input.

        Whoever runs `backward` has put dL/dvalue of all outputs into `gradients` before. With `in_place`, activations
        overwrite sums that nobody else reads, and their gradients: less memory, and faster for it, but `values` then
        have the answers twice and the sums nowhere. The graph is given `scale` times the blocks: bytes are grey values
        times 255.
        """
        return TapeWriter(self, inputs, parameters, training, moment, in_place, scale).written()

    @cached_property
    def trains(self) -> tuple[bool, ...]:
        """Return for each value whether a parameter that is trained stands before it: else it needs no gradient."""
        found = [False] * len(self.inputs)
        for node in self.nodes:
            own = self._own[place_of(self.layers, node.layer)].values()
            found.append(any(name not in self.fixed for name in own) or any(found[source] for source in node.sources))
        return tuple(found)

    def _enrol(self, layer: Layer, shape: Shape, number: int) -> None:
        trained, kept = layer.shapes(shape), layer.statistics(shape)
        place = place_of(self.layers, layer)
        if place < len(self.layers):
            known = {name: self.parameter_shapes[whole] for name, whole in self._own[place].items()}
            if known != {**trained, **kept}:
                raise ValueError(
                    f"{called(layer, number)}: its weights were made for rows of another shape; got {shape}"
                )
            return
        count = 1 + sum(1 for names in self._own if names)
        names = {name: f"{name}{count}" for name in (*trained, *kept)}
        self.layers.append(layer)
        self._own.append(names)
        self.parameter_shapes.update({names[name]: part for name, part in (*trained.items(), *kept.items())})
        self.fixed.update(names[name] for name in (*kept, *(trained if layer.frozen else ())))
        self.penalties.update({names[name]: (layer.l1, layer.l2) for name in layer.weights if name in names})
        total = sum(map(size_of, self.parameter_shapes.values()))
        if total > MAX_PARAMETERS:
            raise ValueError(
                f"{called(layer, number)}: the model may have {grouped(MAX_PARAMETERS)} parameters; "
                f"got {grouped(total)}"
            )


def shape_after(layer: Layer, shapes: tuple[Shape, ...], number: int) -> Shape:
    """Return the shape of a row after the layer; raises ValueError that names it by number and kind."""
    try:
        return layer.shape_behind(shapes)
    except ValueError as error:
        raise ValueError(f"{called(layer, number)}: {error}") from error


def called(layer: Layer, number: int) -> str:
    """Return what an error calls the layer."""
    return f"layer {number} ({getattr(layer, 'name', type(layer).__name__)})"
