"""A run that stops when its held-out loss falls no more, is at its best step again, and repeats all that exactly."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.datasets import DATASETS
from gdviz.training.build import prepare
from gdviz.training.early_stopping import HeldOut
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice, from_json, to_json
from gdviz.training.freezing import freeze_race, thaw_race
from gdviz.training.race import Race
from gdviz.training.run import TrainingRun

PATIENCE = 12
OVERFIT = Experiment(
    data=DataChoice("xor", train_share=0.5), model=ModelChoice("network", {"hidden": (30,)}), seed=4,
    loss="binary_cross_entropy", methods=(MethodChoice(1, "adam", {"learning_rate": 0.05}, batch_size=10),),
    patience=PATIENCE,
)  # fmt: skip


def spec_of(experiment: Experiment):
    noisy = DATASETS["xor"](n=60, noise=0.5).generate(np.random.default_rng(3))
    return prepare(experiment, noisy)[2]


def make_run(experiment: Experiment = OVERFIT) -> TrainingRun:
    spec = spec_of(experiment)
    entrant = spec.entrants[0]
    return TrainingRun(spec.blueprint, entrant.method, entrant.settings, seed=spec.seed)


def by_epochs(n: int) -> tuple[list[float], list[np.ndarray]]:
    run = make_run(OVERFIT.replace(patience=0))
    losses, thetas = [], []
    for _ in range(n):
        run.advance(run.steps_per_epoch)
        losses.append(run.evaluate()["test_loss"])
        thetas.append(run.model.theta.copy())
    return losses, thetas


def expected(losses: list[float]) -> tuple[int, int]:
    """Return best and last epoch, counted from 1, as one would do it by hand."""
    best = 0
    for epoch in range(1, len(losses) + 1):
        if best == 0 or losses[epoch - 1] < losses[best - 1]:
            best = epoch
        if epoch - best >= PATIENCE:
            return best, epoch
    raise AssertionError("it never stops")


def test_it_stops_after_the_patience_and_is_at_the_best_step_to_the_bit():
    losses, thetas = by_epochs(200)
    best, stopped = expected(losses)
    run = make_run()
    while not run.stopped:
        run.advance(7)  # no divisor of the epochs
    per = run.steps_per_epoch
    assert run.early_stop is not None
    assert (run.early_stop.best_epoch, run.early_stop.stopped_epoch) == (best, stopped)
    assert run.early_stop.best_loss == losses[best - 1]
    assert (run.position, run.last_step) == (best * per, stopped * per)
    assert np.array_equal(run.model.theta, thetas[best - 1])
    assert run.evaluate()["test_loss"] == losses[best - 1] == min(losses[:stopped])
    assert run.advance(50) == 0  # it stays there


def test_how_the_steps_are_cut_makes_no_difference():
    once, often = make_run(), make_run()
    once.advance(100_000)
    while not often.stopped:
        often.advance(1, detailed=True)
    assert once.early_stop == often.early_stop
    assert np.array_equal(once.model.theta, often.model.theta)


def test_what_came_after_can_still_be_looked_at_and_played_to_its_end():
    run = make_run()
    run.advance(100_000)
    stop = run.early_stop
    best = run.model.theta.copy()
    run.rewind(stop.stopped_step)
    assert run.position == stop.stopped_step
    assert not np.array_equal(run.model.theta, best)
    run.rewind(stop.best_step + 3)
    run.advance(100_000)
    assert run.position == stop.stopped_step
    run.rewind(5)
    run.advance(100_000)  # the result of the run, again
    assert run.position == stop.best_step
    assert np.array_equal(run.model.theta, best)


def test_more_patience_lets_it_go_on_from_the_best_step():
    run = make_run()
    run.advance(100_000)
    first = run.early_stop
    from dataclasses import replace

    run.change(replace(run.settings, patience=0))
    assert not run.stopped
    assert run.early_stop is None
    run.advance(first.stopped_step)
    assert run.position == first.best_step + first.stopped_step  # nothing stops it any more
    _losses, thetas = by_epochs(int(first.stopped_epoch))
    run.rewind(first.stopped_step)
    assert np.array_equal(run.model.theta, thetas[-1])  # on the very way that it had been on


def test_the_best_before_a_change_of_the_objective_does_not_count_after_it():
    from dataclasses import replace

    run = make_run()
    run.advance(4 * run.steps_per_epoch)
    assert run.early.held_out.best(run.position, 0) is not None
    run.change(replace(run.settings, l2=0.5))
    run.advance(100_000)
    assert run.early_stop.best_epoch > 4


def test_without_test_points_or_patience_it_goes_on():
    for experiment in (OVERFIT.replace(patience=0), OVERFIT.replace(data=DataChoice("xor", train_share=1.0))):
        run = make_run(experiment)
        run.advance(2000)
        assert run.position == 2000
        assert len(run.early.held_out.rows) == 0


def test_a_race_goes_on_for_the_others_and_shows_the_best_of_the_one_that_stopped():
    slow = MethodChoice(2, "gradient_descent", {"learning_rate": 1e-4}, batch_size=10)
    race = Race(spec_of(OVERFIT.replace(methods=(*OVERFIT.methods, slow))))
    for _ in range(60):
        race.advance(25)
    stop = race.runs[1].early_stop
    assert race.position == 1500 > stop.stopped_step
    assert race.runs[1].position == stop.best_step
    race.rewind(10)
    race.rewind(1500)
    assert race.runs[1].position == stop.best_step


def test_a_frozen_race_knows_that_it_stopped_and_what_it_knew_of_the_held_out_loss():
    race = Race(spec_of(OVERFIT))
    race.advance(100_000)
    again = thaw_race(freeze_race(race), 2).runs[1]
    assert again.early_stop == race.runs[1].early_stop
    assert again.stopped
    halfway = Race(spec_of(OVERFIT))
    halfway.advance(40)
    thawed = thaw_race(freeze_race(halfway), 2)
    thawed.advance(100_000)
    assert thawed.runs[1].early_stop == race.runs[1].early_stop
    assert np.array_equal(thawed.runs[1].model.theta, race.runs[1].model.theta)


def test_an_experiment_keeps_its_patience_in_json():
    assert from_json(to_json(OVERFIT)) == OVERFIT
    old = to_json(OVERFIT)
    del old["patience"]
    assert from_json(old).patience == 0


@pytest.mark.parametrize("wrong", [-1, 2_000_000])
def test_no_such_patience(wrong):
    with pytest.raises(ValueError, match="patience must be"):
        Experiment(patience=wrong)


def test_the_best_of_any_moment_is_the_lowest_up_to_it():
    held = HeldOut()
    for step, loss in ((10, 3.0), (20, 2.0), (30, 2.5), (40, 1.0)):
        held.note(step, loss, 0)
    assert [held.best(step, 0) for step in (5, 10, 35, 99)] == [None, (10, 3.0), (20, 2.0), (40, 1.0)]
    assert held.best(35, since=20) is None
    held.truncate(25)
    assert held.best(99, 0) == (20, 2.0)
    held.note(50, 7.0, since=45)  # of another objective
    assert held.best(99, 45) == (50, 7.0)


def test_a_loss_that_stays_the_same_is_not_better() -> None:
    epochs = HeldOut()
    for step, loss in ((10, 0.5), (20, 0.5), (30, 0.5)):
        epochs.note(step, loss, since=0)
    assert epochs.best(30, since=0) == (10, 0.5)
