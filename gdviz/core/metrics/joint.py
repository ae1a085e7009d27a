"""Metrics of one of several outputs that stand side by side."""

from __future__ import annotations

import numpy as np

from gdviz.core.links import LINKS
from gdviz.core.losses.joint import JointLoss
from gdviz.core.metrics.base import Metric
from gdviz.core.operations import Array, run


class PartMetric(Metric):
    """A metric of part `place` of a joint loss: of its columns alone, with its own link."""

    of_scores = True

    def __init__(self, metric: Metric, loss: JointLoss, place: int) -> None:
        self.name, self.title, self.tasks = metric.name, metric.title, metric.tasks  # type: ignore[misc]
        self._metric, self._link = metric, loss.parts[place].link
        self._scores, self._targets = loss.score_columns[place], loss.target_columns[place]

    @property
    def sums(self) -> Array:
        return self._metric.sums

    @sums.setter
    def sums(self, sums: Array) -> None:
        self._metric.sums = sums

    def reset(self) -> None:
        self._metric.reset()

    def each(self, scores: Array, targets: Array) -> Array:
        return self._metric.each(self._own(scores), targets[:, self._targets])

    def add(self, scores: Array, targets: Array) -> None:
        self._metric.add(self._own(scores), targets[:, self._targets])

    def _own(self, scores: Array) -> Array:
        own = scores[:, self._scores]
        return own if self._metric.of_scores else LINKS[self._link]().answer(own)

    def result(self) -> float:
        return self._metric.result()


class PartLoss(Metric):
    """The mean loss of part `place` of a joint loss, without its weight and without sample weights."""

    name = "loss"
    title = "Loss"
    of_scores = True
    tasks = frozenset({"regression", "classification"})

    def __init__(self, loss: JointLoss, place: int) -> None:
        self._loss, self._place = loss, place
        self.reset()

    def each(self, scores: Array, targets: Array) -> Array:
        part = self._loss.parts[self._place]
        own, theirs = (
            scores[:, self._loss.score_columns[self._place]],
            targets[:, self._loss.target_columns[self._place]],
        )
        if part.loss.link != part.link and part.link != "identity":
            own = LINKS[part.link]().answer(own)
        each = np.empty(len(own), own.dtype)
        run(part.loss.each(own, theirs, each))
        return each
