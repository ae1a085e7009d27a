"""Networks of two to six classes, of a curve and of a plane, are trained by every method that says it can."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.methods import METHODS
from gdviz.core.schedules import SCHEDULES
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice
from gdviz.training.headless import train
from gdviz.training.step_rules import ScheduleChoice

TASKS = {
    **{
        f"{k} classes": (DataChoice("blobs", {"n": 60, "classes": k}), "categorical_cross_entropy") for k in range(3, 7)
    },
    "2 classes": (DataChoice("blobs", {"n": 60}), "binary_cross_entropy"),
    "curve": (DataChoice("curve", {"n": 60}), "mse"),
    "plane": (DataChoice("hills", {"n": 60}), "mse"),
}
OF_SQUARES = {"gauss_newton", "levenberg_marquardt"}  # they follow residuals, which probabilities have not got
OF_LINES = {"closed_form": "linear in its parameters", "exhaustive_search": "at most 3 parameters"}
BY_CHANCE = {"random_search", "simulated_annealing"}  # a few draws need not be better than the start
RATED = [name for name in METHODS if hasattr(METHODS[name], "learning_rate")]


def network(task: str, method: MethodChoice) -> Experiment:
    data, loss = TASKS[task]
    layers = [
        {"name": "dense", "width": 5, "activation": "tanh", "l2": 1e-4, "initializer": "he_normal"},
        {"name": "batch_normalization"},
        {"name": "dense", "width": 4, "activation": "relu"},
        {"name": "dropout", "rate": 0.1},
    ]
    model = ModelChoice("network", {"layers": layers, "output": {"name": "dense", "l2": 1e-3}})
    return Experiment(data=data, model=model, loss=loss, methods=(method,))


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("method", METHODS)
def test_every_method_trains_it_or_says_why_not(method, task) -> None:
    squares = TASKS[task][1] == "mse"
    reason = OF_LINES.get(method) or ("squared loss" if method in OF_SQUARES and not squares else "")
    experiment = network(task, MethodChoice(1, method))
    if reason:
        with pytest.raises(ValueError, match=reason):
            train(experiment, 8)
        return
    start, end = train(experiment, 0).runs[1].model.theta, train(experiment, 8).runs[1].model.theta
    assert np.isfinite(end).all()
    assert (end != start).any() or method in BY_CHANCE


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("method", RATED)
def test_with_every_schedule(method, schedule) -> None:
    run = train(network("5 classes", MethodChoice(1, method, schedule=ScheduleChoice(schedule))), 8).runs[1]
    assert run.epoch > 0.0
    assert np.isfinite(run.model.theta).all()
