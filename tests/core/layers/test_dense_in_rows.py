"""Wide dense layers lie row by row in memory, where nobody minds: the same numbers as column by column."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.losses import LOSSES
from gdviz.core.models import MODELS
from gdviz.core.objective import Objective

ROWS, N_IN, CLASSES = 9, 70, 3
CURVES = {
    "relu": (lambda z: z * (z > 0), lambda z, a: z > 0),
    "tanh": (np.tanh, lambda z, a: 1 - a**2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z, a: a * (1 - a)),
}


@pytest.mark.parametrize("widths", [(64, 80), (64, 5, 64), (5, 64), (64,), (300, 64, 64, 8)])
@pytest.mark.parametrize("activation", list(CURVES))
def test_loss_and_gradient_are_the_textbooks(activation, widths) -> None:
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(ROWS, N_IN)), rng.integers(0, CLASSES, ROWS)
    model = MODELS["network"](hidden=widths, activation=activation)
    model.build(N_IN, CLASSES, "classification")
    model.theta[...] = 0.2 * rng.normal(size=model.theta.size)
    g, slope = CURVES[activation]
    values, last = model.parameters.value, len(widths) + 1
    sums, activations = [], [X]
    for layer in range(1, last + 1):
        sums.append(activations[-1] @ values[f"W{layer}"] + values[f"b{layer}"])
        activations.append(g(sums[-1]))
    p = np.exp(sums[-1] - sums[-1].max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    expected: dict[str, np.ndarray] = {}
    dz = (p - np.eye(CLASSES)[y]) / ROWS
    for layer in range(last, 0, -1):
        expected[f"W{layer}"], expected[f"b{layer}"] = activations[layer - 1].T @ dz, dz.sum(axis=0)
        if layer > 1:
            dz = dz @ values[f"W{layer}"].T * slope(sums[layer - 2], activations[layer - 1])

    objective = Objective(model, LOSSES["categorical_cross_entropy"](), X, y)
    loss, _ = objective.loss_and_gradient(model.theta)
    assert loss == pytest.approx(-np.log(p[np.arange(ROWS), y]).mean(), rel=1e-12)
    for name, gradient in model.parameters.gradient.items():
        np.testing.assert_allclose(gradient, expected[name], rtol=1e-9, atol=1e-13)


def test_wide_layers_do_lie_in_rows() -> None:
    model = MODELS["network"](hidden=(64, 64, 8), activation="relu")
    model.build(N_IN, CLASSES, "classification")
    outputs = {
        id(array): array
        for _, arguments in model.tape(np.zeros((ROWS, N_IN))).forward
        for array in arguments
        if isinstance(array, np.ndarray) and array.ndim == 2 and array.shape[0] == ROWS
    }
    lying = {array.shape[1]: bool(array.flags.c_contiguous) for array in outputs.values()}
    assert lying[64]
    assert not lying[8]
