"""Small helpers of Keras."""

from __future__ import annotations

import numpy as np

from gdviz.core.operations import Array
from gdviz.core.targets import class_labels, one_hot
from gdviz.keras.config import set_random_seed

__all__ = ["set_random_seed", "to_categorical"]


def to_categorical(x: Array, num_classes: int | None = None) -> Array:
    """Return one-hot rows (n, num_classes) of labels; raises ValueError on what is no label."""
    labels = np.asarray(x)
    if labels.dtype.kind not in "biuf":
        raise TypeError(f"x must be class labels; got {labels.dtype}")
    if num_classes is None:
        num_classes = int(labels.max(initial=0)) + 1
    return np.ascontiguousarray(one_hot(class_labels(labels.reshape(-1), num_classes, "x"), num_classes))
