"""Small helpers of Keras."""

from __future__ import annotations

import numpy as np

from gdviz.core.grouped import grouped
from gdviz.core.layers.dense import MAX_WIDTH
from gdviz.core.operations import Array
from gdviz.core.targets import class_labels, one_hot
from gdviz.keras.arguments import array, whole
from gdviz.keras.config import set_random_seed

__all__ = ["set_random_seed", "to_categorical"]


def to_categorical(x: Array, num_classes: int | None = None) -> Array:
    """Return one-hot rows (n, num_classes) of labels (n,) or (n, 1); raises ValueError on what is no label.

    Labels of another shape (n, m) give (n, m, num_classes).
    """
    labels = array(x, "x")
    if labels.dtype.kind not in "biuf":
        raise TypeError(f"x must be class labels; got {labels.dtype}")
    if not labels.size:
        raise ValueError("x must have at least one class label; got none")
    if num_classes is None:
        if not np.isfinite(labels).all():
            raise ValueError("x must be class labels; got NaN or infinity")
        if labels.max() >= MAX_WIDTH:
            limit = f"below {grouped(MAX_WIDTH)} unless num_classes is given"
            raise ValueError(f"x must be class labels {limit}; got {labels.max()}")
        num_classes = max(1, int(labels.max()) + 1)
    num_classes = whole(num_classes, "num_classes", 1)
    shape = labels.shape[:-1] if labels.shape[1:] and labels.shape[-1] == 1 else labels.shape
    rows = one_hot(class_labels(labels.reshape(-1), num_classes, "x"), num_classes)
    return np.ascontiguousarray(rows).reshape(*shape, num_classes)
