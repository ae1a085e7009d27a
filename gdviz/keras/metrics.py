"""Metrics under Keras's names."""

from __future__ import annotations

from collections.abc import Sequence

from gdviz.core.losses import Loss as CoreLoss
from gdviz.core.metrics import R2, Accuracy, MeanAbsolute, MeanSquared, Metric, TopK
from gdviz.core.operations import Array
from gdviz.keras.naming import looked_up


class _EachRight(Metric):
    """The share of single outputs on the right side of a half, where a row may have several classes at once."""

    name, title, tasks = "binary_accuracy", "Binary accuracy", frozenset({"classification"})

    def __init__(self) -> None:
        self.__post_init__()

    def each(self, scores: Array, targets: Array) -> Array:
        right: Array = ((scores > 0.5) == (targets > 0.5)).mean(axis=1)
        return right


KNOWN = ("accuracy", "acc", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy", "mse",
         "mean_squared_error", "mae", "mean_absolute_error", "r2_score", "top_k_categorical_accuracy",
         "sparse_top_k_categorical_accuracy")  # fmt: skip


def made(names: Sequence[str], loss: CoreLoss, link: str, outputs: int) -> dict[str, Metric]:
    """Return the core's metrics by the names that the history has; raises ValueError for an unknown one."""
    metrics: dict[str, Metric] = {}
    for name in names:
        known = looked_up(name, {each: each for each in KNOWN}, "metric")
        metrics[name.lower()] = _metric(known, loss, link, outputs)
    return metrics


def _metric(name: str, loss: CoreLoss, link: str, outputs: int) -> Metric:
    if name in ("mse", "mean_squared_error"):
        return MeanSquared()
    if name in ("mae", "mean_absolute_error"):
        return MeanAbsolute()
    if name == "r2_score":
        return R2()
    if "top_k" in name:
        return TopK(min(5, outputs))
    if outputs > 1 and (name == "binary_accuracy" or (name in ("accuracy", "acc") and link == "sigmoid")):
        return _EachRight()
    of_scores = link == "sigmoid" or loss.link == "sigmoid"  # a probability above a half is a score above 0
    return Accuracy(threshold=0.0 if of_scores or outputs > 1 else 0.5)
