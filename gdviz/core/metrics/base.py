"""What a metric is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from gdviz.core.hyperparameter import validate
from gdviz.core.operations import Array
from gdviz.core.registry import Registry


class Metric(ABC):
    """A figure over many rows, taken in batch by batch: `reset`, `add` for each batch, `result`.

    All that it has taken in lies in `sums`, a few numbers that do not grow with the rows: kept and put back, it goes
    on where it was. Where `of_scores` is True it looks at scores z, before a sigmoid or a softmax; else at answers.

    Targets are as the loss takes them: numbers (n, k), one-hot rows (n, k), or labels (n, 1).
    """

    name: ClassVar[str]
    title: ClassVar[str]
    of_scores: ClassVar[bool] = False
    tasks: ClassVar[frozenset[str]]

    def __post_init__(self) -> None:
        validate(self)
        self.sums: Array = np.zeros(0)
        self.reset()

    def reset(self) -> None:
        """Forget all rows."""
        self.sums = np.zeros(2)

    def add(self, scores: Array, targets: Array) -> None:
        """Take in a batch: scores or answers (n, k) and its targets. Here each row has a figure of its own."""
        each = self.each(scores, targets)
        self.sums[0] += each.sum(dtype=np.float64)
        self.sums[1] += len(each)

    @abstractmethod
    def each(self, scores: Array, targets: Array) -> Array:
        """Return the figure of each row (n,), of which the mean is the result."""

    def result(self) -> float:
        """Return the figure over all rows since `reset`; NaN of none."""
        return float(self.sums[0] / self.sums[1]) if self.sums[1] else float("nan")


METRICS: Registry[type[Metric]] = Registry("metric", "gdviz.metrics")
