"""The tape of a graph: the sums of gradients where ways part, and the memory that layers can share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gdviz.core.layers.activation import Activation
from gdviz.core.layers.base import Layer, Merge, Mode, Moment, Passes, Shape, batch_buffer, is_batch_last, with_one
from gdviz.core.memory import aligned
from gdviz.core.operations import Array, Operation, times
from gdviz.core.parameters import Parameters

if TYPE_CHECKING:
    from gdviz.core.graph import Graph, Node

NARROW = 16  # numbers a row; up to here a copy of x costs less than to add a bias to what comes of it


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


class TapeWriter:
    """Writes one tape: the sums of gradients where ways part, and the memory that layers can share."""

    def __init__(
        self,
        graph: Graph,
        inputs: Sequence[Array],
        parameters: Parameters,
        training: bool,
        moment: Moment,
        in_place: bool,
        scale: float,
    ) -> None:
        self.in_place = in_place
        self.graph, self.parameters, self.training, self.moment = graph, parameters, training, moment
        self.n, self.dtype = len(inputs[0]), parameters.theta.dtype
        self.values: list[Array] = list(inputs)
        self.scales = [scale] * len(inputs)  # what each value is to be multiplied by
        self.gradients: list[Array | None] = [None] * len(inputs)
        self.forward: list[Operation] = []
        self.backward: list[list[Operation]] = []
        self._written: set[int] = set()  # values with memory of their own
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
        dxs, sums = self._gradients_of(number, node)
        if place not in self.graph.outputs and len(node.sources) == 1 and self._is_view(node, dxs[0], mode, sums):
            return
        xs, scales = zip(*(self._as_wanted(source, node.layer) for source in node.sources), strict=True)
        mode = replace(mode, scale=scales[0])
        if self.in_place and isinstance(node.layer, Activation) and self._may_be_overwritten(node, place):
            z, dz = xs[0], dxs[0]
            self.forward += node.layer.forward(z, z)
            self._keep(z, dz, [] if dz is None else node.layer.backward(z, z, dz, dz), sums)
            return
        shape = self.graph.shapes[place]
        in_rows = self._in_rows(place, node.layer, xs[0], shape)
        y, dy = (
            aligned((self.n, *shape), self.dtype) if in_rows else batch_buffer(self.n, shape, self.dtype)
            for _ in range(2)
        )
        passes, shared = self._passes(node.layer, xs, y, dy, dxs, mode)
        self.forward += passes.forward
        self._written.add(place)
        self._keep(y, dy, [*passes.backward, *shared] if self.graph.trains[place] else [], sums)

    def _is_view(self, node: Node, dx: Array | None, mode: Mode, sums: list[Operation]) -> bool:
        """Return whether the layer only looks at its input and at that one's gradient; then it is done."""
        (source,) = node.sources
        x = self.values[source]
        y, dy = node.layer.view(x, mode), None if dx is None else node.layer.view(dx, mode)
        if y is None or not np.may_share_memory(y, x):
            return False
        if dx is not None and (dy is None or not np.may_share_memory(dy, dx)):
            return False
        self._keep(y, dy, [], sums, self.scales[source])
        return True

    def _may_be_overwritten(self, node: Node, place: int) -> bool:
        """Return whether the activation of this place may work in the memory of its sums."""
        (source,) = node.sources
        alone = sum(each.sources.count(source) for each in self.graph.nodes) == 1
        if not alone or not {source, place}.isdisjoint(self.graph.outputs) or source not in self._written:
            return False
        before = self.graph.nodes[source - len(self.graph.inputs)].layer
        return isinstance(node.layer, Activation) and node.layer.of_answer and not before.reads_output

    def _in_rows(self, place: int, layer: Layer, x: Array, shape: Shape) -> bool:
        """Return whether the output of this place lies row by row: where its layer would like it and no user minds."""
        users = [node.layer for node in self.graph.nodes if place in node.sources]
        allowed = place not in self.graph.outputs and all(user.any_order for user in (layer, *users))
        return allowed and layer.in_rows(x, shape)

    def _keep(
        self, y: Array, dy: Array | None, backward: list[Operation], sums: list[Operation], scale: float = 1.0
    ) -> None:
        self.values.append(y)
        self.scales.append(scale)
        self.gradients.append(dy)
        self.backward.append([*backward, *sums])

    def _as_wanted(self, source: int, layer: Layer) -> tuple[Array, float]:
        """Return a value and its scale, or a copy where the layer cannot take it as it lies, or is faster so."""
        x, scale = self.values[source], self.scales[source]
        narrow = x.ndim == 2 and x.shape[1] <= NARROW
        faster = layer.wants_one and narrow and with_one(x) is None
        in_order = faster or (layer.batch_last and not is_batch_last(x))
        if not in_order and (scale == 1 or (layer.takes_scale and not narrow)):
            return x, scale
        copy = batch_buffer(self.n, x.shape[1:], self.dtype) if in_order else np.empty_like(x)
        self.forward += times(x, scale, copy) or [(np.copyto, (copy, x))]
        return copy, 1.0

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
        place = place_of(self.graph.layers, layer)
        self._left[place] -= 1
        names, value, gradient = self.graph.names_of(layer), self.parameters.value, self.parameters.gradient
        if self._left[place] == 0:  # the last use, whose backward comes first
            return _of(layer, xs, y, dy, dxs, mode), []
        parts = {name: np.zeros_like(gradient[whole]) for name, whole in names.items()}
        layer.bind(picked(value, names), parts)
        passes = _of(layer, xs, y, dy, dxs, mode)
        layer.bind(picked(value, names), picked(gradient, names))
        return passes, [(np.add, (gradient[names[name]], part, gradient[names[name]])) for name, part in parts.items()]


def _of(layer: Layer, xs: tuple[Array, ...], y: Array, dy: Array, dxs: tuple[Array | None, ...], mode: Mode) -> Passes:
    return layer.join(xs, y, dy, dxs, mode) if isinstance(layer, Merge) else layer.write(xs[0], y, dy, dxs[0], mode)


def picked(parts: Mapping[str, Array], names: Mapping[str, str]) -> dict[str, Array]:
    return {name: parts[whole] for name, whole in names.items()}


def place_of(layers: Sequence[Layer], wanted: Layer) -> int:
    """Return where this very layer stands, not one that is equal to it; len(layers) if nowhere."""
    return next((place for place, layer in enumerate(layers) if layer is wanted), len(layers))
