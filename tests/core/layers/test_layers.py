"""Every registered layer: what it says of its shape, and its gradients by differences."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.layers import LAYERS
from gdviz.core.layers.base import Mode
from gdviz.core.layers.dense import Dense
from gdviz.core.operations import run
from gdviz.core.parameters import Parameters

LAYER_ARGUMENTS = {"dense": (3,), "activation": ("tanh",)}


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("name", [name for name in LAYERS if name in LAYER_ARGUMENTS])
def test_backward_is_the_slope_of_forward(name, order) -> None:
    rng = np.random.default_rng(1)
    layer = LAYERS[name](*LAYER_ARGUMENTS[name])
    parameters = Parameters(layer.shapes((4,)))
    layer.bind(parameters.value, parameters.gradient)
    layer.initialize(rng)
    parameters.theta[...] = rng.normal(size=parameters.size)
    x = np.asarray(rng.normal(size=(5, 4)), order=order)
    y = np.empty((5, *layer.output_shape((4,))), order=order)
    dy = np.asarray(rng.normal(size=y.shape), order=order)
    dx = np.empty_like(x)
    forward, backward = layer.write(x, y, dy, dx, Mode(training=True))

    def pulled() -> float:
        run(forward)
        return float((y * dy).sum())

    def slopes(flat):
        found = np.empty(flat.shape)
        for index in np.ndindex(*flat.shape):
            kept = flat[index]
            flat[index] = kept + 1e-6
            up = pulled()
            flat[index] = kept - 1e-6
            found[index] = (up - pulled()) / 2e-6
            flat[index] = kept
        return found

    expected_dx, expected = slopes(x), slopes(parameters.theta)
    pulled()
    run(backward)
    np.testing.assert_allclose(dx, expected_dx, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(parameters.grad, expected, rtol=1e-6, atol=1e-8)


def test_every_layer_is_under_test() -> None:
    assert set(LAYER_ARGUMENTS) <= set(LAYERS)


def test_the_first_layer_passes_no_gradient_on() -> None:
    layer = Dense(2)
    parameters = Parameters(layer.shapes((3,)))
    layer.bind(parameters.value, parameters.gradient)
    x, dy = np.ones((4, 3)), np.ones((4, 2))
    run(layer.write(x, np.empty((4, 2)), dy, None, Mode()).backward)
    np.testing.assert_array_equal(parameters.gradient["W"], np.full((3, 2), 4.0))
    np.testing.assert_array_equal(parameters.gradient["b"], [4.0, 4.0])


def test_a_layer_without_neurons() -> None:
    with pytest.raises(ValueError, match=r"width must be in \[1, 100000\]; got 0"):
        Dense(0)
