"""The output layer of a network: its price, its start, that it may be held still; and what it has from the data."""

from __future__ import annotations

import json

import numpy as np
import pytest

from gdviz.core.gradient_check import relative_error
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.losses import LOSSES
from gdviz.core.models import MODELS
from gdviz.core.objective import Objective
from gdviz.training.experiment import Experiment, ModelChoice, from_json, to_json

RNG = np.random.default_rng(3)
X, Y = RNG.normal(size=(7, 2)), RNG.normal(size=7)


def built(output: dict, task: str = "regression", outputs: int = 1):
    model = MODELS["network"](hidden=(3,), output=LayerChoice("dense", output))
    model.build(2, outputs, task)
    model.initialize(np.random.default_rng(1))
    return model


def test_its_price_is_paid_for_its_weights_alone_and_not_for_its_bias() -> None:
    free, dear = built({}), built({"l1": 0.1, "l2": 0.3})
    for model in (free, dear):
        model.theta[...] = np.linspace(-1.0, 1.0, model.theta.size)
    losses = [Objective(model, LOSSES["mse"](), X, Y).loss_and_gradient(model.theta)[0] for model in (free, dear)]
    W = dear.theta[9:12]  # behind (2 + 1) 3 numbers of the hidden layer; its bias is the last
    assert losses[1] - losses[0] == pytest.approx(0.1 * np.abs(W).sum() + 0.3 * (W**2).sum(), rel=1e-12)
    assert relative_error(Objective(dear, LOSSES["mse"](), X, Y), dear.theta) < 1e-6


def test_its_weights_start_as_chosen_and_those_before_it_as_they_would() -> None:
    usual, zero = built({}), built({"initializer": "zeros"})
    assert (zero.theta[9:] == 0.0).all()
    assert (usual.theta[9:12] != 0.0).all()
    np.testing.assert_array_equal(zero.theta[:9], usual.theta[:9])


def test_held_still_it_is_not_trained() -> None:
    assert built({"frozen": True}).trained.size == 9
    assert built({}).trained.size == 13


@pytest.mark.parametrize(("task", "classes", "width"), [("regression", 1, 1), ("classification", 2, 1),
                                                        ("classification", 6, 6)])  # fmt: skip
def test_how_many_neurons_it_has_follows_from_the_data(task, classes, width) -> None:
    assert built({"l2": 0.1}, task, classes).shape == (2, 3, width)


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ({"name": "dropout"}, "output must be a dense layer; got dropout"),
        ({"name": "dense", "width": 3}, "output must have no width, which follows from the data; got 3"),
        ({"name": "dense", "activation": "tanh"}, "output must have no activation"),
        ({"name": "dense", "l2": -1}, "l2"),
        (3, "a layer must be a table"),
    ],
)
def test_what_cannot_be_chosen_is_said(output, told) -> None:
    with pytest.raises((ValueError, TypeError), match=told):
        ModelChoice("network", {"hidden": [3], "output": output})


def test_it_goes_to_json_and_back() -> None:
    choice = ModelChoice("network", {"hidden": (3,), "output": {"name": "dense", "l1": 0.5, "initializer": "zeros"}})
    experiment = Experiment(model=choice)
    assert from_json(json.loads(json.dumps(to_json(experiment)))) == experiment
