"""Small problems for training: data, splits and runs, as tests want them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.core.batching import Batches
from gdviz.core.datasets import Dataset
from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.objective import Objective
from gdviz.training.experiment import NO_TRANSFORM, OWN_DATA, DataChoice, ModelChoice
from gdviz.training.preparation import Blueprint, Preparation, Split
from gdviz.training.run import TrainingRun
from gdviz.training.settings import Settings

# What makes each registered method train something within a few steps; one that is missing here takes its defaults.
METHOD_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "gradient_descent": {"learning_rate": 0.05},
    "momentum": {"learning_rate": 0.02},
    "nesterov": {"learning_rate": 0.02},
    "adagrad": {"learning_rate": 0.1},
    "rmsprop": {"learning_rate": 0.02},
    "adam": {"learning_rate": 0.05},
    "hill_climbing": {"delta": 0.01},
    "random_search": {"low": -3.0, "high": 3.0, "tries_per_step": 3},
    "exhaustive_search": {"points_per_axis": 31, "tries_per_step": 7},
}


def noisy_line(n: int = 23, seed: int = 5) -> Dataset:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 1))
    return Dataset(x, 1.5 * x[:, 0] - 0.5 + 0.3 * rng.normal(size=n), "regression")


def two_clouds(n: int = 30, seed: int = 6) -> Dataset:
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    return Dataset(rng.normal(size=(n, 2)) + 1.5 * y[:, None], y, "classification")


class Problem:
    """A data set, a model for it, and the splits and runs that come of the two."""

    def __init__(
        self, dataset: Dataset | None = None, model: str = "line", train_share: float = 1.0, **options: Any
    ) -> None:
        self.dataset = noisy_line() if dataset is None else dataset
        self.loss = "half_mse" if self.dataset.task == "regression" else "binary_cross_entropy"
        self.train_share = train_share
        choice = DataChoice(OWN_DATA, train_share=train_share, transform_x=NO_TRANSFORM, transform_y=NO_TRANSFORM)
        self.preparation = Preparation(self.dataset, choice)
        self.blueprint = Blueprint.of(ModelChoice(model, options), self.preparation)
        self.split = self.split_of(self.dataset)

    def split_of(self, dataset: Dataset) -> Split:
        return self.preparation.split(dataset, self.train_share, 1)

    def settings(self, *, method: str = "gradient_descent", **changes: Any) -> Settings:
        facts: dict[str, Any] = {
            "split": self.split,
            "loss": self.loss,
            "l1": 0.0,
            "l2": 0.0,
            "batch_size": None,
            "options": METHOD_OPTIONS.get(method, {}),
        }
        return Settings(**{**facts, **changes})

    def run(
        self,
        method: str = "gradient_descent",
        *,
        seed: int = 3,
        start: NDArray[np.float64] | None = None,
        watch: Any = None,
        **changes: Any,
    ) -> TrainingRun:
        settings = self.settings(method=method, **changes)
        return TrainingRun(self.blueprint, method, settings, seed=seed, start=start, watch=watch)


def state_of(run: TrainingRun) -> dict[str, bytes]:
    """Return everything that the next step depends on, bit by bit, and what was counted."""
    state = {name: array.tobytes() for name, array in run.method.save_state().items()}
    options = repr(sorted(run.settings.options.items())).encode()
    counted = f"{run.position} {run.evaluations}".encode()
    return {"theta": run.model.theta.tobytes(), "options": options, "counted": counted, **state}


def walk(run: TrainingRun, steps: int) -> list[dict[str, bytes]]:
    """Take single steps; return the states at 0, 1, 2, ..., as far as there are any."""
    states = [state_of(run)]
    for _ in range(steps):
        if not run.advance(1):
            break
        states.append(state_of(run))
    return states


def driven_straight(
    problem: Problem, method_name: str, changes: list[tuple[int, Settings]], steps: int, seed: int = 3
) -> NDArray[np.float64]:
    """Return theta after `steps` by the plainest loop there is: no history, no rewind, no run."""
    model = problem.blueprint.make()
    model.initialize(np.random.default_rng(seed))
    method = METHODS[method_name](**METHOD_OPTIONS.get(method_name, {}))
    defaults = {item.name: item.default for item in hyperparameters(METHODS[method_name])}
    objective, now = None, None
    for step in range(steps + 1):
        for at, settings in changes:
            if at != step:
                continue
            split = settings.split
            fresh = Objective(
                model, LOSSES[settings.loss](), split.X_train, split.y_train, l1=settings.l1, l2=settings.l2
            )
            for name, value in {**defaults, **settings.options}.items():
                setattr(method, name, value)
            method.finished = ""
            if objective is None:
                method.start(fresh, seed)
            elif now is not None and (split, settings.loss, settings.l1, settings.l2) != now:
                method.objective_changed(fresh, seed)
            objective, now = fresh, (split, settings.loss, settings.l1, settings.l2)
            batches = Batches(len(split.X_train), settings.batch_size, seed)
        assert objective is not None
        if step == steps or method.finished:
            break
        objective.select(batches.indices(step))
        method.step(model.theta, objective)
    return model.theta
