"""A document whose model, loss and start suit its data."""

from __future__ import annotations

import dataclasses

import numpy as np

from gdviz.core.datasets import Dataset
from gdviz.core.losses import LOSSES
from gdviz.core.models import MODELS
from gdviz.core.models.function import Function
from gdviz.core.models.linear import LinearModel
from gdviz.session.document import Document
from gdviz.training.build import losses_for, models_for
from gdviz.training.experiment import Experiment, MethodChoice, ModelChoice
from gdviz.training.preparation import Blueprint


def model_inputs(experiment: Experiment, dataset: Dataset) -> int:
    """Return how many inputs a model gets of such data."""
    if dataset.task == "classification" and dataset.n_features == 2:
        return len(experiment.data.features)
    return dataset.n_features


def is_direct(experiment: Experiment) -> bool:
    """Return whether the model is one that its data determine at once."""
    return MODELS[experiment.model.name].is_direct


def can_sum_up(experiment: Experiment) -> bool:
    """Return whether the loss is a parabola, whose rows can be summed up once: a linear model, a squared loss."""
    model, loss = MODELS[experiment.model.name], LOSSES[experiment.loss]
    return issubclass(model, LinearModel) and "regression" in model.tasks and hasattr(loss, "factor")


def is_function(experiment: Experiment) -> bool:
    """Return whether a function of two variables is minimised, and no data are looked at."""
    return MODELS[experiment.model.name].is_function


def function_of(experiment: Experiment) -> str:
    """Return the function of two variables that is minimised, as it was typed; "" where data are learnt from."""
    if not is_function(experiment):
        return ""
    return str(Function(**experiment.model.options).expression)


def as_function(experiment: Experiment, before: Experiment) -> Experiment:
    """Return the experiment with what a function can have: no penalty, no batches, and where it is known, its start."""
    experiment = experiment.replace(l1=0.0, l2=0.0, patience=0)
    if any(method.batch_size is not None for method in experiment.methods):
        experiment = experiment.replace(
            methods=tuple(dataclasses.replace(method, batch_size=None) for method in experiment.methods)
        )
    if all(method.name == "closed_form" for method in experiment.methods):
        experiment = experiment.replace(methods=(MethodChoice(experiment.methods[0].key),))
    if experiment.model != before.model and experiment.start == before.start:
        surface = Function(**experiment.model.options).surface
        kept = experiment.start if is_function(before) else None
        experiment = experiment.replace(start=kept if surface is None else surface.start)
    return experiment


def with_methods(experiment: Experiment, before: Experiment) -> Experiment:
    """Return the experiment with the closed form alone where there is nothing to descend, and with others after it."""
    keys, names = [method.key for method in experiment.methods], [method.name for method in experiment.methods]
    if is_direct(experiment):
        if names != ["closed_form"]:
            experiment = experiment.replace(methods=(MethodChoice(keys[0], "closed_form"),))
        return experiment.replace(start=None, l1=0.0, l2=0.0, patience=0, frozen=())
    if is_direct(before) and names == ["closed_form"]:
        experiment = experiment.replace(methods=(MethodChoice(keys[0]),))
    return experiment


def fitting(document: Document, before: Experiment) -> Document:
    """Return the document with the usual model or loss where its own can't do the data.

    A start that was kept from `before` and has the wrong length is dropped.
    """
    experiment, dataset = document.experiment, document.dataset
    n_inputs = model_inputs(experiment, dataset)
    suits = experiment.model.name in models_for(dataset.task, n_inputs, dataset.n_classes)
    if not suits:
        usual = "line" if dataset.task == "regression" else "logistic" if dataset.n_classes == 2 else "softmax"
        experiment = experiment.replace(model=ModelChoice(usual))
    losses = losses_for(experiment.model.name, dataset.task, dataset.n_classes)
    if not suits or experiment.loss not in losses:
        experiment = experiment.replace(loss=losses[0])
    experiment = with_methods(experiment, before)
    if is_function(experiment):
        experiment = as_function(experiment, before)
    elif is_function(before) and experiment.start == before.start:
        experiment = experiment.replace(start=None)
    if experiment.start is not None and experiment.start == before.start:
        shape = Blueprint(experiment.model, n_inputs, dataset.n_classes or 1, dataset.task, np.zeros((1, n_inputs)))
        if shape.make().theta.size != len(experiment.start):
            experiment = experiment.replace(start=None)
    others = (before.model, before.data.features) != (experiment.model, experiment.data.features)
    if experiment.frozen and others and experiment.start == before.start:  # they were places in another theta
        experiment = experiment.replace(frozen=())
    return dataclasses.replace(document, experiment=experiment)
