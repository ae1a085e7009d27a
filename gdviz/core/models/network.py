"""A dense network of any depth and width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from gdviz.core.activations import ACTIVATIONS
from gdviz.core.hyperparameter import choice
from gdviz.core.initializers import for_activation
from gdviz.core.layers.activation import ActivationLayer
from gdviz.core.layers.base import Layer
from gdviz.core.layers.dense import Dense
from gdviz.core.models.base import MODELS, Model
from gdviz.core.operations import Array, Operation
from gdviz.core.parameters import Parameters
from gdviz.core.tape import ModelTape

MAX_LAYERS = 12
MAX_WIDTH = 512


@MODELS.register("network")
@dataclass
class Network(Model):
    """a_0 = x;  a_l = g(a_{l-1} W_l + b_l) for each hidden layer l;  z = a_L W + b.

    W1 (d, n_1), b1 (n_1,), W2 (n_1, n_2), ...; regression ends in one linear output, two classes in one sigmoid, more
    in a softmax.
    """

    hidden: tuple[int, ...] = (8, 8)
    activation: str = choice("tanh", tuple(ACTIVATIONS), restarts=True, help="What each hidden neuron makes of its sum")

    title = "Neural network"
    order = 60
    formula = "g(… g(x·W₁ + b₁) …)"
    tasks = frozenset({"regression", "classification"})

    def build(
        self, n_inputs: int, n_outputs: int, task: str, *, X: Array | None = None, dtype: DTypeLike = np.float64
    ) -> None:
        if n_inputs < 1:
            raise ValueError(f"n_inputs must be at least 1; got {n_inputs}")
        if len(self.hidden) > MAX_LAYERS:
            raise ValueError(f"hidden must have at most {MAX_LAYERS} layers; got {len(self.hidden)}")
        for width in self.hidden:
            if not 1 <= width <= MAX_WIDTH or width != int(width):
                raise ValueError(f"hidden widths must be whole numbers in [1, {MAX_WIDTH}]; got {width}")
        if task == "classification" and n_outputs < 2:
            raise ValueError(f"a classifier needs at least 2 classes; got {n_outputs}")
        self.n_inputs = n_inputs
        self.link = "identity" if task == "regression" else "sigmoid" if n_outputs == 2 else "softmax"
        self.n_outputs = n_outputs if self.link == "softmax" else 1

        self.layers: list[Layer] = []
        for width in self.hidden:
            self.layers += [Dense(width, for_activation(self.activation)), ActivationLayer(self.activation)]
        self.layers.append(Dense(self.n_outputs))

        shapes: dict[str, tuple[int, ...]] = {}
        places: list[dict[str, str]] = []
        size = n_inputs
        for layer in self.layers:
            own = layer.shapes(size)
            number = 1 + sum(1 for place in places if place)
            places.append({part: f"{part}{number}" for part in own})
            shapes.update({f"{part}{number}": shape for part, shape in own.items()})
            size = layer.output_size(size)
        self.parameters = Parameters(shapes, dtype)
        for layer, place in zip(self.layers, places, strict=True):
            layer.bind(
                {part: self.parameters.value[name] for part, name in place.items()},
                {part: self.parameters.gradient[name] for part, name in place.items()},
            )

    def initialize(self, rng: np.random.Generator) -> None:
        for layer in self.layers:
            layer.initialize(rng)

    def tape(self, rows: Array) -> ModelTape:
        values, gradients, size = [rows], [np.empty_like(rows)], rows.shape[1]
        for layer in self.layers:
            size = layer.output_size(size)
            # neuron by neuron in memory: a bias is added to a whole column at once, twice as fast
            values.append(np.empty((len(rows), size), self.theta.dtype, order="F"))
            gradients.append(np.empty_like(values[-1]))
        forward: list[Operation] = []
        for layer, x, y in zip(self.layers, values, values[1:], strict=False):
            forward += layer.forward(x, y)
        backward: list[Operation] = []
        for i in reversed(range(len(self.layers))):
            dx = gradients[i] if i else None
            backward += self.layers[i].backward(values[i], values[i + 1], gradients[i + 1], dx)
        return ModelTape(rows, values[-1], gradients[-1], forward, backward)

    @property
    def shape(self) -> tuple[Any, ...]:
        """Return the layer sizes: 2-8-8-1 as (2, 8, 8, 1)."""
        return (self.n_inputs, *self.hidden, self.n_outputs)
