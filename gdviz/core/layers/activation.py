"""What an activation is: a layer that works number by number."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar

import numpy as np

from gdviz.core.layers.base import Layer, Mode, Passes, Shape, is_batch_last
from gdviz.core.operations import Array, Operation
from gdviz.core.registry import Registry


class Activation(Layer):
    """a = g(z), element by element unless said otherwise; `backward` multiplies by g'(z).

    Each is a layer of its own, with its hyperparameters, and by its name the activation of others with its defaults.
    """

    kinks: ClassVar[tuple[float, ...]] = ()  # places where the slope, or a itself, jumps
    initializer: ClassVar[str] = "glorot_uniform"  # where weights in front of it start, unless told
    of_answer: ClassVar[bool] = False  # True: `backward` reads a alone, so that a may take the memory of z
    weights = ()
    any_order = True

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def in_rows(self, x: Array, shape: Shape) -> bool:
        return bool(x.flags.c_contiguous) and not is_batch_last(x) and x.ndim == 2

    @abstractmethod
    def forward(self, z: Array, a: Array) -> list[Operation]:
        """Write down a = g(z); with `of_answer`, a may be the memory of z."""

    @abstractmethod
    def backward(self, z: Array, a: Array, da: Array, dz: Array) -> list[Operation]:
        """Write down dz = da g'(z), in a where that is cheaper; dz may be the memory of da, but of nothing else."""

    def write(self, x: Array, y: Array, dy: Array, dx: Array | None, mode: Mode) -> Passes:
        return Passes(self.forward(x, y), [] if dx is None else self.backward(x, y, dy, dx))


ACTIVATIONS: Registry[type[Activation]] = Registry("activation", "gdviz.activations", ordered=True)


def activated(name: str, y: Array, dy: Array, write: Callable[[Array, Array], Passes]) -> Passes:
    """Write down y = g(z) behind the z that `write(z, dz)` makes; a linear y is z itself."""
    if name == "linear":
        return write(y, dy)
    g = ACTIVATIONS[name]()
    z, dz = y if g.of_answer else np.empty_like(y), np.empty_like(dy)
    inner = write(z, dz)
    return Passes([*inner.forward, *g.forward(z, y)], [*g.backward(z, y, dy, dz), *inner.backward])
