"""A network taken apart: what each neuron adds up and answers, and how the loss depends on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from gdviz.core.activations import ACTIVATIONS
from gdviz.core.layers.base import Layer, Mode, batch_buffer
from gdviz.core.layers.dense import Dense
from gdviz.core.links import LINKS
from gdviz.core.losses import LOSSES
from gdviz.core.models.base import Model
from gdviz.core.models.network import Network
from gdviz.core.operations import Array, Operation, run
from gdviz.core.tape import LossTape, ModelTape

ROWS_AT_ONCE = 512  # a block's buffers stay in the cache

Neuron: TypeAlias = tuple[int, int]
"""Column and row of a neuron; column 0 are the inputs."""


@dataclass(frozen=True, eq=False)
class Stage:
    """A dense layer and what is made of its sums before the next one gets them.

    `first` is the place of the dense layer in the network, `last` that of the last layer which belongs to it.
    `weights` and `biases` are where its numbers begin in theta.
    """

    dense: Dense
    first: int
    last: int
    activation: str  # "linear" where there is none; the link's name for the last stage
    weights: int
    biases: int

    @property
    def shape(self) -> tuple[int, int]:
        """Return (n_in, n_out)."""
        return self.dense.W.shape[0], self.dense.W.shape[1]

    def weight_at(self, source: int, row: int) -> int:
        """Return where in theta the weight from `source` to neuron `row` lies."""
        return self.weights + source * self.shape[1] + row

    def bias_at(self, row: int) -> int:
        """Return where in theta the bias of neuron `row` lies."""
        return self.biases + row


def can_be_taken_apart(model: Model) -> bool:
    """Return whether a model is a network of plain rows, dense layer after dense layer."""
    return isinstance(model, Network) and bool(model.graph.layers) and all(
        len(layer.output_shape(shape)) == 1 for layer, shape in zip(model.graph.layers, _shapes(model), strict=False)
    )  # fmt: skip


def stages(model: Model) -> tuple[Stage, ...]:
    """Return the dense layers of a network with what follows each; raises ValueError for other models."""
    if not isinstance(model, Network) or not can_be_taken_apart(model):
        raise ValueError(f"only a network of dense layers can be taken apart; got {model.name}")
    places = [place for place, layer in enumerate(model.graph.layers) if isinstance(layer, Dense)]
    found = []
    for first, after in zip(places, [*places[1:], len(model.graph.layers)], strict=True):
        dense = model.graph.layers[first]
        assert isinstance(dense, Dense)
        followers = model.graph.layers[first + 1 : after]
        named = [name for name in map(_activation_of, followers) if name]
        activation = model.link if after == len(model.graph.layers) else named[-1] if named else "linear"
        found.append(
            Stage(dense, first, after - 1, activation, _offset(dense.W, model.theta), _offset(dense.b, model.theta))
        )
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Inside:
    """What goes on in a network for some rows.

    Column 0 are the inputs, column l what stage l hands on; the last column are the answers. `sums` (n, n_l) are the
    z of each stage, `outputs` (n, n_l) of each column.
    """

    sums: tuple[Array, ...]
    outputs: tuple[Array, ...]


@dataclass(frozen=True, eq=False)
class Slopes:
    """How the loss of one row depends on all that was computed from it.

    `by_sum` and `by_output` (n_l,) are dL/dz and dL/da of each stage, `by_weight` (n_in, n_out) and `by_bias` (n_out,)
    those of its parameters. dL/da of the last stage is by the scores.
    """

    loss: float
    inside: Inside
    by_sum: tuple[Array, ...]
    by_output: tuple[Array, ...]
    by_weight: tuple[Array, ...]
    by_bias: tuple[Array, ...]


def look_inside(model: Model, X: Array) -> Inside:
    """Return sums and outputs of all neurons for the rows X (n, d), as the model answers (not as it trains)."""
    parts = stages(model)
    rows = model.prepare(X)
    n = len(rows)
    size = max(1, min(n, ROWS_AT_ONCE))
    sums = [np.empty((n, part.shape[1]), rows.dtype) for part in parts]
    outputs = [rows, *(np.empty((n, part.shape[1]), rows.dtype) for part in parts)]
    trace = _Trace(model, np.zeros((size, *rows.shape[1:]), rows.dtype))
    link = LINKS[model.link]()
    for start in range(0, n, size):
        block = rows[start : start + size]
        trace.values[0][: len(block)] = block  # rows behind the last, smaller block are computed and not read
        run(trace.forward)
        for place, part in enumerate(parts):
            sums[place][start : start + size] = trace.values[part.first + 1][: len(block)]
            outputs[place + 1][start : start + size] = trace.values[part.last + 1][: len(block)]
    outputs[-1][...] = link.answer(outputs[-1])
    return Inside(tuple(sums), tuple(outputs))


def one_sample(model: Model, loss: str, x: Array, y: Array) -> Slopes:
    """Return forward and backward of a single row x (1, d) with its target y (1,), without penalties.

    The numbers are those of the model's own layers; the model's gradient is overwritten.
    """
    parts = stages(model)
    trace = _Trace(model, model.prepare(x))
    tape = ModelTape(trace.values[0], trace.values[-1], trace.slopes[-1], trace.forward, trace.backward)
    value = LossTape(tape, LOSSES[loss](), model.link, model.targets(y)).value_and_gradient()
    inside = Inside(
        tuple(trace.values[part.first + 1].copy() for part in parts),
        (
            trace.values[0].copy(),
            *(trace.values[part.last + 1].copy() for part in parts[:-1]),
            LINKS[model.link]().answer(trace.values[-1]),
        ),
    )
    return Slopes(
        loss=value,
        inside=inside,
        by_sum=tuple(trace.slopes[part.first + 1][0].copy() for part in parts),
        by_output=tuple(trace.slopes[part.last + 1][0].copy() for part in parts),
        by_weight=tuple(part.dense.dW.copy() for part in parts),
        by_bias=tuple(part.dense.db.copy() for part in parts),
    )


class _Trace:
    """A tape whose numbers between the layers can be read: values and slopes before and after each layer."""

    def __init__(self, model: Model, rows: Array) -> None:
        assert isinstance(model, Network)
        self.values: list[Array] = [rows]
        self.slopes: list[Array] = [np.zeros_like(rows)]
        self.forward: list[Operation] = []
        self.backward: list[Operation] = []
        for place, layer in enumerate(model.graph.layers, start=1):
            x, dx = self.values[-1], None if place == 1 else self.slopes[-1]
            mode = Mode(False, model.moment, place)
            seen, slope = layer.view(x, mode), None if dx is None else layer.view(dx, mode)
            if seen is not None:
                self.values.append(seen)
                self.slopes.append(np.zeros_like(seen) if slope is None else slope)
                continue
            y, dy = (batch_buffer(len(rows), layer.output_shape(x.shape[1:]), rows.dtype) for _ in range(2))
            passes = layer.write(x, y, dy, dx, mode)
            self.forward += passes.forward
            self.backward = [*passes.backward, *self.backward]
            self.values.append(y)
            self.slopes.append(dy)


def _activation_of(layer: Layer) -> str:
    """Return the name of the activation that a layer is; "" if it is none."""
    if layer.name in ACTIVATIONS:
        return layer.name
    inner = getattr(layer, "activation", "")
    return str(getattr(inner, "name", inner)) if layer.name == "activation" else ""


def _shapes(model: Network) -> list[tuple[int, ...]]:
    shapes: list[tuple[int, ...]] = [model.input_shape]
    for layer in model.graph.layers:
        shapes.append(layer.output_shape(shapes[-1]))
    return shapes


def _offset(part: Array, theta: Array) -> int:
    """Return where in theta the view `part` begins."""
    addresses = [array.__array_interface__["data"][0] for array in (part, theta)]
    return int(addresses[0] - addresses[1]) // theta.itemsize
