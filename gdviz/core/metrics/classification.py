"""How often the right class was chosen, and which others were."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.hyperparameter import integer, real
from gdviz.core.metrics.base import METRICS, Metric
from gdviz.core.operations import Array
from gdviz.core.targets import class_labels


def decisions(scores: Array, threshold: float = 0.0) -> Array:
    """Return the class (n,) that scores (n, 1) or (n, k) choose: z > threshold is class 1 of two, else the largest."""
    if scores.shape[1] == 1:
        chosen: Array = (scores[:, 0] > threshold).astype(np.int64)
        return chosen
    return scores.argmax(axis=1)  # type: ignore[no-any-return]


def accuracy(scores: Array, labels: Array) -> float:
    """Return the share of rows whose decision is their label; raises ValueError of none, or of another number."""
    if not len(labels) or len(labels) != len(scores):
        raise ValueError(f"labels must be one a row of scores ({len(scores)}), at least one; got {len(labels)}")
    return float(np.count_nonzero(decisions(scores) == labels)) / len(labels)


def confusion_matrix(labels: Array, chosen: Array, classes: int) -> Array:
    """Return how often label i (row) was taken for class j (column), (classes, classes), as integers.

    Raises ValueError on what is no class, and where labels and choices are not as many.
    """
    labels, chosen = class_labels(labels, classes, "labels"), class_labels(chosen, classes, "chosen")
    if len(labels) != len(chosen):
        raise ValueError(f"chosen must be one class a label ({len(labels)}); got {len(chosen)}")
    places = labels * classes + chosen
    return np.bincount(places, minlength=classes * classes).reshape(classes, classes)


def labels_of(targets: Array) -> Array:
    """Return the class (n,) of each row: of one-hot rows (n, k), or labels (n, 1), of which -1 counts as 0."""
    if targets.shape[1] > 1:
        return targets.argmax(axis=1)  # type: ignore[no-any-return]
    labels: Array = np.maximum(targets[:, 0], 0).astype(np.int64)
    return labels


@METRICS.register("accuracy")
@dataclass
class Accuracy(Metric):
    """The share of rows whose decision is their label.

    One output decides for class 1 above `threshold`: 0 for scores; 0.5 where the model ends in probabilities.
    """

    threshold: float = real(0.0, low=-1e9, high=1e9, help="Above which a single output stands for class 1")

    title = "Accuracy"
    of_scores = True
    tasks = frozenset({"classification"})

    def each(self, scores: Array, targets: Array) -> Array:
        right: Array = decisions(scores, self.threshold) == labels_of(targets)
        return right


@METRICS.register("top_k")
@dataclass
class TopK(Metric):
    """The share of rows whose label is among the k largest scores; of equal scores the lower class comes first."""

    k: int = integer(5, low=1, high=1000, help="How many guesses a row has")

    title = "Top-k accuracy"
    of_scores = True
    tasks = frozenset({"classification"})

    def each(self, scores: Array, targets: Array) -> Array:
        labels = class_labels(labels_of(targets), scores.shape[1], "targets")
        own = scores[np.arange(len(labels)), labels][:, None]
        earlier = np.arange(scores.shape[1]) < labels[:, None]
        ahead = np.count_nonzero((scores > own) | ((scores == own) & earlier), axis=1)
        within: Array = ahead < self.k
        return within


@METRICS.register("confusion_matrix")
@dataclass
class ConfusionMatrix(Metric):
    """How often label i was taken for class j: `matrix` (k, k). As one figure it is the share on the diagonal."""

    threshold: float = real(0.0, low=-1e9, high=1e9, help="Above which a single output stands for class 1")

    title = "Confusion matrix"
    of_scores = True
    tasks = frozenset({"classification"})

    def reset(self) -> None:
        self.sums = np.zeros((0, 0), np.int64)

    def add(self, scores: Array, targets: Array) -> None:
        classes = max(2, scores.shape[1])
        counts = confusion_matrix(labels_of(targets), decisions(scores, self.threshold), classes)
        self.sums = self.sums + counts if self.sums.size else counts

    def each(self, scores: Array, targets: Array) -> Array:
        right: Array = decisions(scores, self.threshold) == labels_of(targets)
        return right

    @property
    def matrix(self) -> Array:
        return self.sums

    def result(self) -> float:
        return float(np.trace(self.sums) / self.sums.sum()) if self.sums.sum() else float("nan")
