"""Metrics under Keras's names: by name, `"accuracy"`, or as an object, `TopKCategoricalAccuracy(k=3)`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gdviz.core.losses import Loss as CoreLoss
from gdviz.core.losses.joint import JointLoss
from gdviz.core.metrics import R2, MeanAbsolute, MeanSquared, TopK
from gdviz.core.metrics import Accuracy as CoreAccuracy
from gdviz.core.metrics import Metric as CoreMetric
from gdviz.core.metrics.joint import PartLoss, PartMetric
from gdviz.core.operations import Array
from gdviz.keras.arguments import refused, whole
from gdviz.keras.naming import looked_up


@dataclass(frozen=True)
class Metric:
    """A figure by the name that the history has, and what it is."""

    name: str
    kind: str
    k: int = 5  # of top k

    def __post_init__(self) -> None:
        if not isinstance(self.name, str):
            raise TypeError(f"name of a metric must be a name; got {self.name!r}")
        whole(self.k, "k", 1)


class _EachRight(CoreMetric):
    """The share of single outputs on the right side of a half, where a row may have several classes at once."""

    name, title, tasks = "binary_accuracy", "Binary accuracy", frozenset({"classification"})

    def __init__(self) -> None:
        self.reset()

    def each(self, scores: Array, targets: Array) -> Array:
        right: Array = ((scores > 0.5) == (targets > 0.5)).mean(axis=1)
        return right


def BinaryAccuracy(name: str = "binary_accuracy", **others: object) -> Metric:
    refused(BinaryAccuracy, others)
    return Metric(name, "binary_accuracy")


def CategoricalAccuracy(name: str = "categorical_accuracy", **others: object) -> Metric:
    refused(CategoricalAccuracy, others)
    return Metric(name, "accuracy")


def SparseCategoricalAccuracy(name: str = "sparse_categorical_accuracy", **others: object) -> Metric:
    refused(SparseCategoricalAccuracy, others)
    return Metric(name, "accuracy")


def TopKCategoricalAccuracy(k: int = 5, name: str = "top_k_categorical_accuracy", **others: object) -> Metric:
    refused(TopKCategoricalAccuracy, others)
    return Metric(name, "top_k", k)


def SparseTopKCategoricalAccuracy(
    k: int = 5, name: str = "sparse_top_k_categorical_accuracy", **others: object
) -> Metric:
    refused(SparseTopKCategoricalAccuracy, others)
    return Metric(name, "top_k", k)


def MeanSquaredError(name: str = "mean_squared_error", **others: object) -> Metric:
    refused(MeanSquaredError, others)
    return Metric(name, "mse")


def MeanAbsoluteError(name: str = "mean_absolute_error", **others: object) -> Metric:
    refused(MeanAbsoluteError, others)
    return Metric(name, "mae")


def R2Score(*, name: str = "r2_score", **others: object) -> Metric:
    refused(R2Score, others)
    return Metric(name, "r2")


binary_accuracy, categorical_accuracy = BinaryAccuracy(), CategoricalAccuracy()
sparse_categorical_accuracy, top_k_categorical_accuracy = SparseCategoricalAccuracy(), TopKCategoricalAccuracy()
mean_squared_error, mean_absolute_error = MeanSquaredError(), MeanAbsoluteError()

KNOWN = {
    "accuracy": "accuracy",
    "acc": "accuracy",
    "binary_accuracy": "binary_accuracy",
    "categorical_accuracy": "accuracy",
    "sparse_categorical_accuracy": "accuracy",
    "top_k_categorical_accuracy": "top_k",
    "sparse_top_k_categorical_accuracy": "top_k",
    "mse": "mse",
    "mean_squared_error": "mse",
    "mae": "mae",
    "mean_absolute_error": "mae",
    "r2_score": "r2",
}


def get(metric: str | Metric) -> Metric:
    """Return a metric by its name, in any case; the history has it by the name that was given."""
    if isinstance(metric, Metric):
        return metric
    return Metric(metric if isinstance(metric, str) else "", looked_up(metric, KNOWN, "metric"))


def made(metrics: Sequence[Metric], loss: CoreLoss, link: str, outputs: int) -> dict[str, CoreMetric]:
    """Return the core's metrics by the names that the history has."""
    return {metric.name: _core(metric, loss, link, outputs) for metric in metrics}


def _core(metric: Metric, loss: CoreLoss, link: str, outputs: int) -> CoreMetric:
    if metric.kind == "mse":
        return MeanSquared()
    if metric.kind == "mae":
        return MeanAbsolute()
    if metric.kind == "r2":
        return R2()
    if metric.kind == "top_k":
        return TopK(min(metric.k, outputs))
    if outputs > 1 and metric.kind == "binary_accuracy":
        return _EachRight()
    of_scores = link == "sigmoid" or loss.link == "sigmoid"  # a probability above a half is a score above 0
    return CoreAccuracy(threshold=0.0 if of_scores or outputs > 1 else 0.5)


class _PartLoss(PartLoss):
    """The loss of one output, by Keras's mean over its numbers."""

    def __init__(self, loss: JointLoss, place: int, scale: float) -> None:
        super().__init__(loss, place)
        self._scale = scale

    def each(self, scores: Array, targets: Array) -> Array:
        return super().each(scores, targets) * self._scale


def made_of_parts(
    names: Sequence[str], metrics: Sequence[Sequence[Metric]], loss: JointLoss, scales: Sequence[float]
) -> dict[str, CoreMetric]:
    """Return the loss of each output, then its metrics, by the names that the history has."""
    found: dict[str, CoreMetric] = {
        f"{name}_loss": _PartLoss(loss, place, scale)
        for place, (name, scale) in enumerate(zip(names, scales, strict=True))
    }
    for place, (name, own, part) in enumerate(zip(names, metrics, loss.parts, strict=True)):
        for metric, core in made(own, part.loss, part.link, part.outputs).items():
            found[f"{name}_{metric}"] = PartMetric(core, loss, place)
    return found
