"""Models that are made of layers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import DTypeLike

from gdviz.core.checks import of_kind, one_of
from gdviz.core.graph import Graph
from gdviz.core.layers.base import Shape, batch_buffer, size_of
from gdviz.core.links import LINKS
from gdviz.core.models.base import Model
from gdviz.core.models.blocks import Blocks
from gdviz.core.models.with_tanh import with_tanh
from gdviz.core.operations import Array, Operation
from gdviz.core.tape import ModelTape

NUMBERS_AT_ONCE = 1 << 22  # outputs of all layers together; a picture has 300,000 of them in the course's network
NUMBERS_KEPT = 1 << 18  # the same, for buffers that stay until answers are asked for again
FEWEST_ROWS = 32  # with fewer the products of matrices get slow


@dataclass
class LayeredModel(Model):
    """Scores z of a graph of layers; most often the layers are one row, from one input to one output.

    A graph of several inputs takes them side by side in one row of X, flattened; several outputs, which must be plain
    lists, stand side by side in z.
    """

    name = "layers"
    title = "Layers"
    formula = ""
    tasks = frozenset({"regression", "classification"})

    @classmethod
    def of(cls, graph: Graph, link: str, dtype: DTypeLike = np.float64) -> LayeredModel:
        """Return a model of a graph that was built by hand; its outputs are scores, of which `link` makes answers."""
        model = cls()
        model.take(graph, link, dtype)
        return model

    def take(self, graph: Graph, link: str, dtype: DTypeLike) -> None:
        """Make the parameters; raises ValueError where the outputs are not plain lists of numbers."""
        of_kind(graph, Graph, "graph")
        one_of(link, LINKS, "link")
        for shape in graph.output_shapes:
            if len(shape) != 1:
                raise ValueError(f"outputs must be plain lists of numbers, as a flatten layer makes them; got {shape}")
        self.graph: Graph = graph
        self.link = link
        self.parameters = graph.parameters(dtype)
        self.n_inputs = sum(map(size_of, graph.inputs))
        self.n_outputs = sum(map(size_of, graph.output_shapes))
        self._spare: list[Blocks] = []  # what nobody uses at this moment

    def build(
        self, n_inputs: int | Shape, n_outputs: int, task: str, *, X: Array | None = None, dtype: DTypeLike = np.float64
    ) -> None:
        raise TypeError("a model of a graph is made by LayeredModel.of(graph, link)")

    @property
    def input_shape(self) -> Shape:
        return self.graph.inputs[0] if len(self.graph.inputs) == 1 else (self.n_inputs,)

    @property
    def rows_at_once(self) -> int:
        each = sum(map(size_of, self.graph.shapes))
        return max(FEWEST_ROWS, min(super().rows_at_once, NUMBERS_AT_ONCE // each))

    @property
    def penalized(self) -> Array:
        mask = np.zeros_like(self.theta)
        parts = self.parameters.views(mask)
        for name in self.graph.penalties:
            parts[name][...] = 1.0
        return mask

    @property
    def own_penalties(self) -> tuple[Array, Array] | None:
        """Return L1 and L2 of each number of theta (P,) by what its layer says; None if no layer has any."""
        if not any(l1 or l2 for l1, l2 in self.graph.penalties.values()):
            return None
        strengths = np.zeros_like(self.theta), np.zeros_like(self.theta)
        parts = [self.parameters.views(flat) for flat in strengths]
        for name, own in self.graph.penalties.items():
            for part, strength in zip(parts, own, strict=True):
                part[name][...] = strength
        return strengths

    def initialize(self, rng: np.random.Generator) -> None:
        self.graph.initialize(rng)

    def in_blocks(self, rows: Array, size: int) -> Array:
        try:
            blocks = self._spare.pop()  # taken away while it is in use: another thread that asks makes its own
        except IndexError:
            blocks = self._blocks(size)
        scores = blocks.scores(rows)
        if not self._spare and size * sum(map(size_of, self.graph.shapes)) <= NUMBERS_KEPT:
            self._spare.append(blocks)
        return scores

    def _blocks(self, size: int) -> Blocks:
        twin = with_tanh(self.graph, self.parameters)
        x = np.zeros((size, *self.input_shape), self.theta.dtype)
        if twin is None:
            return Blocks(self.tape(x))
        graph, parameters, take_over = twin
        tape = graph.tape([x], parameters, training=False, moment=self.moment, in_place=True)
        return Blocks(ModelTape(x, tape.values[-1], tape.slope_of(len(graph.nodes)), tape.forward, []), take_over)

    def tape(self, rows: Array, training: bool = False, scale: float = 1.0) -> ModelTape:
        """Write down forward and backward for `scale` times the rows."""
        graph = self.graph
        inputs = [rows]
        if len(graph.inputs) > 1:
            inputs = [rows[:, part].reshape(len(rows), *shape) for part, shape in _parts(graph.inputs)]
        tape = graph.tape(inputs, self.parameters, training=training, moment=self.moment, in_place=True, scale=scale)
        values = [tape.values[output] for output in graph.outputs]
        gradients = [tape.slope_of(output) for output in graph.outputs]
        if len(values) == 1:
            return ModelTape(rows, values[0], gradients[0], tape.forward, tape.backward)
        z, dz = (batch_buffer(len(rows), (self.n_outputs,), rows.dtype) for _ in range(2))
        together, apart = list[Operation](), list[Operation]()
        for value, gradient, (part, _) in zip(values, gradients, _parts(graph.output_shapes), strict=True):
            together.append((np.copyto, (z[:, part], value)))
            apart.append((np.copyto, (gradient, dz[:, part])))
        return ModelTape(rows, z, dz, [*tape.forward, *together], [*apart, *tape.backward])


def _parts(shapes: tuple[Shape, ...]) -> list[tuple[slice, Shape]]:
    """Return where each of the shapes stands in a row that has all of them side by side."""
    edges = np.cumsum([0, *map(size_of, shapes)]).tolist()
    return [(slice(start, stop), shape) for (start, stop), shape in zip(pairwise(edges), shapes, strict=True)]
