"""Training as gdviz does it: the bare loop, and the run with its history as the window uses it."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.case import Work
from gdviz.core.batching import Batches
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models import MODELS
from gdviz.core.models.base import Model
from gdviz.core.objective import Objective
from gdviz.training.experiment import ModelChoice
from gdviz.training.preparation import Blueprint, Split
from gdviz.training.run import TrainingRun
from gdviz.training.settings import Settings


def built(name: str, X: Any, y: Any, dtype: str = "float64", **options: Any) -> Model:
    """Return an initialised model for the rows."""
    classes = int(y.max()) + 1 if y.dtype.kind == "i" else 1
    model = MODELS[name](**options)
    model.build(X.shape[1], classes, "classification" if classes > 1 else "regression", X=X, dtype=dtype)
    model.initialize(np.random.default_rng(1))
    return model


def bare(model: Model, loss: str, X: Any, y: Any, batch_size: int | None, steps: int, method: str,
         **options: float) -> Work:  # fmt: skip
    """Return `steps` steps of batch, loss, gradient, update: what peers' loops do."""
    objective = Objective(model, LOSSES[loss](), X, y)
    chosen = METHODS[method](**options)
    chosen.start(objective, 1)
    batches = Batches(len(X), batch_size, 1)
    full = batches.batch_size == batches.n

    def work() -> float:
        value = 0.0
        for step in range(steps):
            if not full:
                objective.select(batches.indices(step))
            value = chosen.step(model.theta, objective)
        return value

    return work


def run(name: str, loss: str, X: Any, y: Any, batch_size: int | None, steps: int, method: str,
        model_options: dict[str, Any], **options: float) -> Work:  # fmt: skip
    """Return `steps` steps of a TrainingRun: loss curves, accuracies, checkpoints and the checks for divergence."""
    classes = int(y.max()) + 1 if y.dtype.kind == "i" else 1
    task = "classification" if classes > 1 else "regression"
    blueprint = Blueprint(ModelChoice(name, model_options), X.shape[1], classes, task, X)
    split = Split(X, y, X[:0], y[:0], np.ones(len(X), bool))
    training = TrainingRun(blueprint, method, Settings(split, loss, 0.0, 0.0, batch_size, options), seed=1)
    return lambda: training.advance(steps)
