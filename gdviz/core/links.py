"""Links: how a model's scores z become its answer - a number, a probability, or one probability a class."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from gdviz.core.activations import Linear, Sigmoid
from gdviz.core.operations import Array, Operation, run
from gdviz.core.registry import Registry


class Link(ABC):
    """p = link(z) for scores z (n, k)."""

    name: ClassVar[str]

    @abstractmethod
    def forward(self, z: Array, p: Array) -> list[Operation]:
        """Write down p = link(z)."""

    @abstractmethod
    def backward(self, z: Array, p: Array, dp: Array, dz: Array) -> list[Operation]:
        """Write down dz, the gradient by the scores, from dp."""

    def answer(self, z: Array) -> Array:
        """Return link(z) as a new array (n, k)."""
        p = np.empty_like(z)
        run(self.forward(z, p))
        return p


LINKS: Registry[type[Link]] = Registry("link")


@LINKS.register("identity")
class Identity(Linear, Link):
    """p = z: regression."""


@LINKS.register("sigmoid")
class SigmoidLink(Sigmoid, Link):
    """p = 1 / (1 + exp(-z)): the probability of class 1 of two."""


@LINKS.register("softmax")
class Softmax(Link):
    """p_i = exp(z_i) / sum_j exp(z_j): one probability a class; max_j z_j is taken off first, so nothing overflows."""

    def forward(self, z: Array, p: Array) -> list[Operation]:
        row = np.empty((*z.shape[:-1], 1), z.dtype)
        return [
            (np.maximum.reduce, (z, -1, None, row, True)),
            (np.subtract, (z, row, p)),
            (np.exp, (p, p)),
            (np.add.reduce, (p, -1, None, row, True)),
            (np.divide, (p, row, p)),
        ]

    def backward(self, z: Array, p: Array, dp: Array, dz: Array) -> list[Operation]:
        # dL/dz_i = p_i (dL/dp_i - sum_j p_j dL/dp_j)
        product, row = np.empty_like(p), np.empty((*p.shape[:-1], 1), p.dtype)
        return [
            (np.multiply, (dp, p, product)),
            (np.add.reduce, (product, -1, None, row, True)),
            (np.subtract, (dp, row, dz)),
            (np.multiply, (dz, p, dz)),
        ]
