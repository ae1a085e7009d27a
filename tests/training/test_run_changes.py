"""Settings that change while a run goes on: exact again after any rewind, and branches where the past was changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from training_cases import METHOD_OPTIONS, Problem, driven_straight, noisy_line, state_of, walk

from gdviz.core.methods import METHODS
from gdviz.training.branch import BRANCH_ROWS
from gdviz.training.record import MAX_BRANCHES
from gdviz.training.settings import Settings

LINE = Problem(train_share=0.8)
MORE_POINTS = LINE.split_of(LINE.dataset.appended([[0.4], [-2.0]], [2.5, 1.0]))
MOVED_POINTS = LINE.split_of(LINE.dataset.with_rows(LINE.dataset.X + 0.2, LINE.dataset.y))

# The squared losses are the ones that every method can take.
CHANGES: dict[str, dict[str, Any]] = {
    "batch size": {"batch_size": 4},
    "single samples": {"batch_size": 1},
    "points added": {"split": MORE_POINTS},
    "points moved": {"split": MOVED_POINTS},
    "loss": {"loss": "mse"},
    "l2": {"l2": 0.01},
    "all at once": {"split": MORE_POINTS, "loss": "mse", "l2": 0.02, "batch_size": 5},
}
OTHER_OPTIONS: dict[str, dict[str, Any]] = {
    "closed_form": {},
    "newton": {},
    "gauss_newton": {},
    "conjugate_gradient": {},
    "levenberg_marquardt": {"damping": 0.5},
    "lbfgs": {"memory": 1},
    "nelder_mead": {"size": 0.03},
    "simulated_annealing": {"temperature": 0.2, "width": 0.3},
    "hill_climbing": {"delta": 0.003},
    "random_search": {"low": -1.0, "high": 2.0, "tries_per_step": 5},
    "exhaustive_search": {"low": -2.0, "high": 2.5, "points_per_axis": 20, "tries_per_step": 11},
}


def other_settings(method: str, change: str) -> Settings:
    if change == "hyperparameters":
        return LINE.settings(options=OTHER_OPTIONS.get(method, {"learning_rate": 0.007}))
    return LINE.settings(method=method, **CHANGES[change])


@pytest.mark.parametrize("change", [*CHANGES, "hyperparameters"])
@pytest.mark.parametrize("method", list(METHODS))
def test_rewinding_to_before_at_and_after_a_change_is_exact(method: str, change: str) -> None:
    run = LINE.run(method, batch_size=6)
    states = walk(run, 9)
    here = run.position
    run.change(other_settings(method, change))
    states[here:] = walk(run, 30)
    reached = run.position
    assert reached > here or (change == "hyperparameters" and not OTHER_OPTIONS.get(method, {"learning_rate": 0}))
    for step in (0, 1, here - 1, here, here + 1, reached, here, here - 1, reached, (here + reached) // 2):
        run.rewind(step)
        assert state_of(run) == states[min(step, reached)], f"step {step}, changed at {here}"
    run.rewind(max(0, here - 2))
    run.advance(60)
    assert run.position >= reached
    run.rewind(reached)
    assert state_of(run) == states[reached]


@pytest.mark.parametrize("change", [*CHANGES, "l1"])
@pytest.mark.parametrize("method", [name for name in METHODS if METHODS[name].uses_gradient])
def test_a_changed_run_is_what_a_plain_loop_computes(method: str, change: str) -> None:
    facts = {"l1": 0.01} if change == "l1" else CHANGES[change]
    first, second = LINE.settings(method=method, batch_size=6), LINE.settings(method=method, **facts)
    run = LINE.run(method, batch_size=6)
    run.advance(11)
    here = run.position  # some have nothing left to do before
    run.change(second)
    run.advance(20)
    expected = driven_straight(LINE, method, [(0, first), (here, second)], run.position)
    np.testing.assert_array_equal(run.model.theta, expected)


def test_an_option_that_a_change_does_not_name_goes_back_to_its_default_and_again_after_a_rewind() -> None:
    run = LINE.run(options={})
    default = run.settings.options["learning_rate"]
    run.advance(5)
    run.change(LINE.settings(options={"learning_rate": 0.3}))
    run.advance(5)
    run.rewind(2)
    assert run.method.learning_rate == default  # type: ignore[attr-defined]
    run.advance(8)
    assert run.method.learning_rate == 0.3  # type: ignore[attr-defined]
    run.change(LINE.settings(options={}))
    assert run.method.learning_rate == default  # type: ignore[attr-defined]


def test_several_changes_at_one_step_are_one() -> None:
    run = LINE.run("hill_climbing")
    run.advance(6)
    run.change(LINE.settings(method="hill_climbing", split=MORE_POINTS))
    run.change(LINE.settings(method="hill_climbing", split=MORE_POINTS, options={"delta": 0.02}))
    run.change(LINE.settings(method="hill_climbing", options={"delta": 0.02}))
    run.advance(1)
    state = state_of(run)
    run.rewind(2)
    run.advance(5)
    assert state_of(run) == state
    assert len(run._timeline) == 2


@pytest.mark.parametrize("method", list(METHODS))
def test_a_change_before_the_first_step_is_a_start_with_it(method: str) -> None:
    changed, fresh = LINE.run(method), LINE.run(method, split=MORE_POINTS, loss="mse")
    changed.change(LINE.settings(method=method, split=MORE_POINTS, loss="mse"))
    assert changed.evaluate() == fresh.evaluate()
    changed.advance(12)
    fresh.advance(12)
    assert state_of(changed) == state_of(fresh)
    changed.rewind(0)
    assert changed.evaluate()["train_loss"] == changed.record.series.view("train_loss")[0]
    changed.advance(12)
    assert state_of(changed) == state_of(fresh)


def test_new_points_show_in_the_loss_at_once() -> None:
    run = LINE.run(start=np.array([1.0, 0.0]))
    run.advance(3)
    run.change(LINE.settings(split=MORE_POINTS))
    w, b = run.model.theta
    expected = np.mean((w * MORE_POINTS.X_train[:, 0] + b - MORE_POINTS.y_train) ** 2) / 2
    assert run.evaluate()["train_loss"] == pytest.approx(expected)
    assert run.record.series.steps[-1] == 3
    assert run.record.series.view("train_loss")[-1] == pytest.approx(expected)


def test_a_change_that_changes_nothing_keeps_what_lies_ahead() -> None:
    run = LINE.run()
    run.advance(10)
    run.rewind(4)
    run.change(LINE.settings())
    assert run.last_step == 10
    assert not run.record.branches


def test_taking_back_a_change_that_lies_ahead_goes_another_way() -> None:
    run, fresh = LINE.run(), LINE.run()
    run.advance(10)
    run.change(LINE.settings(split=MORE_POINTS))
    run.advance(10)
    run.rewind(5)
    run.change(LINE.settings())
    assert len(run.record.branches) == 1
    run.advance(20)
    fresh.advance(25)
    assert state_of(run) == state_of(fresh)


class TestRefusal:
    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"loss": "binary_cross_entropy"}, "needs a sigmoid output"),
            ({"loss": "msee"}, "did you mean 'mse'"),
            ({"l2": -1.0}, "l2 must be at least 0"),
            ({"batch_size": 0}, "batch_size must be at least 1; got 0"),
            ({"options": {"learning_rate": -1.0}}, "learning_rate must be in"),
            ({"options": {"learning_rate": "fast"}}, "learning_rate must be a number; got 'fast'"),
            ({"options": {"rate": 1.0}}, "unknown hyperparameter 'rate'"),
        ],
    )
    def test_a_change_that_does_not_fit_leaves_the_run_as_it_was(self, changes: dict[str, Any], message: str) -> None:
        run, untouched = LINE.run(), LINE.run()
        for each in (run, untouched):
            each.advance(7)
        run.rewind(4)
        with pytest.raises(ValueError, match=message):
            run.change(LINE.settings(**changes))
        assert run.last_step == 7
        run.advance(10)
        untouched.advance(7)
        assert state_of(run) == state_of(untouched)


class TestBranches:
    def test_a_change_in_the_past_keeps_the_future_as_a_branch(self) -> None:
        run = LINE.run()
        run.advance(30)
        losses, thetas = run.record.series.view("train_loss").copy(), run.record.checkpoints.view("theta").copy()
        run.rewind(12)
        run.change(LINE.settings(options={"learning_rate": 0.2}))
        assert (run.position, run.last_step) == (12, 12)
        (branch,) = run.record.branches
        np.testing.assert_array_equal(branch.steps, range(12, 31))
        np.testing.assert_array_equal(branch.train_losses, losses[12:])
        np.testing.assert_array_equal(branch.thetas, thetas[12:])
        run.rewind(99)
        assert run.position == 12
        assert run.record.series.last_step == run.record.checkpoints.last_step == 12

    def test_the_way_that_is_taken_instead_is_exact(self) -> None:
        first, second = LINE.settings(), LINE.settings(options={"learning_rate": 0.2})
        run = LINE.run()
        run.advance(30)
        run.rewind(12)
        run.change(second)
        run.advance(9)
        np.testing.assert_array_equal(
            run.model.theta, driven_straight(LINE, "gradient_descent", [(0, first), (12, second)], 21)
        )

    def test_a_change_at_the_end_makes_none(self) -> None:
        run = LINE.run()
        run.advance(30)
        run.change(LINE.settings(options={"learning_rate": 0.2}))
        assert not run.record.branches

    def test_changes_ahead_are_forgotten_with_the_way(self) -> None:
        run, fresh = LINE.run(), LINE.run()
        run.advance(10)
        run.change(LINE.settings(loss="mse"))
        run.advance(10)
        run.rewind(5)
        run.change(LINE.settings(l2=0.1))
        run.advance(20)
        fresh.advance(5)
        fresh.change(LINE.settings(l2=0.1))
        fresh.advance(20)
        assert run.settings.loss == "half_mse"
        assert state_of(run) == state_of(fresh)

    def test_only_the_last_ones_are_kept_and_long_ones_are_thinned(self) -> None:
        run = LINE.run()
        for number in range(MAX_BRANCHES + 3):
            run.advance(1500)
            run.rewind(100)
            run.change(LINE.settings(options={"learning_rate": 0.01 + 0.001 * number}))
        assert len(run.record.branches) == MAX_BRANCHES
        assert all(2 <= len(branch.thetas) <= BRANCH_ROWS for branch in run.record.branches)
        assert run.record.branches[-1].steps[0] == 100


def test_the_epoch_counts_over_changes_of_the_batch_size() -> None:
    problem = Problem(noisy_line(20))
    run = problem.run(batch_size=5)
    run.advance(6)
    assert run.epoch == 6 / 4
    run.change(problem.settings(batch_size=None))
    assert run.epoch == 6 / 4
    run.advance(3)
    assert run.epoch == 6 / 4 + 3
    run.rewind(4)
    assert run.epoch == 1.0


class DrivenAround(RuleBasedStateMachine):
    """Whatever is done to a run, its theta is that of a plain loop over the same settings."""

    @initialize(method=st.sampled_from(["gradient_descent", "adam", "hill_climbing", "random_search"]))
    def begin(self, method: str) -> None:
        self.method = method
        self.options = METHOD_OPTIONS[method]
        self.run = LINE.run(method, batch_size=6)
        self.changes: list[tuple[int, Settings]] = [(0, LINE.settings(method=method, batch_size=6))]

    @rule(steps=st.integers(1, 30), detailed=st.booleans())
    def advance(self, steps: int, detailed: bool) -> None:
        self.run.advance(steps, detailed=detailed)

    @rule(step=st.integers(0, 60))
    def rewind(self, step: int) -> None:
        self.run.rewind(step)

    @rule(
        split=st.sampled_from([LINE.split, MORE_POINTS, MOVED_POINTS]),
        loss=st.sampled_from(["mse", "half_mse", "mae"]),
        l2=st.sampled_from([0.0, 0.01]),
        batch_size=st.sampled_from([None, 1, 6]),
        factor=st.sampled_from([1.0, 0.5]),
    )
    def change(self, split: Any, loss: str, l2: float, batch_size: int | None, factor: float) -> None:
        name = next(iter(self.options))
        options = {**self.options, name: self.options[name] * factor}
        settings = LINE.settings(split=split, loss=loss, l2=l2, batch_size=batch_size, options=options)
        here = self.run.position
        self.run.change(settings)
        self.changes = [change for change in self.changes if change[0] <= here]
        self.changes.append((here, settings))

    @invariant()
    def is_what_a_plain_loop_computes(self) -> None:
        if not hasattr(self, "run"):
            return
        expected = driven_straight(self.run_problem, self.method, self.changes, self.run.position)
        np.testing.assert_array_equal(self.run.model.theta, expected)
        assert self.run.record.series.last_step <= self.run.last_step

    run_problem = LINE


TestDrivenAround = DrivenAround.TestCase
TestDrivenAround.settings = hypothesis_settings(max_examples=40, stateful_step_count=15, deadline=None)


def test_the_rows_of_the_last_batch_are_not_looked_up_in_another_split() -> None:
    run = LINE.run(batch_size=4)
    run.advance(5, detailed=True)
    assert run.detail is not None
    numbers = run.detail.lines
    assert run.detail.rows is not None
    other = LINE.preparation.split(LINE.dataset, 0.4, 1)
    run.change(LINE.settings(batch_size=4, split=other))
    assert run.detail.rows is None
    assert run.detail.lines == numbers
    run.advance(1, detailed=True)
    assert run.detail.rows is not None
    assert run.detail.rows.max() < len(other.X_train)
