"""Metrics: what people ask of a model besides its loss."""

from gdviz.core.metrics.base import METRICS, Metric
from gdviz.core.metrics.classification import Accuracy, ConfusionMatrix, TopK, accuracy, confusion_matrix, decisions
from gdviz.core.metrics.joint import PartLoss, PartMetric
from gdviz.core.metrics.regression import R2, MeanAbsolute, MeanSquared

__all__ = [
    "METRICS",
    "R2",
    "Accuracy",
    "ConfusionMatrix",
    "MeanAbsolute",
    "MeanSquared",
    "Metric",
    "PartLoss",
    "PartMetric",
    "TopK",
    "accuracy",
    "confusion_matrix",
    "decisions",
]
