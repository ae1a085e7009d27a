"""Do the parts of a lesson fit each other? Found out on a few rows, so that starting the app stays quick."""

from __future__ import annotations

import numpy as np

from gdviz.core.datasets import DATASETS, Dataset
from gdviz.core.hyperparameter import hyperparameters
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models import Model
from gdviz.core.objective import Objective
from gdviz.lessons.entries import LessonError
from gdviz.training.experiment import DataChoice, Experiment
from gdviz.training.preparation import Blueprint, Preparation


def few_rows(choice: DataChoice) -> Dataset:
    """Return the data set that `choice` names, of as few rows as its generator makes; raises LessonError."""
    cls = DATASETS[choice.source]
    options = dict(choice.options)
    for declaration in hyperparameters(cls):
        if declaration.name == "n" and declaration.low is not None:
            options["n"] = int(declaration.low)
    try:
        return cls(**options).generate(np.random.default_rng(choice.seed))
    except ValueError as error:
        raise LessonError(("data",), str(error)) from None


def try_out(experiment: Experiment, rows: Dataset) -> None:
    """Build model, loss and methods on `rows`; raises LessonError at the part that does not fit."""
    try:
        preparation = Preparation(rows, experiment.data)
        X, y = preparation.inputs(rows.X), preparation.view_y(rows.y)
    except ValueError as error:
        raise LessonError(("data",), str(error)) from None
    try:
        model = Blueprint.of(experiment.model, preparation).make()
    except ValueError as error:
        raise LessonError(("model",), str(error)) from None
    _fits_start(experiment, model)
    loss = LOSSES[experiment.loss]
    try:
        objective = Objective(model, loss(), X, y, l1=experiment.l1, l2=experiment.l2)
    except ValueError as error:
        raise LessonError(("loss",), str(error)) from None
    for place, method in enumerate(experiment.methods):
        try:
            METHODS[method.name](**method.options).start(objective, experiment.seed)
        except ValueError as error:
            raise LessonError(("methods", place), str(error)) from None


def _fits_start(experiment: Experiment, model: Model) -> None:
    start, size = experiment.start, model.theta.size
    if start is not None and len(start) != size:
        shown = ", ".join(model.component_names[:4]) + (", ..." if size > 4 else "")
        raise LessonError(("start",), f"start must have {size} numbers ({shown}); got {len(start)}")
