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

from gdviz.core.layers.base import (
    Layer,
    Merge,
    Mode,
    Moment,
    Passes,
    Shape,
    Symbol,
    batch_buffer,
    is_batch_last,
    size_of,
)
from gdviz.core.operations import Array, Operation
from gdviz.core.parameters import Parameters

MAX_PARAMETERS = 50_000_000


@dataclass(frozen=True, eq=False)
class Node:
    """A layer at one place. Values are numbered: the inputs of the graph first, then the output of each node."""

    layer: Layer
    sources: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class GraphTape:
    """`values` (B, ...) are the inputs and what each node makes of them, `gradients` dL/dvalue: None if not needed."""

    values: list[Array]
    gradients: list[Array | None]
    forward: list[Operation]
    backward: list[Operation]

    def slope_of(self, value: int) -> Array:
        """Return dL/dvalue; raises ValueError for one that needs none, such as an input."""
        found = self.gradients[value]
        if found is None:
            raise ValueError(f"value {value} has no gradient: nothing before it is trained")
        return found


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
            layer.bind(_picked(parameters.value, names), _picked(parameters.gradient, names))
        return parameters

    def initialize(self, rng: np.random.Generator) -> None:
        """Set parameters and statistics to their start, layer by layer."""
        for layer in self.layers:
            layer.initialize(rng)

    def names_of(self, layer: Layer) -> Mapping[str, str]:
        """Return the names that the model has for the layer's parameters and statistics: W is W2."""
        return self._own[_place(self.layers, layer)]

    def tape(self, inputs: Sequence[Array], parameters: Parameters, *, training: bool, moment: Moment) -> GraphTape:
        """Write down forward and backward for blocks of rows (B, ...), one for each input.

        Whoever runs `backward` has put dL/dvalue of all outputs into `gradients` before.
        """
        return _Writer(self, inputs, parameters, training, moment).written()

    @cached_property
    def trains(self) -> tuple[bool, ...]:
        """Return for each value whether a parameter that is trained stands before it: else it needs no gradient."""
        found = [False] * len(self.inputs)
        for node in self.nodes:
            own = self._own[_place(self.layers, node.layer)].values()
            found.append(any(name not in self.fixed for name in own) or any(found[source] for source in node.sources))
        return tuple(found)

    def _enrol(self, layer: Layer, shape: Shape, number: int) -> None:
        trained, kept = layer.shapes(shape), layer.statistics(shape)
        place = _place(self.layers, layer)
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
                f"{called(layer, number)}: the model may have {MAX_PARAMETERS:,} parameters; got {total:,}"
            )


class _Writer:
    """Writes one tape: the sums of gradients where ways part, and the memory that layers can share."""

    def __init__(
        self, graph: Graph, inputs: Sequence[Array], parameters: Parameters, training: bool, moment: Moment
    ) -> None:
        self.graph, self.parameters, self.training, self.moment = graph, parameters, training, moment
        self.n, self.dtype = len(inputs[0]), parameters.theta.dtype
        self.values: list[Array] = list(inputs)
        self.gradients: list[Array | None] = [None] * len(inputs)
        self.forward: list[Operation] = []
        self.backward: list[list[Operation]] = []
        uses = [
            (source, number, slot)
            for number, node in enumerate(graph.nodes)
            for slot, source in enumerate(node.sources)
        ]
        # backward goes from the last use to the first: the last one writes the gradient, the others add to it
        self._last = {source: (number, slot) for source, number, slot in uses if source not in graph.outputs}
        self._left = [sum(1 for node in graph.nodes if node.layer is layer) for layer in graph.layers]

    def written(self) -> GraphTape:
        for number, node in enumerate(self.graph.nodes):
            self._write(number, node)
        backward = [operation for part in reversed(self.backward) for operation in part]
        return GraphTape(self.values, self.gradients, self.forward, backward)

    def _write(self, number: int, node: Node) -> None:
        mode = Mode(self.training, self.moment, number + 1)
        place = len(self.graph.inputs) + number
        xs = tuple(self._batch_last(self.values[source], node.layer) for source in node.sources)
        dxs, sums = self._gradients_of(number, node)
        y = node.layer.view(xs[0], mode) if len(xs) == 1 and place not in self.graph.outputs else None
        if y is not None and np.may_share_memory(y, xs[0]):
            dy = None if dxs[0] is None else node.layer.view(dxs[0], mode)
            if dxs[0] is None or (dy is not None and np.may_share_memory(dy, dxs[0])):
                self._keep(y, dy, [], sums)
                return
        shape = self.graph.shapes[place]
        in_rows = self._in_rows(place, node.layer, xs[0], shape)
        y, dy = (
            np.zeros((self.n, *shape), self.dtype) if in_rows else batch_buffer(self.n, shape, self.dtype)
            for _ in range(2)
        )
        passes, shared = self._passes(node.layer, xs, y, dy, dxs, mode)
        self.forward += passes.forward
        self._keep(y, dy, [*passes.backward, *shared] if self.graph.trains[place] else [], sums)

    def _in_rows(self, place: int, layer: Layer, x: Array, shape: Shape) -> bool:
        """Return whether the output of this place lies row by row: where its layer would like it and no user minds."""
        users = [node.layer for node in self.graph.nodes if place in node.sources]
        allowed = place not in self.graph.outputs and all(user.any_order for user in (layer, *users))
        return allowed and layer.in_rows(x, shape)

    def _keep(self, y: Array, dy: Array | None, backward: list[Operation], sums: list[Operation]) -> None:
        self.values.append(y)
        self.gradients.append(dy)
        self.backward.append([*backward, *sums])

    def _batch_last(self, x: Array, layer: Layer) -> Array:
        if not layer.batch_last or is_batch_last(x):
            return x
        copy = batch_buffer(self.n, x.shape[1:], self.dtype)
        self.forward.append((np.copyto, (copy, x)))
        return copy

    def _gradients_of(self, number: int, node: Node) -> tuple[tuple[Array | None, ...], list[Operation]]:
        """Return where dL/dx of each source goes, and what adds it to what other uses of the source have found."""
        dxs, sums = list[Array | None](), list[Operation]()
        for slot, source in enumerate(node.sources):
            total = self.gradients[source]
            if total is None or not self.graph.trains[source]:
                dxs.append(None)
            elif self._last.get(source) == (number, slot):
                dxs.append(total)
            else:
                part = batch_buffer(self.n, self.graph.shapes[source], self.dtype)
                dxs.append(part)
                sums.append((np.add, (total, part, total)))
        return tuple(dxs), sums

    def _passes(
        self, layer: Layer, xs: tuple[Array, ...], y: Array, dy: Array, dxs: tuple[Array | None, ...], mode: Mode
    ) -> tuple[Passes, list[Operation]]:
        """Return what the layer writes, and what adds up the gradients of weights that it has at several places."""
        place = _place(self.graph.layers, layer)
        self._left[place] -= 1
        names, value, gradient = self.graph.names_of(layer), self.parameters.value, self.parameters.gradient
        if self._left[place] == 0:  # the last use, whose backward comes first
            return _of(layer, xs, y, dy, dxs, mode), []
        parts = {name: np.zeros_like(gradient[whole]) for name, whole in names.items()}
        layer.bind(_picked(value, names), parts)
        passes = _of(layer, xs, y, dy, dxs, mode)
        layer.bind(_picked(value, names), _picked(gradient, names))
        return passes, [(np.add, (gradient[names[name]], part, gradient[names[name]])) for name, part in parts.items()]


def shape_after(layer: Layer, shapes: tuple[Shape, ...], number: int) -> Shape:
    """Return the shape of a row after the layer; raises ValueError that names it by number and kind."""
    try:
        return layer.shape_behind(shapes)
    except ValueError as error:
        raise ValueError(f"{called(layer, number)}: {error}") from error


def check_shape(shape: Shape) -> None:
    """Raise ValueError if rows cannot have this shape."""
    if not isinstance(shape, tuple) or not shape or not all(isinstance(side, int) and side >= 1 for side in shape):
        raise ValueError(f"the shape of a row must be whole numbers from 1 on; got {shape}")


def called(layer: Layer, number: int) -> str:
    """Return what an error calls the layer."""
    return f"layer {number} ({getattr(layer, 'name', type(layer).__name__)})"


def _of(layer: Layer, xs: tuple[Array, ...], y: Array, dy: Array, dxs: tuple[Array | None, ...], mode: Mode) -> Passes:
    return layer.join(xs, y, dy, dxs, mode) if isinstance(layer, Merge) else layer.write(xs[0], y, dy, dxs[0], mode)


def _picked(parts: Mapping[str, Array], names: Mapping[str, str]) -> dict[str, Array]:
    return {name: parts[whole] for name, whole in names.items()}


def _place(layers: Sequence[Layer], wanted: Layer) -> int:
    """Return where this very layer stands, not one that is equal to it; len(layers) if nowhere."""
    return next((place for place, layer in enumerate(layers) if layer is wanted), len(layers))
