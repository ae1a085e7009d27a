"""What a layer is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from gdviz.core.operations import Array, Operation
from gdviz.core.registry import Registry


class Layer(ABC):
    """y = layer(x) for every row of a batch. A layer holds views of its parameters; buffers belong to the tape."""

    name: ClassVar[str]
    title: ClassVar[str]

    @abstractmethod
    def output_size(self, n_in: int) -> int:
        """Return how many numbers a row has after this layer."""

    def shapes(self, n_in: int) -> dict[str, tuple[int, ...]]:
        """Return the shapes of the layer's parameters by name; most layers have none."""
        return {}

    def bind(self, value: Mapping[str, Array], gradient: Mapping[str, Array]) -> None:  # noqa: B027
        """Take the views of theta and grad that belong to this layer."""

    def initialize(self, rng: np.random.Generator) -> None:  # noqa: B027
        """Set the parameters to their start."""

    @abstractmethod
    def forward(self, x: Array, y: Array) -> list[Operation]:
        """Write down y = layer(x)."""

    @abstractmethod
    def backward(self, x: Array, y: Array, dy: Array, dx: Array | None) -> list[Operation]:
        """Write down the parameters' gradients and dx = dL/dx; dx is None for the first layer, which needs none."""


LAYERS: Registry[type[Layer]] = Registry("layer", "gdviz.layers")
