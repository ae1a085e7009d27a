"""Activations: what a neuron makes of its sum z, and the slope of that."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import partial
from typing import ClassVar

import numpy as np

from gdviz.core.operations import Array, Operation, constant
from gdviz.core.registry import Registry


class Activation(ABC):
    """a = g(z), element by element; `backward` multiplies by g'(z), written in a where that is cheaper."""

    name: ClassVar[str]
    title: ClassVar[str]
    formula: ClassVar[str]

    @abstractmethod
    def forward(self, z: Array, a: Array) -> list[Operation]:
        """Write down a = g(z)."""

    @abstractmethod
    def backward(self, z: Array, a: Array, da: Array, dz: Array) -> list[Operation]:
        """Write down dz = da g'(z); dz may be the memory of da, z and a must not be."""


ACTIVATIONS: Registry[type[Activation]] = Registry("activation", "gdviz.activations")


@ACTIVATIONS.register("linear")
class Linear(Activation):
    """a = z."""

    title = "Linear"
    formula = "a = z"

    def forward(self, z: Array, a: Array) -> list[Operation]:
        return [(np.copyto, (a, z))]

    def backward(self, z: Array, a: Array, da: Array, dz: Array) -> list[Operation]:
        return [] if dz is da else [(np.copyto, (dz, da))]


@ACTIVATIONS.register("sigmoid")
class Sigmoid(Activation):
    """a = 1 / (1 + exp(-z)),  g' = a (1 - a).

    Computed as (1 + tanh(z / 2)) / 2: the same function, with no overflow for large |z|, and tanh is the faster call.
    """

    title = "Sigmoid"
    formula = "a = 1 / (1 + exp(−z))"

    def forward(self, z: Array, a: Array) -> list[Operation]:
        half = constant(0.5, z.dtype)
        return [
            (np.multiply, (z, half, a)),
            (np.tanh, (a, a)),
            (np.multiply, (a, half, a)),
            (np.add, (a, half, a)),
        ]

    def backward(self, z: Array, a: Array, da: Array, dz: Array) -> list[Operation]:
        slope = np.empty_like(a)
        return [
            (np.subtract, (constant(1.0, a.dtype), a, slope)),
            (np.multiply, (slope, a, slope)),
            (np.multiply, (da, slope, dz)),
        ]


@ACTIVATIONS.register("tanh")
class Tanh(Activation):
    """a = tanh(z),  g' = 1 - a^2."""

    title = "tanh"
    formula = "a = tanh(z)"

    def forward(self, z: Array, a: Array) -> list[Operation]:
        return [(np.tanh, (z, a))]

    def backward(self, z: Array, a: Array, da: Array, dz: Array) -> list[Operation]:
        slope = np.empty_like(a)
        return [
            (np.multiply, (a, a, slope)),
            (np.subtract, (constant(1.0, a.dtype), slope, slope)),
            (np.multiply, (da, slope, dz)),
        ]


@ACTIVATIONS.register("relu")
class ReLU(Activation):
    """a = max(0, z),  g' = 1 where z > 0, else 0 (also at z = 0)."""

    title = "ReLU"
    formula = "a = max(0, z)"

    def forward(self, z: Array, a: Array) -> list[Operation]:
        # NumPy takes the output of maximum by name only
        return [(partial(np.maximum, out=a), (z, constant(0.0, z.dtype)))]

    def backward(self, z: Array, a: Array, da: Array, dz: Array) -> list[Operation]:
        active = np.empty(a.shape, bool)
        return [
            (np.greater, (z, constant(0.0, z.dtype), active)),
            (np.multiply, (da, active, dz)),
        ]
