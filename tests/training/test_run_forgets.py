"""Very many changes: the oldest are forgotten, what is left is exact, and nothing grows without bound."""

from __future__ import annotations

import numpy as np
import pytest
from training_cases import Problem

from gdviz.core.operations import Array
from gdviz.training import run as run_module
from gdviz.training.freezing import RaceState, freeze_run, thaw_run
from gdviz.training.history import History
from gdviz.training.run import TrainingRun
from gdviz.training.settings import Timeline

LINE = Problem(train_share=0.8)
MOST = 40


@pytest.fixture
def dragged(monkeypatch: pytest.MonkeyPatch) -> tuple[TrainingRun, dict[int, Array]]:
    """Return a run in which a point was moved after each third step, and theta at every step."""
    monkeypatch.setattr(run_module, "MOST_CHANGES", MOST)
    run = LINE.run("momentum", batch_size=6)
    thetas = {0: run.model.theta.copy()}
    for place in range(300):
        X = LINE.dataset.X.copy()
        X[3] += 0.001 * place
        run.change(LINE.settings(batch_size=6, split=LINE.split_of(LINE.dataset.with_rows(X, LINE.dataset.y))))
        for _ in range(3):
            run.advance(1)
            thetas[run.position] = run.model.theta.copy()
    return run, thetas


def test_the_timeline_is_bounded_and_keeps_the_latest_changes(dragged) -> None:
    run, _ = dragged
    assert len(run._timeline) <= MOST + 1
    assert run.position == 900
    assert 900 - 3 * MOST - 3 <= run.first_step <= 900 - 3 * MOST // 2


def test_from_the_first_step_that_is_known_every_step_is_exact(dragged) -> None:
    run, thetas = dragged
    for step in (899, run.first_step + 1, run.first_step, 850, run.first_step + 7, 900):
        run.rewind(step)
        assert run.position == step
        np.testing.assert_array_equal(run.model.theta, thetas[step])


def test_further_back_leads_no_way_but_curve_and_path_stay_whole(dragged) -> None:
    run, thetas = dragged
    first = run.first_step
    for step in (0, 1, first - 1):
        run.rewind(step)
        assert run.position == first
        np.testing.assert_array_equal(run.model.theta, thetas[first])
    assert run.record.series.steps[0] == run.record.checkpoints.steps[0] == 0
    np.testing.assert_array_equal(run.record.checkpoints.view("theta")[0], thetas[0])


def test_playing_on_from_the_first_known_step_is_a_branch_like_any_other(dragged) -> None:
    run, thetas = dragged
    first = run.first_step
    run.rewind(0)
    run.change(LINE.settings(batch_size=6, options={"learning_rate": 0.001}))
    assert len(run.record.branches) == 1
    run.advance(5)
    after = run.model.theta.copy()
    assert not np.array_equal(after, thetas[first + 5])
    run.rewind(first)
    np.testing.assert_array_equal(run.model.theta, thetas[first])
    run.advance(5)
    np.testing.assert_array_equal(run.model.theta, after)


def test_a_file_keeps_from_where_on_settings_are_known(dragged) -> None:
    run, thetas = dragged
    race = RaceState(LINE.blueprint, run.seed, None, run.position, {}, ())
    thawed = thaw_run(race, freeze_run(run))
    assert thawed.first_step == run.first_step
    for step in (run.first_step + 4, 0):
        thawed.rewind(step)
        np.testing.assert_array_equal(thawed.model.theta, thetas[max(step, run.first_step)])


def test_a_pinned_row_outlives_thinning() -> None:
    history = History({"value": ()}, capacity=16)
    for step in range(7):
        history.append(step, {"value": float(step)})
    history.pinned = 5
    for step in range(7, 4000):
        history.append(step, {"value": float(step)})
    assert 5 in history.steps
    assert 6 not in history.steps


def test_a_timeline_that_forgot_counts_epochs_as_before() -> None:
    timeline = Timeline(LINE.settings(batch_size=6))
    for step in range(10, 100, 10):
        timeline.change(step, LINE.settings(batch_size=6 if step % 20 else 4), restarts=False)
    before = [timeline.epoch(step) for step in range(55, 100)]
    batches = [timeline.at(step).batch_size for step in range(55, 100)]
    timeline.forget(55)
    assert timeline.known_from == 55
    assert len(timeline) == 5
    assert [timeline.at(step).batch_size for step in range(55, 100)] == batches
    np.testing.assert_allclose([timeline.epoch(step) for step in range(55, 100)], before, rtol=1e-12)
