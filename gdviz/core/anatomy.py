"""A network taken apart: what each neuron adds up and answers, and how the loss depends on it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from gdviz.core.graph import GraphTape
from gdviz.core.layers.activation import Activation
from gdviz.core.layers.base import Layer
from gdviz.core.layers.dense import Dense
from gdviz.core.links import LINKS
from gdviz.core.losses import LOSSES
from gdviz.core.models.base import Model
from gdviz.core.models.layered import LayeredModel
from gdviz.core.models.linear import LinearModel
from gdviz.core.operations import Array, run
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
    followers: tuple[Layer, ...]  # what comes behind the sums, in order; without the link of the last stage
    weights: int
    biases: int

    @property
    def shape(self) -> tuple[int, int]:
        """Return (n_in, n_out)."""
        return self.dense.W.shape[0], self.dense.W.shape[1]

    @property
    def others(self) -> tuple[Layer, ...]:
        """What else than activations belongs to it: dropout, ..."""
        return tuple(layer for layer in self.followers if not isinstance(layer, Activation))

    @property
    def bend(self) -> int:
        """The place of the last activation in the network; that of the dense layer where there is none."""
        bends = (place for place, layer in enumerate(self.followers, self.first + 1) if isinstance(layer, Activation))
        return max(bends, default=self.first)

    def weight_at(self, source: int, row: int) -> int:
        """Return where in theta the weight from `source` to neuron `row` lies."""
        return self.weights + source * self.shape[1] + row

    def bias_at(self, row: int) -> int:
        """Return where in theta the bias of neuron `row` lies; that of a layer without a bias is 0 and stays so."""
        return self.biases + row


def can_be_taken_apart(model: Model) -> bool:
    """Return whether a model is a row of layers on plain rows of numbers, with dense ones among them.

    Linear, logistic and softmax regression are: one dense layer, which is the output.
    """
    if isinstance(model, LinearModel):
        return model.is_one_layer
    if not isinstance(model, LayeredModel):
        return False
    graph = model.graph
    one_row = all(node.sources == (place,) for place, node in enumerate(graph.nodes))
    plain = all(len(shape) == 1 for shape in graph.shapes)
    return one_row and plain and len(graph.inputs) == 1 and isinstance(graph.nodes[0].layer, Dense)


def stages(model: Model) -> tuple[Stage, ...]:
    """Return the dense layers of a network with what follows each; raises ValueError for other models."""
    if isinstance(model, LinearModel) and model.is_one_layer:
        return (_only_stage(model),)
    if not isinstance(model, LayeredModel) or not can_be_taken_apart(model):
        raise ValueError(f"only a row of layers that begins with a dense one can be taken apart; got {model.name}")
    layers = [node.layer for node in model.graph.nodes]
    places = [place for place, layer in enumerate(layers) if isinstance(layer, Dense)]
    found = []
    for first, after in pairwise([*places, len(layers)]):
        dense = layers[first]
        assert isinstance(dense, Dense)
        followers = tuple(layers[first + 1 : after])
        named = [layer.name for layer in followers if isinstance(layer, Activation)]
        activation = model.link if after == len(layers) else named[-1] if named else "linear"
        offsets = (_offset(part, model.theta) for part in (dense.W, dense.b))
        found.append(Stage(dense, first, after - 1, activation, followers, *offsets))
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Inside:
    """What goes on in a network for some rows.

    Column 0 are the inputs, column l what stage l hands on; the last column are the answers. `sums` (n, n_l) are the
    z of each stage, `bent` (n, n_l) what its activation makes of them, `outputs` (n, n_l) of each column.
    """

    sums: tuple[Array, ...]
    bent: tuple[Array, ...]
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
    if isinstance(model, LinearModel):
        z = model.scores(X)
        answers = LINKS[model.link]().answer(z)
        return Inside((z,), (answers,), (np.asarray(X, z.dtype), answers))
    rows = model.prepare(X)
    n = len(rows)
    size = max(1, min(n, ROWS_AT_ONCE, model.rows_at_once))
    sums = [np.empty((n, part.shape[1]), rows.dtype) for part in parts]
    outputs = [rows, *(np.empty((n, part.shape[1]), rows.dtype) for part in parts)]
    scaled = [place for place, part in enumerate(parts) if part.bend not in (part.first, part.last)]
    bent = outputs[1:]
    for place in scaled:
        bent[place] = np.empty_like(outputs[place + 1])
    tape = _traced(model, np.zeros((size, *rows.shape[1:]), rows.dtype))
    link = LINKS[model.link]()
    for start in range(0, n, size):
        block = rows[start : start + size]
        tape.values[0][: len(block)] = block  # rows behind the last, smaller block are computed and not read
        run(tape.forward)
        for place, part in enumerate(parts):
            sums[place][start : start + size] = tape.values[part.first + 1][: len(block)]
            outputs[place + 1][start : start + size] = tape.values[part.last + 1][: len(block)]
        for place in scaled:
            bent[place][start : start + size] = tape.values[parts[place].bend + 1][: len(block)]
    outputs[-1][...] = link.answer(outputs[-1])
    return Inside(tuple(sums), tuple(bent), tuple(outputs))


def one_sample(model: Model, loss: str, x: Array, y: Array) -> Slopes:
    """Return forward and backward of a single row x (1, d) with its target y (1,), without penalties.

    The numbers are those of the model's own layers; the model's gradient is overwritten.
    """
    parts = stages(model)
    if isinstance(model, LinearModel):
        only = model.tape(model.prepare(x))
        value = LossTape(only, LOSSES[loss](), model.link, model.targets(y)).value_and_gradient()
        dense, slope = parts[0].dense, only.dz[0].copy()
        return Slopes(
            value, look_inside(model, x), (slope,), (slope.copy(),), (dense.dW.copy(),), (dense.db.copy(),)
        )  # fmt: skip
    trace = _traced(model, model.prepare(x))
    values, slopes = trace.values, trace.gradients
    assert slopes[-1] is not None
    tape = ModelTape(values[0], values[-1], slopes[-1], trace.forward, trace.backward)
    value = LossTape(tape, LOSSES[loss](), model.link, model.targets(y)).value_and_gradient()
    answers = LINKS[model.link]().answer(values[-1])
    return Slopes(
        loss=value,
        inside=Inside(
            tuple(values[part.first + 1].copy() for part in parts),
            (*(values[part.bend + 1].copy() for part in parts[:-1]), answers),
            (values[0].copy(), *(values[part.last + 1].copy() for part in parts[:-1]), answers),
        ),
        by_sum=tuple(_row(slopes[part.first + 1], part.shape[1]) for part in parts),
        by_output=tuple(_row(slopes[part.last + 1], part.shape[1]) for part in parts),
        by_weight=tuple(part.dense.dW.copy() for part in parts),
        by_bias=tuple(part.dense.db.copy() for part in parts),
    )


def _only_stage(model: LinearModel) -> Stage:
    """Return the rows of C as the weights and biases of a dense layer, which is the whole model."""
    k = model.n_outputs
    dense = Dense(k)
    C, dC = (flat.reshape(-1, k) for flat in (model.theta, model.parameters.grad))
    dense.bind({"W": C[:-1], "b": C[-1]}, {"W": dC[:-1], "b": dC[-1]})
    return Stage(dense, 0, 0, model.link, (), 0, model.theta.size - k)


def _traced(model: Model, rows: Array) -> GraphTape:
    """Return a tape whose numbers between the layers can be read."""
    assert isinstance(model, LayeredModel)
    return model.graph.tape([rows], model.parameters, training=False, moment=model.moment)


def _row(slope: Array | None, width: int) -> Array:
    return np.zeros(width) if slope is None else slope[0].copy()


def _offset(part: Array, theta: Array) -> int:
    """Return where in theta the view `part` begins."""
    addresses = [array.__array_interface__["data"][0] for array in (part, theta)]
    return int(addresses[0] - addresses[1]) // theta.itemsize
