"""From an experiment to a race that is ready to start."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gdviz.core.datasets import DATASETS, Dataset
from gdviz.core.losses import LOSSES
from gdviz.core.models import MODELS
from gdviz.training.experiment import OWN_DATA, DataChoice, Experiment, MethodChoice
from gdviz.training.preparation import Blueprint, Preparation, Split
from gdviz.training.race import Entrant, RaceSpec
from gdviz.training.settings import Settings


def generate(choice: DataChoice) -> Dataset:
    """Return the data set that `choice` names; raises ValueError for points that were drawn or imported."""
    if choice.source == OWN_DATA:
        raise ValueError("own points cannot be generated again; they are kept with the experiment")
    generator = DATASETS[choice.source](**dict(choice.options))
    return generator.generate(np.random.default_rng(choice.seed))


def split_of(experiment: Experiment, preparation: Preparation, dataset: Dataset) -> Split:
    """Return the rows that are trained on and tested; of a function, which has no use for any, one that says nothing.

    Raises ValueError where a transform is impossible.
    """
    if MODELS[experiment.model.name].is_function:
        width = preparation.fit_rows.shape[1]
        nothing = np.zeros((1, width))
        return Split(nothing, np.zeros(1), nothing[:0], np.zeros(0), np.ones(1, np.bool_))
    return preparation.split(dataset, experiment.data.train_share, experiment.data.seed)


def settings_of(experiment: Experiment, method: MethodChoice, split: Split) -> Settings:
    return Settings(
        split=split,
        loss=experiment.loss,
        l1=experiment.l1,
        l2=experiment.l2,
        batch_size=method.batch_size,
        options=method.options,
        schedule=method.schedule,
        clip=method.clip,
        frozen=experiment.frozen,
        patience=experiment.patience,
        sum_up=experiment.sum_up,
    )


def entrant_of(experiment: Experiment, method: MethodChoice, split: Split) -> Entrant:
    return Entrant(method.key, method.name, settings_of(experiment, method, split))


def all_settings(experiment: Experiment, split: Split) -> Mapping[int, Settings]:
    """Return the settings of every active method by key."""
    return {m.key: settings_of(experiment, m, split) for m in experiment.methods if m.active}


def prepare(experiment: Experiment, dataset: Dataset, number: int = 1) -> tuple[Preparation, Split, RaceSpec]:
    """Return how rows become inputs, the split rows, and the race; raises ValueError where things don't fit."""
    if dataset.task not in MODELS[experiment.model.name].tasks:
        raise ValueError(f"model {experiment.model.name} does not do {dataset.task}; choose another model")
    preparation = Preparation(dataset, experiment.data)
    split = split_of(experiment, preparation, dataset)
    if not len(split.X_train):
        raise ValueError("there are no training points yet: click into the data plot to add some")
    blueprint = Blueprint.of(experiment.model, preparation)
    if MODELS[experiment.model.name].is_direct:
        blueprint.make()  # whether the rows determine it shows where it is solved
    start = None if experiment.start is None else np.asarray(experiment.start, np.float64)
    entrants = tuple(entrant_of(experiment, method, split) for method in experiment.methods if method.active)
    return preparation, split, RaceSpec(number, blueprint, entrants, experiment.seed, start)


def losses_for(model: str, task: str, n_classes: int) -> tuple[str, ...]:
    """Return the losses that suit a model and a task, the usual one first."""
    if MODELS[model].is_function:
        return ("height",)
    softmax = MODELS[model].one_score_a_class or n_classes > 2
    link = "identity" if task == "regression" else "softmax" if softmax else "sigmoid"
    own = {"identity": "mse", "sigmoid": "binary_cross_entropy", "softmax": "categorical_cross_entropy"}[link]
    links = ("identity",) if MODELS[model].is_certain else ("identity", link)  # log 0 is no number
    fitting = [name for name, cls in LOSSES.items() if cls.offered and cls.link in links and task in cls.tasks]
    return tuple(sorted(fitting, key=lambda name: (name != own, LOSSES[name].order)))


def models_for(task: str, n_features: int, n_classes: int) -> tuple[str, ...]:
    """Return the registered models that can be built for such data."""
    fitting = []
    for name, cls in MODELS.items():
        if task not in cls.tasks:
            continue
        try:
            cls().build(n_features, n_classes or 1, task)
        except ValueError:
            continue
        fitting.append(name)
    return tuple(fitting)
