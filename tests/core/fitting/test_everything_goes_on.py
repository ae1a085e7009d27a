"""Every registered layer, model and loss goes on to the bit from where a fit was saved, within an epoch too."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import random_objectives

from gdviz.core.fitting import Fit
from gdviz.core.graph import Graph
from gdviz.core.layers import LAYERS
from gdviz.core.layers.base import Merge, given
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.layers.dense import Dense
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models import MODELS
from gdviz.core.models.base import Model
from gdviz.core.models.layered import LayeredModel
from gdviz.core.stack import check

ROWS = 15
SHAPES = ((6,), (6, 6, 2), (784,))


def with_layer(name: str) -> Model:
    """Return a classifier of three classes that has this layer, behind weights of its own where it may stand there."""
    layer = LAYERS[name]
    if issubclass(layer, Merge):
        x = given((6,))
        joined = layer()(Dense(2)(x), x)
        return LayeredModel.of(Graph.between((x,), (Dense(3)(joined),)), "softmax", "float64")
    before = (LayerChoice("conv2d", {"filters": 2}),)
    for shape in SHAPES:
        for front in (before, (LayerChoice("dense", {"width": 6}),), ()):
            layers = (*front, LayerChoice(name), LayerChoice("flatten"))
            if not any(report.complaint for report in check(shape, layers)):
                model = MODELS["network"](layers=layers)
                model.build(shape, 3, "classification")
                return model
    raise AssertionError(f"no shape of these tests suits {name}")


def goes_on(make: Callable[[], Fit], place: int) -> None:
    whole, first, second = make(), make(), make()
    for _ in whole.run(3):
        pass
    running = first.run(3)
    for _ in range(place):
        next(running)
    second.load(first.save())
    for _ in second.run(3):
        pass
    np.testing.assert_array_equal(second.model.theta, whole.model.theta)
    assert second.history == whole.history
    assert np.isfinite(whole.model.theta).all()


@pytest.mark.parametrize("place", [2, 3])
@pytest.mark.parametrize("name", list(LAYERS))
def test_layers(name: str, place: int) -> None:
    def make() -> Fit:
        model, rng = with_layer(name), np.random.default_rng(1)
        model.initialize(rng)
        x, y = rng.normal(size=(ROWS, *model.input_shape)), rng.integers(0, 3, ROWS)
        loss, method = LOSSES["sparse_categorical_cross_entropy"](), METHODS["momentum"](learning_rate=0.01)
        return Fit(model, loss, method, x, y, batch_size=4, seed=2)

    goes_on(make, place)


@pytest.mark.parametrize(("model", "task", "loss"), random_objectives.combinations())
def test_models_and_losses(model: str, task: str, loss: str) -> None:
    def make() -> Fit:
        rng = np.random.default_rng(3)
        k = 3 if LOSSES[loss]().fewest_outputs > 1 else 2
        X, y, outputs = random_objectives.rows(model, task, rng, ROWS, 2, k)
        built = random_objectives.built(model, task, X, outputs)
        built.theta[...] = 0.1 * rng.normal(size=built.theta.size)
        return Fit(built, LOSSES[loss](), METHODS["momentum"](learning_rate=1e-3), X, y, batch_size=4, l2=0.01)

    goes_on(make, 2)
