"""What a program does that solves a model at once from its data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdviz.core.datasets import Dataset
from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.models import MODELS
from gdviz.export.code.errors import CodeError
from gdviz.export.code.on_points import OnPoints
from gdviz.training.experiment import Experiment
from gdviz.training.preparation import Blueprint, Preparation
from gdviz.training.split import Split

KINDS = ("k_nearest", "gaussian", "look_up")
LOSSES = ("mse", "half_mse", "mae", "huber", "categorical_cross_entropy")


@dataclass(frozen=True, eq=False, kw_only=True)
class DirectRecipe(OnPoints):
    """A model that its training rows determine, with every option of it."""

    loss: str
    options: Mapping[str, Any]

    @property
    def title(self) -> str:
        return f"{self.subject}, solved at once"

    @property
    def n_inputs(self) -> int:
        return int(self.split.X_train.shape[1])

    @property
    def n_classes(self) -> int:
        return self.dataset.n_classes

    @property
    def empty(self) -> tuple[int, ...]:
        """Return the classes that no training row is of."""
        there = set(np.unique(self.split.y_train).tolist())
        return tuple(label for label in range(self.n_classes) if label not in there)


def direct_recipe(experiment: Experiment, dataset: Dataset, preparation: Preparation, split: Split) -> DirectRecipe:
    """Return what such a program does; raises CodeError where there is none."""
    name = experiment.model.name
    if name not in KINDS:
        raise CodeError(f"There is no program for {MODELS[name].title}: it came with a plug-in.")
    if experiment.loss not in LOSSES:
        raise CodeError(f"Programs of this model know the losses {', '.join(LOSSES)}; this one has {experiment.loss}.")
    model = Blueprint.of(experiment.model, preparation).make()
    return DirectRecipe(
        model=name,
        dataset=dataset,
        preparation=preparation,
        split=split,
        link=model.link,
        loss=experiment.loss,
        options={item.name: getattr(model, item.name) for item in hyperparameters(MODELS[name])},
    )
