"""The smallest real problem: a line through given points, and its loss written out independently of gdviz."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.core.losses import LOSSES
from gdviz.core.models import MODELS
from gdviz.core.objective import Objective

Array = NDArray[Any]


def objective_of(
    X: Array,
    y: Array,
    *,
    model: str = "line",
    loss: str = "half_mse",
    start: tuple[float, ...] | None = None,
    l1: float = 0.0,
    l2: float = 0.0,
    **options: Any,
) -> Objective:
    """Return the objective of a fresh model; theta is `start`, or zeros."""
    X = X.reshape(len(X), -1)
    task = "regression" if MODELS[model].tasks >= {"regression"} else "classification"
    built = MODELS[model](**options)
    built.build(X.shape[1], 1 if task == "regression" else len(np.unique(y)), task, X=X)
    built.theta[...] = 0.0 if start is None else start
    return Objective(built, LOSSES[loss](), X, y, l1=l1, l2=l2)


def noisy_line(n: int = 30, seed: int = 5) -> tuple[Array, Array]:
    """Return x (n,) in [-2, 2] and y = 1.02 x - 0.009 with some noise."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-2.0, 2.0, n)
    return x, 1.02 * x - 0.009 + 0.1 * rng.standard_normal(n)


def half_mse(x: Array, y: Array, w: float, b: float) -> float:
    return float(np.mean((w * x + b - y) ** 2) / 2)
