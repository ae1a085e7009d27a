"""An activation as a layer of its own."""

from __future__ import annotations

from dataclasses import dataclass

from gdviz.core.activations import ACTIVATIONS
from gdviz.core.hyperparameter import choice
from gdviz.core.layers.base import LAYERS, Layer, Mode, Passes, Shape
from gdviz.core.operations import Array


@LAYERS.register("activation")
@dataclass
class ActivationLayer(Layer):
    """a = g(z), element by element, with g from `gdviz.core.activations`."""

    activation: str = choice("tanh", tuple(ACTIVATIONS))

    title = "Activation"

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def write(self, x: Array, y: Array, dy: Array, dx: Array | None, mode: Mode) -> Passes:
        function = ACTIVATIONS[self.activation]()
        return Passes(function.forward(x, y), [] if dx is None else function.backward(x, y, dy, dx))
