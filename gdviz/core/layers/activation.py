"""An activation as a layer of its own."""

from __future__ import annotations

from gdviz.core.activations import ACTIVATIONS
from gdviz.core.layers.base import LAYERS, Layer
from gdviz.core.operations import Array, Operation


@LAYERS.register("activation")
class ActivationLayer(Layer):
    """a = g(z), element by element, with g from `gdviz.core.activations`."""

    title = "Activation"

    def __init__(self, activation: str) -> None:
        self.activation = ACTIVATIONS[activation]()

    def output_size(self, n_in: int) -> int:
        return n_in

    def forward(self, x: Array, y: Array) -> list[Operation]:
        return self.activation.forward(x, y)

    def backward(self, x: Array, y: Array, dy: Array, dx: Array | None) -> list[Operation]:
        return [] if dx is None else self.activation.backward(x, y, dy, dx)
