"""Loss, metrics and answers of many rows, a block at a time: memory does not grow with the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from gdviz.core.checks import array, several, whole
from gdviz.core.fitting.batch_objective import Batch
from gdviz.core.fitting.examples import Examples
from gdviz.core.fitting.rows import Rows
from gdviz.core.links import LINKS
from gdviz.core.losses import Loss
from gdviz.core.metrics import Metric
from gdviz.core.models.base import Model, check_model
from gdviz.core.objective import penalty_of
from gdviz.core.operations import Array, run
from gdviz.core.regularizers import Penalty

BLOCK = 256  # rows; their buffers in a network of a few hundred neurons stay in the cache


class Evaluation:
    """Loss and metrics over all of some rows, block by block; as a finished model answers, without dropout."""

    def __init__(
        self,
        model: Model,
        loss: Loss,
        examples: Examples,
        metrics: Mapping[str, Metric],
        *,
        penalty: Penalty | None = None,
        scale: float = 1.0,
        block: int = BLOCK,
    ) -> None:
        self._model, self._loss, self._examples, self._metrics = model, loss, examples, metrics
        self._penalty, self._scale = penalty, scale
        self._size = min(block, model.rows_at_once, len(examples))
        self._batches: dict[int, Batch] = {}

    def figures(self) -> dict[str, float]:
        """Return "loss", penalty included, and each metric by its name."""
        figures: dict[str, float] = {}
        for figures in self.in_blocks():  # noqa: B007
            pass
        return figures

    def in_blocks(self) -> Iterator[dict[str, float]]:
        """Yield after each block the figures so far; the last are those of all rows."""
        n, total = len(self._examples), 0.0
        price = 0.0 if self._penalty is None else self._penalty.value(self._model.trained)
        for metric in self._metrics.values():
            metric.reset()
        for start in range(0, n, self._size):
            batch = self._batch(min(self._size, n - start))
            batch.block(start)
            total += batch.tape.value() * batch.n
            batch.measure(tuple(self._metrics.values()))
            figures = {name: metric.result() for name, metric in self._metrics.items()}
            yield {"loss": total / (start + batch.n) + price, **figures}

    def _batch(self, n: int) -> Batch:
        if n not in self._batches:
            self._batches[n] = Batch(self._model, self._loss, self._examples, n, training=False, scale=self._scale)
        return self._batches[n]


def evaluate(
    model: Model,
    loss: Loss,
    x: Array,
    y: Array,
    *,
    scale: float = 1.0,
    sample_weight: Array | None = None,
    metrics: Sequence[Metric] | Mapping[str, Metric] | None = None,
    l1: float = 0.0,
    l2: float = 0.0,
    loss_scale: float = 1.0,
    block: int = BLOCK,
) -> dict[str, float]:
    """Return "loss", with L1 and L2, and each metric over all rows.

    Raises ValueError where the parts don't fit each other.
    """
    whole(block, "block", 1)
    examples = Examples(model, loss, x, y, scale=scale, weights=sample_weight)
    penalty = penalty_of(model, l1, l2)
    evaluation = Evaluation(model, loss, examples, named(metrics or {}), penalty=penalty, scale=loss_scale, block=block)
    return evaluation.figures()


def predict(model: Model, x: Array, *, scale: float = 1.0, scores: bool = False, block: int = BLOCK) -> Array:
    """Return answers (n, k) as the model's link makes them, or its scores.

    A sigmoid gives the probability of class 1 alone, (n, 1). Raises ValueError on other rows than the model's.
    """
    whole(block, "block", 1)
    check_model(model)
    x = array(x, "x")
    if x.ndim and len(x) == 0 and x.shape[1:] == model.input_shape:
        return np.zeros((0, model.n_outputs), model.theta.dtype)
    rows = Rows(model, x, scale)
    n, size = len(rows), min(block, model.rows_at_once, len(rows))
    tape = rows.tape(size)
    results = np.empty((n, tape.z.shape[1]), tape.z.dtype)
    for start in range(0, n, size):
        stop = min(start + size, n)
        rows.block(start, stop, tape.x[: stop - start])  # a last, smaller part leaves older rows behind it
        run(tape.forward)
        results[start:stop] = tape.z[: stop - start]
    return results if scores else LINKS[model.link]().answer(results)


def named(metrics: Sequence[Metric] | Mapping[str, Metric]) -> dict[str, Metric]:
    """Return metrics by the name that their figures have."""
    if isinstance(metrics, Mapping):
        several(list(metrics.values()), Metric, "metrics")
        return dict(metrics)
    by_name = {metric.name: metric for metric in several(metrics, Metric, "metrics")}
    if len(by_name) < len(metrics):
        raise ValueError(f"metrics must be different ones, or named; got {[metric.name for metric in metrics]}")
    return by_name
