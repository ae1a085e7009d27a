"""A rewound run is what it was, bit by bit, for every registered method."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_cases import Problem, noisy_line, state_of, two_clouds, walk

from gdviz.core.methods import METHODS

LINE = Problem()
NETWORK = Problem(two_clouds(), "network", hidden=(3,))


def problem_for(method: str) -> Problem:
    """A line suits every method; those that work on any model get one that is not a parabola."""
    on_line = ("newton", "gauss_newton", "levenberg_marquardt")
    return NETWORK if METHODS[method].uses_gradient and method not in on_line else LINE


@pytest.mark.parametrize("batch_size", [None, 1, 7, 10, 1000], ids=["all", "single", "last smaller", "ten", "too many"])
@pytest.mark.parametrize("method", list(METHODS))
def test_every_step_comes_back_to_the_bit(method: str, batch_size: int | None) -> None:
    run = problem_for(method).run(method, batch_size=batch_size)
    states = walk(run, 60)
    assert len(states) > 1
    for step in [*range(len(states))[::-7], 0, len(states) - 1, len(states) // 2]:
        run.rewind(step)
        assert state_of(run) == states[step], f"step {step} of {method} is another one after a rewind"


@pytest.mark.parametrize("method", list(METHODS))
def test_replaying_forward_meets_the_same_states(method: str) -> None:
    run = problem_for(method).run(method, batch_size=7)
    states = walk(run, 40)
    run.rewind(0)
    assert walk(run, len(states) - 1) == states
    assert not run.record.branches


@pytest.mark.parametrize("method", list(METHODS))
def test_steps_in_one_go_are_the_steps_one_by_one(method: str) -> None:
    one_by_one, at_once = (problem_for(method).run(method, batch_size=7) for _ in range(2))
    states = walk(one_by_one, 50)
    at_once.advance(50)
    assert state_of(at_once) == states[-1]


@pytest.mark.parametrize("method", list(METHODS))
def test_explaining_changes_nothing(method: str) -> None:
    plain, explained = (problem_for(method).run(method, batch_size=7) for _ in range(2))
    states = walk(plain, 20)
    for state in states[1:]:
        explained.advance(1, detailed=True)
        assert state_of(explained) == state


@pytest.mark.parametrize("method", list(METHODS))
def test_every_method_goes_downhill(method: str) -> None:
    run = problem_for(method).run(method)
    before = run.evaluate()["train_loss"]
    run.advance(60)
    assert run.evaluate()["train_loss"] < before


def test_a_rewind_far_behind_the_thinned_checkpoints_is_exact() -> None:
    run, fresh = LINE.run("adam", batch_size=5), LINE.run("adam", batch_size=5)
    run.advance(30_000)
    assert run.record.checkpoints.stride > 1
    run.rewind(21_111)
    fresh.advance(21_111)
    assert state_of(run) == state_of(fresh)


def test_rewinding_stays_within_what_was_reached() -> None:
    run = LINE.run()
    run.advance(5)
    run.rewind(99)
    assert run.position == 5
    run.rewind(-3)
    assert run.position == 0


def test_same_seed_same_run() -> None:
    runs = [NETWORK.run("adam", batch_size=4, seed=8) for _ in range(2)]
    for run in runs:
        run.advance(200)
    assert state_of(runs[0]) == state_of(runs[1])
    for name in ("batch_loss", "train_loss", "evaluations"):
        np.testing.assert_array_equal(runs[0].record.series.view(name), runs[1].record.series.view(name))


def test_another_seed_starts_elsewhere() -> None:
    runs = [NETWORK.run(seed=seed) for seed in (8, 9)]
    assert not np.array_equal(runs[0].model.theta, runs[1].model.theta)


def test_another_seed_meets_other_batches_from_the_same_start() -> None:
    start = np.array([0.3, -0.2])
    runs = [LINE.run(batch_size=3, seed=seed, start=start) for seed in (8, 9)]
    assert np.array_equal(runs[0].model.theta, runs[1].model.theta)
    for run in runs:
        run.advance(1, detailed=True)
    assert runs[0].detail is not None
    assert runs[1].detail is not None
    assert not np.array_equal(runs[0].detail.rows, runs[1].detail.rows)  # type: ignore[arg-type]
    assert not np.array_equal(runs[0].model.theta, runs[1].model.theta)


def test_an_epoch_sees_each_row_once_and_its_last_batch_is_smaller() -> None:
    run = LINE.run(batch_size=10)
    assert run.steps_per_epoch == 3
    batches = []
    for _ in range(3):
        run.advance(1, detailed=True)
        assert run.detail is not None
        assert run.detail.rows is not None
        batches.append(run.detail.rows)
    assert [len(rows) for rows in batches] == [10, 10, 3]
    assert sorted(np.concatenate(batches)) == list(range(23))


@given(st.integers(0, 40), st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_any_way_to_and_fro_ends_where_a_straight_one_does(first: int, ways: list[int]) -> None:
    run = LINE.run("momentum", batch_size=4)
    run.advance(first)
    for step in ways:
        run.rewind(step)
        run.advance(3, detailed=step % 2 == 0)
    straight = LINE.run("momentum", batch_size=4)
    straight.advance(run.position)
    assert state_of(run) == state_of(straight)


class TestDetail:
    def test_it_tells_of_the_step_that_led_here(self) -> None:
        run = LINE.run(start=np.array([2.0, 1.0]))
        run.advance(4, detailed=True)
        detail = run.detail
        assert detail is not None
        assert detail.grad is not None
        assert detail.step == 4
        np.testing.assert_array_equal(detail.after, run.model.theta)
        np.testing.assert_allclose(detail.after, detail.before - 0.05 * detail.grad, rtol=1e-15)
        X, y = LINE.split.X_train[:, 0], LINE.split.y_train
        w, b = detail.before
        assert detail.loss == pytest.approx(np.mean((w * X + b - y) ** 2) / 2)
        assert [name for name, _, _ in detail.lines] == ["w", "b"]

    @pytest.mark.parametrize("go", ["rewind", "forward over known steps", "to the finish", "into divergence"])
    def test_it_is_there_wherever_a_run_stands_still(self, go: str) -> None:
        run = LINE.run("closed_form") if go == "to the finish" else LINE.run()
        if go == "into divergence":
            run.change(LINE.settings(options={"learning_rate": 1e6}))
            run.advance(400)
        elif go == "to the finish":
            run.advance(10)
        else:
            run.advance(9)
            run.rewind(5)
            if go == "forward over known steps":
                run.advance(2, detailed=True)
        assert run.position > 0
        assert run.explained
        assert run.detail is not None
        np.testing.assert_array_equal(run.detail.after, run.model.theta)

    def test_there_is_none_at_the_start(self) -> None:
        run = LINE.run()
        assert run.detail is None
        run.advance(3, detailed=True)
        run.rewind(0)
        assert run.detail is None
        assert run.explained

    def test_a_change_at_the_next_step_does_not_rewrite_it(self) -> None:
        run = LINE.run()
        run.advance(3, detailed=True)
        assert run.detail is not None
        lines = run.detail.lines
        run.change(LINE.settings(options={"learning_rate": 0.001}))
        run.advance(4)
        run.rewind(3)
        assert run.detail.lines == lines

    def test_only_the_first_components_are_written_out(self) -> None:
        run = NETWORK.run()
        run.advance(1, detailed=True)
        assert run.detail is not None
        assert [name for name, _, _ in run.detail.lines] == list(run.model.component_names[:4])


def test_a_start_of_the_wrong_size_is_refused() -> None:
    with pytest.raises(ValueError, match="start must have 2 numbers; got 3"):
        LINE.run(start=np.zeros(3))


def test_a_run_needs_a_loss_that_suits_the_model() -> None:
    with pytest.raises(ValueError, match="binary_cross_entropy needs a sigmoid output"):
        LINE.run(loss="binary_cross_entropy")


def test_rows_and_the_test_share_are_both_looked_at() -> None:
    problem = Problem(noisy_line(40), train_share=0.5)
    run = problem.run(start=np.array([1.0, 0.0]))
    split = problem.split
    figures = run.evaluate()
    assert figures["train_loss"] == pytest.approx(np.mean((split.X_train[:, 0] - split.y_train) ** 2) / 2)
    assert figures["test_loss"] == pytest.approx(np.mean((split.X_test[:, 0] - split.y_test) ** 2) / 2)
    assert np.isnan(figures["train_accuracy"])
