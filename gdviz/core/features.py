"""Features: what a model may be given instead of the two plain coordinates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdviz.system.nearest import hint

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Feature:
    """One number computed from a point (x1, x2): `function` maps X (n, 2) to (n,)."""

    name: str
    label: str
    function: Callable[[Array], Any]


_ALL = (
    Feature("x1", "x₁", lambda X: X[:, 0]),
    Feature("x2", "x₂", lambda X: X[:, 1]),
    Feature("x1^2", "x₁²", lambda X: X[:, 0] ** 2),
    Feature("x2^2", "x₂²", lambda X: X[:, 1] ** 2),
    Feature("x1 x2", "x₁x₂", lambda X: X[:, 0] * X[:, 1]),
    Feature("r", "r", lambda X: np.sqrt(X[:, 0] ** 2 + X[:, 1] ** 2)),
    Feature("sin x1", "sin x₁", lambda X: np.sin(X[:, 0])),
    Feature("sin x2", "sin x₂", lambda X: np.sin(X[:, 1])),
)

FEATURES: dict[str, Feature] = {feature.name: feature for feature in _ALL}


def feature_matrix(X: ArrayLike, names: Sequence[str]) -> Array:
    """Return the features `names` of the points X (n, 2) as columns (n, len(names)), in the order given.

    Raises ValueError for a name not in FEATURES, no name at all, or points that are not in the plane.
    """
    points = np.asarray(X, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"features need points X of shape (n, 2); got {points.shape}")
    if not names:
        raise ValueError(f"at least one feature is needed; known: {', '.join(FEATURES)}")
    matrix = np.empty((len(points), len(names)))
    for column, name in enumerate(names):
        if name not in FEATURES:
            raise ValueError(f"unknown feature {name!r}; {hint(name, FEATURES)}")
        matrix[:, column] = FEATURES[name].function(points)
    return matrix
