"""Parameters set by hand and parameters held still, in a run that is exactly repeatable."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.anatomy import stages
from gdviz.core.datasets import Dataset
from gdviz.training.build import prepare
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice
from gdviz.training.run import TrainingRun

NETWORK = Experiment(
    data=DataChoice("xor", seed=3), model=ModelChoice("network", {"hidden": (3, 2)}), loss="binary_cross_entropy",
    methods=(MethodChoice(1, "momentum", {"learning_rate": 0.1}, batch_size=16),),
)  # fmt: skip


def make_run(method: str = "momentum", frozen: tuple[int, ...] = (), **options: float) -> TrainingRun:
    experiment = NETWORK.replace(
        frozen=frozen, methods=(MethodChoice(1, method, options, batch_size=None if method == "hill_climbing" else 16),)
    )
    from gdviz.core.datasets import DATASETS

    dataset: Dataset = DATASETS["xor"](n=120).generate(np.random.default_rng(3))
    _, _, spec = prepare(experiment, dataset)
    entrant = spec.entrants[0]
    return TrainingRun(spec.blueprint, entrant.method, entrant.settings, seed=spec.seed)


def test_an_edit_holds_from_its_step_on_and_is_repeated_to_the_bit():
    run = make_run()
    run.advance(40)
    run.edit({0: 5.0, 7: -1.25})
    assert (run.model.theta[0], run.model.theta[7]) == (5.0, -1.25)
    run.advance(60)
    at_100 = run.model.theta.copy()
    for step in (70, 40, 100, 39, 41, 100):
        run.rewind(step)
        if step == 40:
            assert (run.model.theta[0], run.model.theta[7]) == (5.0, -1.25)
        if step == 39:
            assert run.model.theta[0] != 5.0
        if step == 100:
            assert np.array_equal(run.model.theta, at_100)


def test_an_edit_deep_in_a_long_run_that_keeps_no_row_there_is_repeated_too():
    run = make_run()
    run.advance(3001)
    run.edit({2: 0.5})
    run.advance(50)
    theta = run.model.theta.copy()
    run.rewind(3000)
    assert run.model.theta[2] != 0.5
    run.rewind(3001)
    assert run.model.theta[2] == 0.5
    run.rewind(3051)
    assert np.array_equal(run.model.theta, theta)


def test_edits_at_one_step_come_together_and_the_last_of_a_parameter_counts():
    run = make_run()
    run.advance(10)
    run.edit({1: 1.0})
    run.edit({2: 2.0})
    run.edit({1: 3.0})
    run.advance(5)
    run.rewind(10)
    assert (run.model.theta[1], run.model.theta[2]) == (3.0, 2.0)


def test_an_edit_in_the_past_leaves_what_lay_ahead_as_a_branch():
    run = make_run()
    run.advance(30)
    run.rewind(10)
    run.edit({0: 0.0})
    assert (run.position, run.last_step, len(run.record.branches)) == (10, 10, 1)
    assert run.record.branches[0].steps[-1] == 30


def test_the_loss_after_an_edit_is_that_of_the_edited_model():
    run = make_run()
    run.advance(5)
    run.edit({place: 0.0 for place in range(run.model.theta.size)})
    assert run.evaluate()["train_loss"] == pytest.approx(np.log(2), rel=1e-12)  # every answer is one half
    assert run.record.series.view("train_loss")[-1] == pytest.approx(np.log(2), rel=1e-12)


@pytest.mark.parametrize("edits", [{9999: 1.0}, {-1: 1.0}, {0: float("nan")}, {0: float("inf")}])
def test_an_impossible_edit_is_refused_and_changes_nothing(edits):
    run = make_run()
    run.advance(3)
    before = run.model.theta.copy()
    with pytest.raises(ValueError, match=r"parameter"):
        run.edit(edits)
    assert np.array_equal(run.model.theta, before)


@pytest.mark.parametrize("method", ["gradient_descent", "momentum", "adam", "rmsprop", "hill_climbing"])
def test_frozen_parameters_do_not_move_and_others_do(method):
    frozen = (0, 4, 9)
    run = make_run(method, frozen)
    start = run.model.theta.copy()
    run.advance(25)
    moved = run.model.theta != start
    assert not moved[list(frozen)].any()
    assert moved.any()


def test_the_gradient_is_zero_where_a_parameter_is_frozen_and_as_before_elsewhere():
    free, held = make_run(), make_run(frozen=(3,))
    for run in (free, held):
        run.advance(1, detailed=True)
    assert held.detail.grad[3] == 0.0
    others = np.arange(len(held.detail.grad)) != 3
    assert np.array_equal(held.detail.grad[others], free.detail.grad[others])
    assert free.detail.grad[3] != 0.0


def test_freezing_from_a_step_on_is_repeated_to_the_bit():
    import dataclasses

    run = make_run()
    run.advance(20)
    run.change(dataclasses.replace(run.settings, frozen=(2,)))
    held = run.model.theta[2]
    run.advance(20)
    assert run.model.theta[2] == held
    run.change(dataclasses.replace(run.settings, frozen=()))
    run.advance(10)
    assert run.model.theta[2] != held
    theta = run.model.theta.copy()
    run.rewind(15)
    run.rewind(50)
    assert np.array_equal(run.model.theta, theta)


def test_places_in_theta_are_those_of_the_layers():
    run = make_run()
    parts = stages(run.model)
    run.model.theta[...] = np.arange(run.model.theta.size)
    assert run.model.theta[parts[0].weight_at(1, 2)] == parts[0].dense.W[1, 2]
    assert run.model.theta[parts[1].bias_at(1)] == parts[1].dense.b[1]
    assert [part.shape for part in parts] == [(2, 3), (3, 2), (2, 1)]
