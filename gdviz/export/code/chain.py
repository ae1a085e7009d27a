"""A model taken apart for writing it down: its layers one by one, activations standing for themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from gdviz.core.graph import Graph
from gdviz.core.layers.activation import Activation
from gdviz.core.layers.base import Layer, Shape
from gdviz.core.layers.dense import Dense
from gdviz.core.operations import Array
from gdviz.export.code.errors import CodeError

KINDS = (
    "dense", "conv2d", "max_pooling2d", "average_pooling2d", "flatten", "reshape", "dropout", "batch_normalization",
)  # fmt: skip
ACTIVATIONS = ("linear", "relu", "tanh", "sigmoid", "leaky_relu", "elu", "softplus", "gelu", "step", "softmax")
STATISTICS = ("mean", "variance")
_NAMES = {"beta": "offset"}  # beta1 and beta2 are numbers of Adam


@dataclass(frozen=True, eq=False)
class CodeLayer:
    """One layer at its place (from 1): `arrays` are its parameters W, b, ... at the start, `number` is their number.

    `core` has its options; rows come with `shape` and leave with `shape_after`. l1 and l2 are the price on its weights.
    """

    core: Layer
    place: int
    number: int
    shape: Shape
    shape_after: Shape
    arrays: dict[str, Array]
    l1: float = 0.0
    l2: float = 0.0

    @property
    def kind(self) -> str:
        return self.core.name

    @property
    def frozen(self) -> bool:
        return bool(self.core.frozen)

    @property
    def is_activation(self) -> bool:
        return isinstance(self.core, Activation)

    @property
    def trained(self) -> list[str]:
        """Return what a program calls the parameters that a method moves: W1, b1."""
        return [] if self.frozen else [self._called(name) for name in self.arrays if name not in STATISTICS]

    @property
    def named(self) -> dict[str, Array]:
        """Return all arrays by what a program calls them, statistics included."""
        return {self._called(name): array for name, array in self.arrays.items()}

    def _called(self, name: str) -> str:
        return f"{name}{self.number or ''}"

    def option(self, name: str) -> Any:
        """Return an option of the layer."""
        return getattr(self.core, name)


def chain_of(graph: Graph, value: dict[str, Array], l1: float, l2: float) -> tuple[CodeLayer, ...]:
    """Return the layers of a network; raises CodeError for one that programs do not know, or that joins several."""
    layers, number = [], 0
    for place, node in enumerate(graph.nodes, start=1):
        core, names = node.layer, graph.names_of(node.layer)
        if node.sources != (place - 1,):
            raise CodeError("Programs know networks whose layers stand one behind the other; this one has branches.")
        if not (core.name in KINDS or (isinstance(core, Activation) and core.name in ACTIVATIONS)):
            raise CodeError(f"Programs know no {core.name} layer: it came with a plug-in.")
        if core.name == "linear":
            continue
        number += bool(names)
        weighted = bool(core.weights and names) and not core.frozen
        layers.append(
            CodeLayer(
                core, place, number, graph.shapes[place - 1], graph.shapes[place],
                {_NAMES.get(name, name): value[whole].copy() for name, whole in names.items()
                 if name != "b" or getattr(core, "bias", True)},
                (l1 + core.l1) * weighted, (l2 + core.l2) * weighted,
            )
        )  # fmt: skip
    return tuple(layers)


def of_function(theta: Array) -> tuple[CodeLayer, ...]:
    """Return what stands for a function of two variables: its place (x, y)."""
    arrays = {"x": theta[:1].copy(), "y": theta[1:].copy()}
    return (CodeLayer(Dense(1), 1, 0, (2,), (1,), arrays),)


def one_dense(W: Array, b: Array | None, l1: float, l2: float) -> tuple[CodeLayer, ...]:
    """Return the one layer that every model is which is linear in its parameters."""
    arrays = {"W": W.copy()} if b is None else {"W": W.copy(), "b": b.copy()}
    return (CodeLayer(Dense(W.shape[1]), 1, 1, W.shape[:1], W.shape[1:], arrays, l1, l2),)


def with_scales(layers: Sequence[CodeLayer], factor: float) -> tuple[CodeLayer, ...]:
    """Return the layers with prices `factor` times as high."""
    return tuple(replace(layer, l1=factor * layer.l1, l2=factor * layer.l2) for layer in layers)
