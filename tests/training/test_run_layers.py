"""Runs of networks whose layers behave otherwise while training: dropout, batch normalisation, frozen weights."""

from __future__ import annotations

import numpy as np
import pytest
from training_cases import Problem, noisy_line, state_of, two_clouds, walk

from gdviz.core.layers.choice import LayerChoice
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.objective import Objective
from gdviz.training.freezing import RaceState, freeze_run, thaw_run
from gdviz.training.run import TrainingRun

NOISY = (
    LayerChoice("dense", {"width": 4, "activation": "relu"}),
    LayerChoice("batch_normalization", {"momentum": 0.9}),
    LayerChoice("dropout", {"rate": 0.3}),
    LayerChoice("dense", {"width": 3, "activation": "elu", "l2": 0.01}),
)
NETWORK = Problem(two_clouds(), "network", layers=NOISY, train_share=0.7)
HALF_FROZEN = Problem(
    noisy_line(), "network",
    layers=(LayerChoice("dense", {"width": 2, "activation": "tanh", "frozen": True, "l2": 0.5}),
            LayerChoice("batch_normalization", {"frozen": True})),
)  # fmt: skip


def run_of(problem: Problem, method: str, **facts: object) -> TrainingRun:
    try:
        return problem.run(method, **facts)
    except ValueError as refusal:
        pytest.skip(str(refusal))  # a closed form, or a grid in so many dimensions, is for other models


@pytest.mark.parametrize("batch_size", [None, 7], ids=["all rows", "batches"])
@pytest.mark.parametrize("method", list(METHODS))
def test_every_step_comes_back_to_the_bit(method: str, batch_size: int | None) -> None:
    run = run_of(NETWORK, method, batch_size=batch_size)
    states = walk(run, 25)
    figures = run.evaluate()
    for step in (len(states) // 2, 0, 3, len(states) - 1):
        run.rewind(step)
        assert state_of(run) == states[min(step, len(states) - 1)]
    assert run.evaluate() == figures


@pytest.mark.parametrize("method", ["gradient_descent", "adam", "random_search"])
def test_steps_in_one_go_explained_or_not_are_the_same(method: str) -> None:
    one_by_one, at_once, explained = (NETWORK.run(method, batch_size=7) for _ in range(3))
    states = walk(one_by_one, 20)
    at_once.advance(20)
    for _ in range(20):
        explained.advance(1, detailed=True)
    assert state_of(at_once) == states[-1] == state_of(explained)


def test_looking_at_a_run_changes_nothing() -> None:
    looked_at, alone = (NETWORK.run("adam", batch_size=7) for _ in range(2))
    for _ in range(10):
        looked_at.advance(1)
        looked_at.evaluate()
        looked_at.model.answers(NETWORK.split.X_test)
    alone.advance(10)
    assert state_of(looked_at) == state_of(alone)


def test_running_means_follow_the_batches_and_are_what_the_test_sees() -> None:
    run = NETWORK.run("gradient_descent", batch_size=7)
    value = run.model.parameters.value
    assert value["mean2"].tolist() == [0.0] * 4
    assert value["variance2"].tolist() == [1.0] * 4
    before = run.model.theta.copy()
    run.advance(1, detailed=True)
    assert run.detail is not None
    rows = NETWORK.split.X_train[run.detail.rows]
    W, b = before[: 2 * 4].reshape(2, 4), before[8:12]
    hidden = np.maximum(rows @ W + b, 0)
    np.testing.assert_allclose(value["mean2"], 0.1 * hidden.mean(axis=0))
    np.testing.assert_allclose(value["variance2"], 0.9 + 0.1 * hidden.var(axis=0))

    a = np.maximum(NETWORK.split.X_test @ value["W1"] + value["b1"], 0)
    a = (a - value["mean2"]) / np.sqrt(value["variance2"] + 1e-3) * value["gamma2"] + value["beta2"]
    z = a @ value["W3"] + value["b3"]
    z = np.where(z > 0, z, np.exp(z) - 1) @ value["W4"] + value["b4"]
    y = NETWORK.split.y_test
    expected = np.mean(np.logaddexp(0, z[:, 0]) - y * z[:, 0])
    assert run.evaluate()["test_loss"] == pytest.approx(expected)


def test_each_step_leaves_out_other_neurons_and_a_repeated_one_the_same() -> None:
    problem = Problem(two_clouds(), "network", layers=(LayerChoice("dropout", {"rate": 0.5}),))
    run = problem.run("gradient_descent", options={"learning_rate": 0.0})
    losses = []
    for _ in range(6):
        run.advance(1, detailed=True)
        assert run.detail is not None
        losses.append(run.detail.loss)
    assert len(set(losses)) == 6  # of the same weights: only what is left out differs
    run.rewind(3)
    assert run.detail.loss == losses[2]
    assert problem.run(seed=4).advance(1) == 1
    other = problem.run("gradient_descent", options={"learning_rate": 0.0}, seed=4, start=run.model.theta.copy())
    other.advance(1, detailed=True)
    assert other.detail is not None
    assert other.detail.loss != losses[0]


@pytest.mark.parametrize("method", list(METHODS))
def test_no_method_moves_what_is_frozen(method: str) -> None:
    run = run_of(HALF_FROZEN, method, **({"l1": 0.1, "l2": 0.1}))
    size = run.model.parameters.n_trained
    assert size == 3  # W3 and b3; frozen are 4 + 4 + 4 numbers
    before = run.model.theta.copy()
    run.advance(15)
    assert run.position > 0
    np.testing.assert_array_equal(run.model.theta[size:], before[size:])
    if METHODS[method].uses_gradient:
        assert (run.model.theta[:size] != before[:size]).any()


def test_frozen_weights_cost_no_penalty() -> None:
    run = HALF_FROZEN.run(start=np.ones(15))
    assert run.model.own_penalties is not None
    objective = run._bench.objective
    assert objective.penalty is None or objective.penalty.value(objective.theta) == 0.0


def test_a_penalty_of_one_layer_by_hand() -> None:
    layers = (LayerChoice("dense", {"width": 2, "l1": 0.5, "l2": 0.25}), LayerChoice("dense", {"width": 1, "l2": 2.0}))
    problem = Problem(noisy_line(), "network", layers=layers)
    run, plain = problem.run(l1=0.125), Problem(noisy_line(), "network", hidden=(2, 1), activation="linear").run()
    theta = np.array([1.0, -2.0, 9.0, 9.0, 3.0, -1.0, 9.0, -2.0, 9.0])  # W1 b1 W2 b2 W3 b3
    own, bare = (each._bench.objective for each in (run, plain))
    value, gradient = own.loss_and_gradient(theta)
    expected, bare_gradient = bare.loss_and_gradient(theta)
    # |W| sum to 3, 4, 2 and squares to 5, 10, 4
    assert value - expected == pytest.approx(0.5 * 3 + 0.25 * 5 + 2 * 10 + 0.125 * (3 + 4 + 2))
    np.testing.assert_allclose(
        gradient - bare_gradient, [0.5 + 0.5 + 0.125, -0.5 - 1 - 0.125, 0, 0, 12.125, -4.125, 0, -0.125, 0], atol=1e-12
    )


def test_searches_compare_what_a_finished_model_does() -> None:
    run = NETWORK.run("random_search", batch_size=7)
    losses = []
    for _ in range(10):
        run.advance(1)
        losses.append(run.evaluate()["train_loss"])
    assert losses == sorted(losses, reverse=True)  # with dropout in the comparison they would jump
    assert run.model.parameters.value["mean2"].tolist() == [0.0] * 4


@pytest.mark.parametrize("method", ["lbfgs", "conjugate_gradient"])
def test_line_searches_go_down_on_what_a_finished_model_does(method: str) -> None:
    """With a mask that is drawn anew each step the last loss would be another, and no place seem lower."""
    run = NETWORK.run(method)
    objective = run._bench.objective
    losses = [objective.loss(objective.theta)]
    for _ in range(15):
        run.advance(1)
        losses.append(objective.loss(objective.theta))
    assert run.finished_at is None
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[1]
    assert run.model.parameters.value["mean2"].tolist() == [0.0] * 4


@pytest.mark.parametrize("problem", [NETWORK, HALF_FROZEN], ids=["noisy", "half frozen"])
def test_plain_descent_goes_by_the_gradient(problem: Problem) -> None:
    run = problem.run("gradient_descent", options={"learning_rate": 0.05}, l2=0.01)
    model = problem.blueprint.make()
    model.moment.seed = 3
    model.initialize(np.random.default_rng(3))
    X, y = problem.split.X_train, problem.split.y_train
    objective = Objective(model, LOSSES[problem.loss](), X, y, l2=0.01)
    for step in range(6):
        model.moment.step = step
        model.trained[...] -= 0.05 * objective.loss_and_gradient(model.trained)[1]
    run.advance(6)
    np.testing.assert_allclose(run.model.theta, model.theta, rtol=1e-12, atol=1e-14)


def test_a_thawed_search_sees_answers_as_before_although_its_settings_were_changed() -> None:
    problem = Problem(two_clouds(), "network", layers=(LayerChoice("dropout", {"rate": 0.5}),))
    run = problem.run("random_search")
    run.advance(3)
    run.change(problem.settings(method="random_search", l2=0.01))
    run.advance(3)
    thawed = thaw_run(RaceState(problem.blueprint, run.seed, None, run.position, {}, ()), freeze_run(run))
    run.advance(20)
    thawed.advance(20)
    assert state_of(thawed) == state_of(run)
