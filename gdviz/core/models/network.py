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
from gdviz.core.layers.base import Layer, Mode, Shape, batch_buffer
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
            self.layers += [Dense(int(width), for_activation(self.activation)), ActivationLayer(self.activation)]
        self.layers.append(Dense(self.n_outputs))

        shapes: dict[str, tuple[int, ...]] = {}
        places: list[dict[str, str]] = []
        row: Shape = self.input_shape
        for layer in self.layers:
            own = layer.shapes(row)
            number = 1 + sum(1 for place in places if place)
            places.append({part: f"{part}{number}" for part in own})
            shapes.update({f"{part}{number}": shape for part, shape in own.items()})
            row = layer.output_shape(row)
        self.parameters = Parameters(shapes, dtype)
        for layer, place in zip(self.layers, places, strict=True):
            layer.bind(
                {part: self.parameters.value[name] for part, name in place.items()},
                {part: self.parameters.gradient[name] for part, name in place.items()},
            )

    def initialize(self, rng: np.random.Generator) -> None:
        for layer in self.layers:
            layer.initialize(rng)

    def tape(self, rows: Array, training: bool = False) -> ModelTape:
        x, dx, forward, backward = rows, None, list[Operation](), list[Operation]()
        for place, layer in enumerate(self.layers, start=1):
            row = layer.output_shape(x.shape[1:])
            y, dy = (batch_buffer(len(rows), row, self.theta.dtype) for _ in range(2))
            passes = layer.write(x, y, dy, dx, Mode(training, self.moment, place))
            forward, backward = [*forward, *passes.forward], [*passes.backward, *backward]
            x, dx = y, dy
        assert dx is not None
        return ModelTape(rows, x, dx, forward, backward)

    @property
    def shape(self) -> tuple[Any, ...]:
        """Return the layer sizes: 2-8-8-1 as (2, 8, 8, 1)."""
        return (self.n_inputs, *self.hidden, self.n_outputs)
