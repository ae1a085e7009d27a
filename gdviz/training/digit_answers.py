"""What a network says of all test images: how often it takes one class for another, and where it errs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gdviz.core.fitting import predict
from gdviz.core.images import ImageSet
from gdviz.core.metrics.base import Metric
from gdviz.core.models.network import Network
from gdviz.core.operations import Array
from gdviz.training.digits_recipe import GREY, with_channel

BLOCK = 500  # images: what is asked in between waits for no more than these


@dataclass(frozen=True, eq=False)
class Answers:
    """`probabilities` (n, k) of the n test images of a set."""

    images: ImageSet
    probabilities: NDArray[np.float32]

    @cached_property
    def said(self) -> NDArray[np.int64]:
        """What the network says of each image (n,)."""
        said: NDArray[np.int64] = self.probabilities.argmax(axis=1)
        return said

    @cached_property
    def sure(self) -> NDArray[np.float32]:
        """How sure it is of that (n,)."""
        sure: NDArray[np.float32] = self.probabilities.max(axis=1)
        return sure

    @cached_property
    def confusion(self) -> NDArray[np.int64]:
        """How many images of class i it takes for class j: (k, k)."""
        k = self.probabilities.shape[1]
        return np.bincount(k * self.images.test_labels + self.said, minlength=k * k).reshape(k, k)

    @cached_property
    def wrong(self) -> NDArray[np.int64]:
        """Which images it reads wrongly, the surest first."""
        return self._surest_first(np.flatnonzero(self.said != self.images.test_labels))

    @property
    def accuracy(self) -> float:
        """The share that it reads rightly."""
        return 1.0 - len(self.wrong) / len(self.said)

    def of_cell(self, label: int, said: int) -> NDArray[np.int64]:
        """Return which images of class `label` it takes for class `said`, the surest first."""
        return self._surest_first(np.flatnonzero((self.images.test_labels == label) & (self.said == said)))

    def _surest_first(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        return places[np.argsort(-self.sure[places], kind="stable")]


class Collected(Metric):
    """No figure, but the answers themselves, as an evaluation goes through the rows."""

    name, title = "answers", "Answers"
    tasks = frozenset({"classification"})

    def __init__(self) -> None:
        self.sums = np.zeros(0)
        self._parts: list[Array] = []

    def reset(self) -> None:
        self._parts = []

    def add(self, scores: Array, targets: Array) -> None:
        self._parts.append(scores.copy(order="C"))

    def each(self, scores: Array, targets: Array) -> Array:
        return np.zeros(len(scores))

    def result(self) -> float:
        return float("nan")

    def answers(self, images: ImageSet) -> Answers:
        """Return what was collected of all test images."""
        return Answers(images, np.concatenate(self._parts).astype(np.float32, copy=False))


def answer_all(network: Network, images: ImageSet) -> Iterator[Answers | None]:
    """Yield None after each block of the test images, and at last the answers."""
    rows = with_channel(images.test_images)
    found = []
    for start in range(0, images.n_test, BLOCK):
        found.append(predict(network, rows[start : start + BLOCK], scale=GREY))
        yield None
    yield Answers(images, np.concatenate(found).astype(np.float32, copy=False))
