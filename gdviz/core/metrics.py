"""Metrics: what people ask of a model besides its loss."""

from __future__ import annotations

import numpy as np

from gdviz.core.operations import Array


def decisions(scores: Array) -> Array:
    """Return the class (n,) that scores (n, 1) or (n, k) choose: z > 0 is class 1 of two, else the largest score."""
    chosen: Array = (scores[:, 0] > 0).astype(np.int64) if scores.shape[1] == 1 else scores.argmax(axis=1)
    return chosen


def accuracy(scores: Array, labels: Array) -> float:
    """Return the share of rows whose decision is their label."""
    return float(np.count_nonzero(decisions(scores) == labels)) / len(labels)
