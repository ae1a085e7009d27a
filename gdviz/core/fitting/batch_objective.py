"""The function that a method minimises when data are large: the loss of one batch, rows cast as they are needed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from gdviz.core.fitting.examples import Examples
from gdviz.core.links import LINKS
from gdviz.core.losses import Loss
from gdviz.core.metrics import Metric
from gdviz.core.models.base import Model
from gdviz.core.objective import Objective
from gdviz.core.operations import Array, Operation, run
from gdviz.core.tape import LossTape


class Batch:
    """The tape of a batch with its scores, and with answers where a metric asks for them."""

    def __init__(
        self, model: Model, loss: Loss, examples: Examples, n: int, *, training: bool, scale: float = 1.0
    ) -> None:
        targets = examples.targets
        weights = None if examples.weights is None else examples.weights[:n].copy()
        model_tape = examples.rows.tape(n, training)
        y = targets[:n].copy(order="K")
        self.n, self.scores, self.answers = n, model_tape.z, model_tape.z
        self.tape = LossTape(model_tape, loss, model.link, y, weights=weights, scale=scale, descends=training)
        self._examples = examples
        self._indices = np.zeros(n, np.intp)
        self._link: list[Operation] = []
        if model.link != "identity":
            self.answers = model_tape.z.copy(order="K")
            self._link = LINKS[model.link]().forward(self.scores, self.answers)

    @cached_property
    def _load(self) -> list[Operation]:
        examples, tape = self._examples, self.tape
        load = examples.rows.load(self._indices, tape.x)
        load.append((examples.targets.take, (self._indices, 0, tape.y, "clip")))
        if examples.weights is not None:
            load.append((examples.weights.take, (self._indices, 0, tape.weights, "clip")))
        return load

    def take(self, indices: Array) -> None:
        """Fill in the rows that `indices` (n,) name."""
        self._indices[...] = indices
        run(self._load)

    def block(self, start: int) -> None:
        """Fill in the n rows from `start` on."""
        examples, tape, stop = self._examples, self.tape, start + self.n
        examples.rows.block(start, stop, tape.x)
        tape.y[...] = examples.targets[start:stop]
        if tape.weights is not None:
            assert examples.weights is not None
            tape.weights[...] = examples.weights[start:stop]

    def measure(self, metrics: Sequence[Metric]) -> None:
        """Let the metrics take in the scores or answers of the last run."""
        if any(not metric.of_scores for metric in metrics):
            run(self._link)
        for metric in metrics:
            metric.add(self.scores if metric.of_scores else self.answers, self.tape.y)


class BatchObjective(Objective):
    """J(theta) of the batch that was selected last, with the penalty; select(None) takes all rows.

    Another `Objective` keeps all rows as the model takes them and can do more: maps, Hessians. This one keeps them as
    they came.
    """

    def __init__(
        self, model: Model, loss: Loss, examples: Examples, *, l1: float = 0.0, l2: float = 0.0, scale: float = 1.0
    ) -> None:
        self._start(model, loss, len(examples), l1, l2)
        self.rows, self.targets, self.weights = examples.rows.x, examples.targets, examples.weights
        self.descends = self._penalty is None
        self._examples, self._scale = examples, scale
        self._batches: dict[int, Batch] = {}
        self._batch: Batch | None = None  # the selected one; None is all rows

    def select(self, indices: Array | None) -> None:
        if indices is None:
            self._batch = self._tape = None
            return
        batch = self._batches.get(len(indices)) or self._new(len(indices))
        batch.take(indices)
        self._batch, self._tape = batch, batch.tape

    @property
    def batch(self) -> Batch:
        """Return the batch that is selected, with its buffers; made here if it is all rows."""
        if self._batch is None:
            self._batch = self._batches.get(self.n) or self._new(self.n)
            self._batch.block(0)
        return self._batch

    def _new(self, n: int) -> Batch:
        batch = Batch(self.model, self.loss_function, self._examples, n, training=True, scale=self._scale)
        self._batches[n] = batch
        return batch

    @property
    def full(self) -> LossTape:
        self.select(None)
        return self.batch.tape

    def descend(self, theta: Array, learning_rate: float) -> float:
        self.evaluations += 1
        tape = self._tape or self.full
        value = tape.value_and_step(-learning_rate)
        if self._held is not None:
            self.grad[self._held] = 0.0
        theta += self.grad
        return value

    def release(self) -> None:
        self._batches.clear()
        self.select(None)
