"""Objectives of every registered model and loss on random rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from gdviz.core.losses import LOSSES, misfit
from gdviz.core.models import MODELS
from gdviz.core.models.base import Model
from gdviz.core.objective import Objective

ONE_COLUMN = ("slope", "polynomial")
TWO_CLASSES = ("logistic",)


def combinations() -> list[tuple[str, str, str]]:
    """Return every (model, task, loss) that fits together."""
    found = []
    for model, model_class in MODELS.items():
        if model_class.is_direct:  # no slopes
            continue
        for task in sorted(model_class.tasks):
            for loss, loss_class in LOSSES.items():
                if task in loss_class.tasks and objective(model, task, loss) is not None:
                    found += [(model, task, loss)]
    return found


def rows(model: str, task: str, rng: np.random.Generator, n: int, d: int, k: int) -> tuple[Any, Any, int]:
    """Return X (n, d), y (n,) and the number of outputs, as far as the model allows them."""
    d = 1 if model in ONE_COLUMN else d
    k = 2 if model in TWO_CLASSES else k
    X = rng.normal(size=(n, d))
    return (X, rng.normal(size=n), 1) if task == "regression" else (X, rng.integers(0, k, n), k)


def built(name: str, task: str, X: Any, outputs: int, *, dtype: Any = np.float64, **options: Any) -> Model:
    model = MODELS[name](**options)
    model.build(X.shape[1], outputs, task, X=X, dtype=dtype)
    return model


def fits(model: Model, loss: str) -> bool:
    same_kind = LOSSES[loss].of_function == model.is_function
    return same_kind and not misfit(LOSSES[loss](), model.link, model.n_outputs)


def objective(
    name: str, task: str, loss: str, *, seed: int = 0, n: int = 7, d: int = 2, k: int = 2, dtype: Any = np.float64,
    l1: float = 0.0, l2: float = 0.0, **options: Any,
) -> Objective | None:  # fmt: skip
    """Return an objective at a random theta; None if this loss needs another number of classes."""
    rng = np.random.default_rng(seed)
    for classes in (k, 2, 3):
        X, y, outputs = rows(name, task, rng, n, d, classes)
        model = built(name, task, X, outputs, dtype=dtype, **options)
        if fits(model, loss):
            model.theta[...] = 0.7 * rng.normal(size=model.theta.size)
            return Objective(model, LOSSES[loss](), X, y, l1=l1, l2=l2)
    return None
