"""A network of layers, one behind the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from gdviz.core.checks import one_of, several, whole
from gdviz.core.graph import Graph
from gdviz.core.hyperparameter import choice
from gdviz.core.layers import ACTIVATIONS
from gdviz.core.layers.base import Shape
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.layers.options import apart
from gdviz.core.models.base import MODELS, TASKS
from gdviz.core.models.layered import LayeredModel
from gdviz.core.operations import Array
from gdviz.core.stack import check

MAX_LAYERS = 12  # hidden dense layers of the short form
MAX_WIDTH = 512
MAX_CHOSEN = 64  # layers of any kind
FROM_DATA = ("width", "activation")  # of the output


@MODELS.register("network")
@dataclass
class Network(LayeredModel):
    """a_0 = x;  a_l = g(a_{l-1} W_l + b_l) for each hidden layer l;  z = a_L W + b.

    W1 (d, n_1), b1 (n_1,), W2 (n_1, n_2), ...; regression ends in one linear output, two classes in one sigmoid, more
    in a softmax. `hidden` and `activation` are the short form for dense layers alone; `layers`, if given, says
    instead what stands before the output, layer by layer, and rows may be pictures. `output` is a dense layer that says
    how the output's weights start and what they cost; how many neurons it has follows from the data.
    """

    hidden: tuple[int, ...] = (8, 8)
    activation: str = choice("tanh", ACTIVATIONS, restarts=True, help="What each hidden neuron makes of its sum")
    layers: tuple[LayerChoice, ...] | None = None
    output: LayerChoice | None = None

    title = "Neural network"
    order = 60
    formula = "g(… g(x·W₁ + b₁) …)"

    @property
    def declared(self) -> tuple[LayerChoice, ...]:
        """Return what stands before the output, in whichever way it was written."""
        return declared_layers({"hidden": self.hidden, "activation": self.activation, "layers": self.layers})

    def build(
        self, n_inputs: int | Shape, n_outputs: int, task: str, *, X: Array | None = None, dtype: DTypeLike = np.float64
    ) -> None:
        """Make the parameters; `n_inputs` is the shape of a row where rows are pictures."""
        shape = tuple(n_inputs) if isinstance(n_inputs, list | tuple) else (whole(n_inputs, "n_inputs", 1),)
        if not shape or not all(isinstance(side, int | np.integer) and side >= 1 for side in shape):
            raise ValueError(f"n_inputs must be at least 1; got {n_inputs}")
        one_of(task, TASKS, "task")
        n_outputs = whole(n_outputs, "n_outputs", 0)
        if task == "classification" and n_outputs < 2:
            raise ValueError(f"a classifier needs at least 2 classes; got {n_outputs}")
        link = "identity" if task == "regression" else "sigmoid" if n_outputs == 2 else "softmax"
        if self.layers is None:
            check_hidden(self.hidden)
        else:
            check_layers(several(self.layers, LayerChoice, "layers"))
        output = declared_output({"output": self.output}).replace(width=n_outputs if link == "softmax" else 1)
        declared = (*self.declared, output)
        for report in check(shape, declared):
            if report.complaint:
                raise ValueError(report.complaint)
        chain = [layer for choice in declared for layer in apart(choice.make())]
        self.take(Graph.chain(shape, chain), link, dtype)

    @property
    def shape(self) -> tuple[Any, ...]:
        """Return the layer sizes: 2-8-8-1 as (2, 8, 8, 1); where a row is a picture, its shape stands there."""
        weighted = (bool({*node.layer.weights} & {*self.graph.names_of(node.layer)}) for node in self.graph.nodes)
        sizes = (size for size, shown in zip(self.graph.shapes, (True, *weighted), strict=True) if shown)
        return tuple(size[0] if len(size) == 1 else size for size in sizes)


def declared_layers(options: Mapping[str, Any]) -> tuple[LayerChoice, ...]:
    """Return the layers before the output that the options of a network name, in the long form.

    Such options are those of a `ModelChoice`: {"layers": ...}, or {"hidden": ..., "activation": ...}, or nothing.
    """
    layers = options.get("layers")
    if layers is not None:
        return tuple(layers)
    activation, hidden = options.get("activation", Network.activation), options.get("hidden", Network.hidden)
    return tuple(LayerChoice("dense", {"width": int(width), "activation": activation}) for width in hidden)


def declared_output(options: Mapping[str, Any]) -> LayerChoice:
    """Return the output layer that the options of a network name, without width; raises ValueError if it is none."""
    output = options.get("output")
    choice = LayerChoice("dense") if output is None else LayerChoice.of(output)
    if choice.name != "dense":
        raise ValueError(f"output must be a dense layer; got {choice.name}")
    for name in FROM_DATA:
        if name in choice.options:
            raise ValueError(f"output must have no {name}, which follows from the data; got {choice.options[name]!r}")
    return choice


def check_hidden(widths: Sequence[int]) -> None:
    """Raise ValueError unless these are widths of hidden layers."""
    if not isinstance(widths, list | tuple):
        raise TypeError(f"hidden must be a list of widths, such as (8, 8); got {widths!r}")
    if len(widths) > MAX_LAYERS:
        raise ValueError(f"hidden must have at most {MAX_LAYERS} layers; got {len(widths)}")
    for width in widths:
        if not isinstance(width, int | float | np.number) or not 1 <= width <= MAX_WIDTH or width != int(width):
            raise ValueError(f"hidden widths must be whole numbers in [1, {MAX_WIDTH}]; got {width!r}")


def check_layers(layers: Sequence[LayerChoice]) -> None:
    """Raise ValueError if there are too many."""
    if len(layers) > MAX_CHOSEN:
        raise ValueError(f"layers must be at most {MAX_CHOSEN}; got {len(layers)}")
