"""Links: how a model's scores z become its answer - a number, a probability, or one probability a class."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from gdviz.core.activations import Linear, Sigmoid, Softmax
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
class SoftmaxLink(Softmax, Link):
    """p_i = exp(z_i) / sum_j exp(z_j): one probability a class."""
