"""Every gradient against central differences of the loss."""

from __future__ import annotations

import numpy as np
import pytest
import random_objectives
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gdviz.core.activations import ACTIVATIONS
from gdviz.core.gradient_check import central_difference, relative_error
from gdviz.core.losses import LOSSES
from gdviz.core.models import MODELS
from gdviz.core.models.linear import LinearModel

COMBINATIONS = [c for c in random_objectives.combinations() if issubclass(MODELS[c[0]], LinearModel)]
OTHERS = [c for c in random_objectives.combinations() if c[0] != "network" and c not in COMBINATIONS]
NETWORKS = [c for c in random_objectives.combinations() if c[0] == "network"]
LIMIT = 1e-6
KINK = 1e-4  # a central difference across a kink is no derivative

sizes = {
    "seed": st.integers(0, 2**32 - 1),
    "n": st.integers(1, 12),
    "d": st.integers(1, 4),
    "k": st.integers(2, 5),
    "l1": st.sampled_from([0.0, 0.1]),
    "l2": st.sampled_from([0.0, 0.3]),
}


def assert_gradient(objective) -> None:
    place = objective.theta.copy()
    difference = central_difference(objective, place)
    loss, grad = objective.loss_and_gradient(place)
    size = max(np.linalg.norm(grad), np.linalg.norm(difference))
    rounding = 1e-9 * max(1.0, loss)  # of a difference of two losses, divided by 2e-6
    assert np.linalg.norm(grad - difference) < LIMIT * size + rounding


@pytest.mark.parametrize(("model", "task", "loss"), COMBINATIONS)
@settings(max_examples=25)
@given(**sizes)
def test_linear_models(model, task, loss, **facts) -> None:
    objective = random_objectives.objective(model, task, loss, **facts)
    assert objective is not None
    if model in ("slope", "polynomial", "line"):
        residual = objective.rows @ objective.theta.reshape(-1, 1) - objective.targets
        assume(loss != "mae" or np.abs(residual).min() > KINK)
    assume((np.abs(objective.theta) > KINK).all())
    assume(away_from_kinks(loss, objective.rows @ objective.theta.reshape(objective.rows.shape[1], -1), objective))
    assert_gradient(objective)


@pytest.mark.parametrize(("model", "task", "loss"), OTHERS)
@settings(max_examples=25)
@given(**sizes)
def test_models_of_their_own_kind(model, task, loss, **facts) -> None:
    objective = random_objectives.objective(model, task, loss, **facts)
    assert objective is not None
    assume((np.abs(objective.theta) > KINK).all())
    assert_smooth_gradient(objective)


def assert_smooth_gradient(objective) -> None:
    """Hold the gradient against differences, unless half a step says otherwise: a kink lies between."""
    place = objective.theta.copy()
    assume(np.allclose(central_difference(objective, place), central_difference(objective, place, 5e-7), 1e-4, 1e-7))
    assert_gradient(objective)


def test_every_loss_and_every_model_that_has_slopes_is_checked() -> None:
    checked = [*COMBINATIONS, *OTHERS, *NETWORKS]
    assert {model for model, _, _ in checked} == {name for name, cls in MODELS.items() if not cls.is_direct}
    assert {loss for _, _, loss in checked} == set(LOSSES)


def away_from_kinks(loss, z, objective) -> bool:
    """Return whether the loss has a slope within the reach of a central difference, for scores z of a linear output."""
    if loss == "hinge":
        return bool(np.abs(1 - (2 * objective.targets - 1) * z).min() > KINK)
    if "of_probabilities" in loss:  # clipped at 1e-7
        return bool(np.abs(z).max() < 6)
    return True


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
@pytest.mark.parametrize(("model", "task", "loss"), NETWORKS)
@settings(max_examples=12)
@given(hidden=st.lists(st.integers(1, 6), max_size=3).map(tuple), **sizes)
def test_networks(model, task, loss, activation, hidden, **facts) -> None:
    objective = random_objectives.objective(model, task, loss, hidden=hidden, activation=activation, **facts)
    assert objective is not None
    assume((np.abs(objective.theta) > KINK).all())
    pre, z = forward(objective.model, objective.rows, activation)
    if activation == "relu":
        assume(all(np.abs(sums).min() > KINK for sums in pre))
    if loss == "mae" and task == "regression":
        assume(np.abs(z - objective.targets).min() > KINK)
    assume(away_from_kinks(loss, z, objective))
    assert_gradient(objective)


def forward(model, X, activation):
    """Return the sums of each hidden layer and the scores, by the textbook."""
    functions = {"relu": lambda z: z * (z > 0), "tanh": np.tanh, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}
    value, sums, a = model.parameters.value, [], X
    for layer in range(1, len(model.hidden) + 1):
        sums.append(a @ value[f"W{layer}"] + value[f"b{layer}"])
        a = functions.get(activation, lambda z: z)(sums[-1])
    last = len(model.hidden) + 1
    return sums, a @ value[f"W{last}"] + value[f"b{last}"]


def test_the_check_finds_a_wrong_gradient() -> None:
    objective = random_objectives.objective("logistic", "classification", "binary_cross_entropy")
    right = objective.loss_and_gradient

    def wrong(theta):
        loss, grad = right(theta)
        return loss, 1.001 * grad

    objective.loss_and_gradient = wrong
    assert relative_error(objective, objective.theta.copy()) > 1e-4


def test_a_central_difference_leaves_theta_as_it_was() -> None:
    objective = random_objectives.objective("network", "regression", "mse")
    before = objective.theta.copy()
    central_difference(objective, objective.theta.copy())
    np.testing.assert_array_equal(objective.theta, before)
