"""Layers against PyTorch: values, gradients by what comes in and by parameters, running means."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdviz.core.layers import LAYERS
from gdviz.core.layers.base import Layer, Mode, batch_buffer
from gdviz.core.layers.batch_normalization import BatchNormalization
from gdviz.core.layers.dense import Dense
from gdviz.core.operations import run
from gdviz.core.parameters import Parameters

torch = pytest.importorskip("torch")
functional = torch.nn.functional
pytestmark = pytest.mark.torch

ACTIVATIONS = {
    "linear": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda z: functional.leaky_relu(z, 0.2),
    "elu": functional.elu,
    "softplus": functional.softplus,
    "gelu": functional.gelu,
    "softmax": lambda z: torch.softmax(z, -1),
}
sizes = {"n": st.integers(2, 6), "d": st.integers(1, 5), "k": st.integers(1, 5), "seed": st.integers(0, 2**31)}


def ours(layer: Layer, x: Any, dy: Any, *, training: bool = True, seed: int = 0) -> tuple[Any, Any, Parameters]:
    """Return y, dx and the parameters with their gradient, at parameters drawn at random."""
    shape = x.shape[1:]
    kept = layer.statistics(shape)
    parameters = Parameters({**layer.shapes(shape), **kept}, x.dtype, kept)
    layer.bind(parameters.value, parameters.gradient)
    layer.initialize(np.random.default_rng(seed))
    parameters.trained[...] = np.random.default_rng(seed).normal(size=parameters.trained.size)
    own, dx = (batch_buffer(len(x), shape, x.dtype) for _ in range(2))
    y, slope = (batch_buffer(len(x), layer.output_shape(shape), x.dtype) for _ in range(2))
    own[...], slope[...] = x, dy
    passes = layer.write(own, y, slope, dx, Mode(training))
    run(passes.forward)
    run(passes.backward)
    return y, dx, parameters


def close(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(found, expected.detach().numpy(), rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("name", list(ACTIVATIONS))
@settings(max_examples=15, deadline=None)
@given(**sizes)
def test_dense_with_an_activation(name, n, d, k, seed) -> None:
    rng = np.random.default_rng(seed)
    x, dy = rng.normal(size=(n, d)), rng.normal(size=(n, k))
    y, dx, parameters = ours(Dense(k, name), x, dy, seed=seed)
    tx = torch.tensor(x, requires_grad=True)
    W, b = (torch.tensor(parameters.value[part].copy(), requires_grad=True) for part in ("W", "b"))
    expected = ACTIVATIONS[name](tx @ W + b)
    expected.backward(torch.tensor(dy))
    for found, reference in ((y, expected), (dx, tx.grad), (parameters.gradient["W"], W.grad),
                             (parameters.gradient["b"], b.grad)):  # fmt: skip
        close(found, reference)


def test_every_activation_has_its_counterpart() -> None:
    assert set(ACTIVATIONS) <= set(LAYERS)


@pytest.mark.parametrize("training", [True, False])
@settings(max_examples=15, deadline=None)
@given(picture=st.booleans(), **sizes)
def test_batch_normalization(training, picture, n, d, k, seed) -> None:
    rng = np.random.default_rng(seed)
    shape = (n, 3, d, k) if picture else (n, k)
    x, dy = rng.normal(2.0, 3.0, size=shape), rng.normal(size=shape)
    layer = BatchNormalization(momentum=0.8, epsilon=1e-3)
    y, dx, parameters = ours(layer, x, dy, training=training, seed=seed)

    theirs = torch.nn.BatchNorm2d(k, 1e-3, 0.2) if picture else torch.nn.BatchNorm1d(k, 1e-3, 0.2)
    theirs.double().train(training)
    with torch.no_grad():
        theirs.weight[:] = torch.tensor(parameters.value["gamma"])
        theirs.bias[:] = torch.tensor(parameters.value["beta"])
    turned = (0, 3, 1, 2) if picture else (0, 1)
    back = (0, 2, 3, 1) if picture else (0, 1)
    tx = torch.tensor(np.ascontiguousarray(x.transpose(turned)), requires_grad=True)
    expected = theirs(tx)
    expected.backward(torch.tensor(np.ascontiguousarray(dy.transpose(turned))))
    close(y, expected.permute(back))
    close(dx, tx.grad.permute(back))
    close(parameters.gradient["gamma"], theirs.weight.grad)
    close(parameters.gradient["beta"], theirs.bias.grad)
    close(parameters.value["mean"], theirs.running_mean)
    count = x.size // k  # PyTorch follows the variance divided by n - 1, Keras and gdviz that divided by n
    grown = (parameters.value["variance"] - 0.8) * (count / (count - 1)) + 0.8 if training else 1.0
    np.testing.assert_allclose(grown * np.ones(k), theirs.running_var.numpy(), rtol=1e-9)


def test_flatten_has_the_order_of_a_picture_whose_channels_come_last() -> None:
    x = np.random.default_rng(1).normal(size=(3, 4, 5, 2))
    y, _, _ = ours(LAYERS["flatten"](), x, np.zeros((3, 40)))
    np.testing.assert_array_equal(y, torch.flatten(torch.tensor(x), 1).numpy())
