"""Rows that count more or less: a row of weight 2 is that row twice."""

from __future__ import annotations

import numpy as np
import pytest
import random_objectives
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gdviz.core.gradient_check import relative_error
from gdviz.core.landscape import parameter_plane, surface
from gdviz.core.losses import LOSSES
from gdviz.core.objective import Objective

COMBINATIONS = random_objectives.combinations()


def weighted_and_repeated(name, task, loss, seed, dtype=np.float64):
    """Return the same objective twice: rows with whole weights, and each row so often (with all losses x n'/n)."""
    plain = random_objectives.objective(name, task, loss, seed=seed, n=6)
    assert plain is not None
    rng = np.random.default_rng(seed)
    X, y, outputs = random_objectives.rows(name, task, rng, 6, 2, 2 if plain.model.link != "softmax" else 3)
    weights = rng.integers(0, 4, 6)
    weights[0] = 1
    model = random_objectives.built(name, task, X, outputs)
    model.theta[...] = 0.7 * rng.normal(size=model.theta.size)
    often = random_objectives.built(name, task, X, outputs)
    often.theta[...] = model.theta
    places = np.repeat(np.arange(6), weights)
    weighted = Objective(model, LOSSES[loss](), X, y, weights=weights)
    repeated = Objective(often, LOSSES[loss](), X[places], y[places])
    return weighted, repeated, len(places) / 6


@pytest.mark.parametrize(("name", "task", "loss"), COMBINATIONS)
def test_a_weight_is_a_number_of_times(name, task, loss) -> None:
    for seed in range(3):
        weighted, repeated, factor = weighted_and_repeated(name, task, loss, seed)
        value, grad = weighted.loss_and_gradient(weighted.theta)
        expected, expected_grad = repeated.loss_and_gradient(repeated.theta)
        assert value == pytest.approx(factor * expected, rel=1e-9)
        assert weighted.loss(weighted.theta) == pytest.approx(value, rel=1e-12)
        np.testing.assert_allclose(grad, factor * expected_grad, rtol=1e-8, atol=1e-11)


@pytest.mark.parametrize(("name", "task", "loss"), [c for c in COMBINATIONS if c[0] != "network"])
def test_maps_many_losses_and_hessians_know_the_weights(name, task, loss) -> None:
    weighted, repeated, factor = weighted_and_repeated(name, task, loss, 5)
    thetas = weighted.theta + 0.1 * np.arange(3)[:, None]
    np.testing.assert_allclose(weighted.losses(thetas), factor * repeated.losses(thetas), rtol=1e-8)
    extent = (-1.0, 1.0, -1.0, 1.0)
    plane = parameter_plane(weighted.theta, 0, weighted.theta.size - 1)
    mine, theirs = (surface(objective, plane, extent, (5, 4)) for objective in (weighted, repeated))
    np.testing.assert_allclose(mine, factor * theirs, rtol=1e-8)
    if loss not in ("mae", "hinge"):  # no second derivative
        theta = weighted.theta
        np.testing.assert_allclose(weighted.hessian(theta), factor * repeated.hessian(theta), rtol=1e-4, atol=1e-6)


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(2, 9), k=st.integers(2, 4))
def test_gradients_of_weighted_batches(seed, n, k) -> None:
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(n, 3)), rng.integers(0, k, n)
    model = random_objectives.built("network", "classification", X, k, hidden=(4,))
    model.theta[...] = rng.normal(size=model.theta.size)
    loss = "categorical_cross_entropy" if k > 2 else "binary_cross_entropy"
    weights = rng.uniform(0.1, 2, n)
    objective = Objective(model, LOSSES[loss](), X, y, weights=weights)
    batch = rng.permutation(n)[: max(1, n // 2)]
    objective.select(batch)
    assume(np.linalg.norm(objective.loss_and_gradient(model.theta)[1]) > 1e-4)
    assert relative_error(objective, model.theta.copy()) < 1e-6
    # the mean over the batch, not over the weights
    alone = [Objective(model, LOSSES[loss](), X[[i]], y[[i]]).loss(model.theta) for i in batch]
    assert objective.loss(model.theta) == pytest.approx(np.dot(alone, weights[batch]) / len(batch), rel=1e-10)


def test_weights_that_are_none() -> None:
    X, y = np.zeros((2, 1)), np.zeros(2)
    model = random_objectives.built("line", "regression", X, 1)
    with pytest.raises(ValueError, match=r"weights must be one number a row, \(2,\); got \(3,\)"):
        Objective(model, LOSSES["mse"](), X, y, weights=np.ones(3))
