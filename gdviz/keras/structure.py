"""Layers that hang together, and their weights: what a model is before it is told what to minimise."""

from __future__ import annotations

import copy
import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Self

import numpy as np

from gdviz.core.checks import one_of
from gdviz.core.graph import Graph, Node
from gdviz.core.layers.base import Layer as CoreLayer
from gdviz.core.layers.base import Symbol, given
from gdviz.core.layers.flatten import Flatten
from gdviz.core.layers.linear import Linear
from gdviz.core.layers.sigmoid import Sigmoid
from gdviz.core.layers.softmax import Softmax
from gdviz.core.models.layered import LayeredModel
from gdviz.core.operations import Array
from gdviz.keras import config
from gdviz.keras.arguments import refused, whole
from gdviz.keras.layers.base import Layer, checked_weights, usual_names
from gdviz.keras.progress import summary_table


class Structure:
    """A graph of layers, with weights.

    The last sigmoid or softmax of an output is taken apart from its layer: cross-entropy then works on scores, and
    stays exact where a probability would round to 0 or 1.

    A layer's weights are those of the model that had it first. Another model of the same layers, such as one that
    answers what a hidden layer makes, has copies, which are brought up to date before it works and handed back after.
    """

    def _start(self, name: str) -> None:
        if not isinstance(name, str):
            raise TypeError(f"name of a model must be a name; got {name!r}")
        self.name = name
        self.inputs: tuple[Symbol, ...] = ()
        self.outputs: tuple[Symbol, ...] = ()
        self.stepped = False  # whether the optimizer has worked on these weights
        self._core: LayeredModel | None = None
        self._borrowed: list[tuple[Layer, list[Array]]] = []  # layers of other models, and what they are here
        self._fits = False

    def _take(
        self,
        graph: Graph,
        dtype: str | None = None,
        symbols: tuple[tuple[Symbol, ...], tuple[Symbol, ...]] | None = None,
        input_names: Sequence[str] = (),
    ) -> None:
        """Make weights for a graph; layers that have weights of these shapes keep them."""
        self._graph = graph
        chain, self._links = _parted(graph)
        link = self._links[0] if len(self._links) == 1 else "identity"  # several: each output has its own
        core = LayeredModel.of(chain, link, dtype or config.floatx())
        rng = np.random.default_rng(config.next_seed())
        core.initialize(rng)
        self._core, self.stepped, self._borrowed = core, False, []
        values = core.parameters.value
        for layer, own in zip(graph.layers, chain.layers, strict=False):  # flattened answers come last, without weights
            face = self._face(layer)
            arrays = [values[name] for part, name in chain.names_of(own).items() if part not in face.hidden]
            owner = face.owner and face.owner()
            if owner is None or owner is self:
                face.bind(arrays, rng)
                face.owner = weakref.ref(self)
            else:
                self._borrowed.append((face, arrays))
        self.inputs, self.outputs = symbols or self._called(
            tuple(
                given(shape, name)
                for shape, name in zip(graph.inputs, input_names or usual_names(len(graph.inputs)), strict=True)
            )
        )

    def _called(self, inputs: tuple[Symbol, ...]) -> tuple[tuple[Symbol, ...], tuple[Symbol, ...]]:
        """Call all layers, one behind the other, on symbols; return those and what comes out."""
        values = list(inputs)
        for node in self._graph.nodes:
            sources = [values[source] for source in node.sources]
            values.append(self._face(node.layer)(sources[0] if len(sources) == 1 else sources))
        return inputs, tuple(values[output] for output in self._graph.outputs)

    def _pull(self) -> None:
        """Bring copies of other models' weights up to date."""
        if not self._fits:
            for face, arrays in self._borrowed:
                for own, theirs in zip(arrays, face.weights, strict=True):
                    own[...] = theirs

    def _push(self) -> None:
        for face, arrays in self._borrowed:
            for own, theirs in zip(arrays, face.weights, strict=True):
                theirs[...] = own

    @classmethod
    def from_graph(cls, graph: Graph, name: str, dtype: str, input_names: Sequence[str] = ()) -> Self:
        """Return a model of a graph of the core's layers, each of which has a face."""
        model = cls.__new__(cls)
        model._start(name)
        model._take(graph, dtype, input_names=input_names)
        return model

    def face_of(self, node: Node) -> Layer:
        """Return the layer of a node of the graph, as the user knows it."""
        return self._face(node.layer)

    @staticmethod
    def _face(layer: CoreLayer) -> Layer:
        face: Layer = layer.__dict__["face"]
        return face

    @property
    def core(self) -> LayeredModel:
        """Return the model of the core; raises ValueError before the shape of its rows is known."""
        if self._core is None:
            raise ValueError("the model is not built yet: give its first layer an input_shape, or call fit")
        return self._core

    # -- looking -----------------------------------------------------------------------------------------------------

    @property
    def layers(self) -> list[Layer]:
        return [self._face(layer) for layer in self._graph.layers]

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """Return a layer by its name or its place; raises ValueError for one that is not there."""
        layers = self.layers
        if index is not None:
            place = whole(index, "index", -len(layers))
            if place >= len(layers):
                raise ValueError(f"index must be below the number of layers, {len(layers)}; got {index}")
            return layers[place]
        by_name = {layer.name: layer for layer in reversed(layers)}
        return by_name[one_of(name, [layer.name for layer in layers], "name")]

    @property
    def input(self) -> Symbol | list[Symbol]:
        return self.inputs[0] if len(self.inputs) == 1 else list(self.inputs)

    @property
    def output(self) -> Symbol | list[Symbol]:
        return self.outputs[0] if len(self.outputs) == 1 else list(self.outputs)

    @property
    def input_names(self) -> list[str]:
        """Return the names of the inputs, as `Input` was given them."""
        return [symbol.name for symbol in self.inputs]

    @property
    def output_names(self) -> list[str]:
        """Return the names of the layers that the outputs come from."""
        graph = self.graph
        return [self._face(graph.nodes[output - len(graph.inputs)].layer).name for output in graph.outputs]

    @property
    def built(self) -> bool:
        return self._core is not None

    @property
    def trainable(self) -> bool:
        return any(layer.trainable for layer in self.layers)

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self.layers:
            layer.trainable = value

    @property
    def graph(self) -> Graph:
        """Return the graph as it was written, activations in their layers."""
        _ = self.core
        return self._graph

    @property
    def input_shape(self) -> tuple[int | None, ...]:
        return (None, *self.core.input_shape)

    @property
    def output_shape(self) -> tuple[int | None, ...]:
        return (None, *self._graph.output_shapes[0])

    def count_params(self) -> int:
        _ = self.core
        return sum(array.size for array in self.weights)

    def summary(
        self,
        line_length: int | None = None,
        positions: Sequence[float] | None = None,
        print_fn: Callable[[str], object] | None = None,
        **others: object,
    ) -> None:
        """Print layers, output shapes and numbers of parameters; `line_length` is the least width of the table."""
        refused(Structure.summary, {"positions": positions, **others})
        rows: dict[str, tuple[str, str, int]] = {}  # a layer that works at several places counts once
        for node, shape in zip(self.graph.nodes, self._graph.shapes[len(self._graph.inputs) :], strict=True):
            face = self._face(node.layer)
            rows.setdefault(
                face.name, (f"{face.name} ({type(face).__name__})", str((None, *shape)), face.count_params())
            )
        fixed = sum(array.size for array in self.non_trainable_weights)
        width = whole(line_length or 0, "line_length", 0)
        (print_fn or print)(summary_table(self.name, list(rows.values()), self.count_params(), fixed, width))

    # -- weights -----------------------------------------------------------------------------------------------------

    def get_weights(self) -> list[Array]:
        """Return copies of all weights, layer by layer."""
        _ = self.core
        return [array for layer in self.layers for array in layer.get_weights()]

    @property
    def weights(self) -> list[Array]:
        """The arrays themselves, layer by layer."""
        return [array for layer in self.layers for array in layer.weights]

    @property
    def trainable_weights(self) -> list[Array]:
        """Those of the arrays that training moves."""
        return [array for layer in self.layers if layer.trainable for array in layer.trainable_weights]

    trainable_variables = trainable_weights

    @property
    def non_trainable_weights(self) -> list[Array]:
        trained = {id(array) for array in self.trainable_weights}
        return [array for array in self.weights if id(array) not in trained]

    non_trainable_variables = non_trainable_weights
    variables = weights

    def set_weights(self, weights: Sequence[Array]) -> None:
        """Take weights over; raises ValueError or TypeError, and changes nothing, where they are not what is there."""
        rest = checked_weights(weights, self.get_weights(), "weights")
        for layer in self.layers:
            count = len(layer.get_weights())
            layer.put(rest[:count])
            rest = rest[count:]


def _parted(graph: Graph) -> tuple[Graph, list[str]]:
    """Return the graph without the sigmoid or softmax of its outputs, and the links that do it instead.

    Outputs that are pictures are flattened.
    """
    own = {id(layer): copy.copy(layer) for layer in graph.layers}  # several models may have the same layers
    nodes = [Node(own[id(node.layer)], node.sources) for node in graph.nodes]
    links = list[str]()
    for output in graph.outputs:
        place = output - len(graph.inputs)
        layer = nodes[place].layer
        used_once = sum(node.layer is layer for node in nodes) == 1 == graph.outputs.count(output)
        ends = used_once and not any(output in node.sources for node in graph.nodes)
        name = getattr(layer, "activation", None) or layer.name
        plain = len(graph.shapes[output]) == 1
        if (
            not ends
            or not plain
            or name not in ("sigmoid", "softmax")
            or (isinstance(layer, Sigmoid) and layer.beta != 1)
        ):
            links.append("identity")
            continue
        bare: CoreLayer = Linear() if isinstance(layer, Sigmoid | Softmax) else replace(layer, activation="linear")  # type: ignore[type-var]
        nodes[place] = Node(bare, graph.nodes[place].sources)
        links.append(name)
    outputs = list(graph.outputs)
    for number, output in enumerate(graph.outputs):
        if len(graph.shapes[output]) > 1:  # pictures: the core answers with plain lists
            outputs[number] = len(graph.inputs) + len(nodes)
            nodes.append(Node(Flatten(), (output,)))
    return Graph(graph.inputs, nodes, outputs), links
