"""Numbers that no method trains stay out of what is drawn of theta: planes, surfaces, penalties."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.landscape import curve, surface
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.losses import LOSSES
from gdviz.core.models import MODELS
from gdviz.core.objective import Objective
from gdviz.core.planes import parameter_plane, random_plane

LAYERS = (
    LayerChoice("dense", {"width": 3, "activation": "tanh", "frozen": True}),
    LayerChoice("batch_normalization"),
    LayerChoice("dense", {"width": 2, "activation": "softplus", "l1": 0.1, "l2": 0.2}),
)


def objective(training: bool = False) -> Objective:
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(12, 2)), rng.normal(size=12)
    model = MODELS["network"](layers=LAYERS)
    model.build(2, 1, "regression")
    model.initialize(rng)
    model.theta[...] += 0.1 * rng.uniform(size=model.theta.size)
    return Objective(model, LOSSES["mse"](), X, y, l1=0.05, l2=0.03, training=training)


@pytest.mark.parametrize("seed", range(4))
def test_random_directions_leave_running_means_alone(seed) -> None:
    model = objective().model
    plane = random_plane(model.theta, np.random.default_rng(seed), model.parameters)
    trained = model.parameters.n_trained
    for direction in (plane.u, plane.v):
        assert direction[:trained].any()
        assert not direction[trained:].any()
    np.testing.assert_array_equal(plane.origin, model.theta)
    assert plane.u @ plane.v == pytest.approx(0, abs=1e-12)


def test_a_surface_is_the_loss_at_each_of_its_places() -> None:
    it = objective()
    theta = it.model.theta.copy()
    plane = random_plane(theta, np.random.default_rng(3), it.model.parameters)
    values = surface(it, plane, (-1.0, 1.0, -0.5, 0.5), (3, 4))
    np.testing.assert_array_equal(it.model.theta, theta)
    for row, b in enumerate((-0.5, 0.0, 0.5)):
        for column, a in enumerate(np.linspace(-1, 1, 4)):
            assert values[row, column] == pytest.approx(it.loss(plane.at(a, b)))


def test_a_curve_along_one_parameter() -> None:
    it = objective()
    values = curve(it, 0, -1.0, 1.0, 5)
    place = it.model.trained.copy()
    for at, value in zip(np.linspace(-1, 1, 5), values, strict=True):
        place[0] = at
        assert value == pytest.approx(it.loss(place))


def test_a_plane_of_two_parameters_of_the_whole_model() -> None:
    it = objective()
    plane = parameter_plane(it.model.theta, 1, 2)
    values = surface(it, plane, (0.0, 1.0, 0.0, 1.0), (2, 2))
    assert values[1, 0] == pytest.approx(it.loss(plane.at(0.0, 1.0)))


def test_theta_may_be_given_whole_or_as_far_as_it_is_trained() -> None:
    it = objective()
    whole = it.model.theta.copy()
    value = it.loss(whole)
    assert it.loss(whole[: it.model.parameters.n_trained]) == value
    other = whole.copy()
    other[-3:] = 2.0  # running variances
    assert it.loss(other) != value
    assert objective(training=True).loss(other) == objective(training=True).loss(whole)
