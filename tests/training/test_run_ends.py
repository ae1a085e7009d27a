"""Runs that end: divergence keeps the last finite picture, finished methods stop, and both go on after a change."""

from __future__ import annotations

import numpy as np
import pytest
from training_cases import Problem, driven_straight, state_of

from gdviz.training.run import TrainingRun
from gdviz.training.snapshot import picture

LINE = Problem()
MOVED = LINE.split_of(LINE.dataset.with_rows(LINE.dataset.X, LINE.dataset.y + 1.0))
START = np.array([-4.0, 4.0])


def diverging(learning_rate: float = 50.0, **changes: object) -> TrainingRun:
    return LINE.run(options={"learning_rate": learning_rate}, start=START, **changes)


def half_mse(theta: np.ndarray) -> float:
    residual = theta[0] * LINE.split.X_train[:, 0] + theta[1] - LINE.split.y_train
    residual /= np.sqrt(2 * len(residual))
    with np.errstate(over="ignore"):
        return float(residual @ residual)


class TestDivergence:
    @pytest.mark.parametrize("steps", [1, 7, 10_000])
    @pytest.mark.parametrize("batch_size", [None, 5])
    def test_the_last_finite_picture_is_kept_and_exact(self, steps: int, batch_size: int | None) -> None:
        run = diverging(batch_size=batch_size)
        for _ in range(10_000):
            if run.stopped:
                break
            run.advance(steps)
        assert run.diverged_at is not None
        assert (run.position, run.last_step) == (run.diverged_at - 1,) * 2
        assert np.isfinite(run.model.theta).all()
        assert np.isfinite(half_mse(run.model.theta))
        assert np.isfinite(run.evaluate()["train_loss"])
        assert np.isfinite(run.record.series.view("train_loss")).all()
        assert run.record.series.last_step <= run.position
        fresh = diverging(batch_size=batch_size)
        fresh.advance(run.position)
        assert state_of(fresh)["theta"] == state_of(run)["theta"]

    def test_it_is_told_at_the_step_whose_loss_is_no_number(self) -> None:
        # by hand: theta grows by the same factor a step, so the loss is finite up to some step and no further
        theta, X, y = START.copy(), LINE.split.X_train[:, 0], LINE.split.y_train
        step = 0
        while np.isfinite(half_mse(theta)):
            residual = theta[0] * X + theta[1] - y
            theta -= 50.0 * np.array([np.mean(residual * X), np.mean(residual)])
            step += 1
        run = diverging()
        run.advance(100_000)
        assert run.diverged_at is not None
        assert abs(run.diverged_at - step) <= 1  # the parabola's arithmetic may leave the numbers a step apart

    def test_it_can_be_rewound_and_met_again(self) -> None:
        run = diverging()
        run.advance(100_000)
        end, state = run.position, state_of(run)
        run.rewind(end // 2)
        assert not run.stopped
        run.advance(100_000)
        assert run.stopped
        assert (run.position, state_of(run)) == (end, state)

    def test_a_smaller_learning_rate_goes_on_from_there(self) -> None:
        run = diverging()
        run.advance(100_000)
        here = run.position
        run.change(LINE.settings(options={"learning_rate": 0.1}))
        assert not run.stopped
        assert run.diverged_at is None
        run.advance(5000)
        assert run.position == here + 5000
        assert run.evaluate()["train_loss"] < 1e300
        theta = run.model.theta.copy()
        run.rewind(here - 1)
        run.advance(5001)
        np.testing.assert_array_equal(run.model.theta, theta)

    def test_a_start_without_a_finite_loss_stands_still_and_says_so(self) -> None:
        run = LINE.run(start=np.array([1e200, 1e200]))
        run.advance(5)
        assert (run.position, run.stopped, run.diverged_at) == (0, True, 1)
        assert picture(1, run).status == "diverged"
        np.testing.assert_array_equal(run.model.theta, [1e200, 1e200])

    def test_data_that_make_the_loss_infinite_are_a_divergence_and_can_be_taken_back(self) -> None:
        run = LINE.run()
        run.advance(20)
        far = LINE.split_of(LINE.dataset.appended([[1e100]], [0.0]))  # a slope of 1e200, and with it a loss of 1e600
        run.change(LINE.settings(split=far))
        run.advance(3)
        assert run.stopped
        here = run.position
        assert here < 23
        assert np.isfinite(run.evaluate()["train_loss"])
        run.change(LINE.settings())
        run.advance(5)
        assert run.position == here + 5

    @pytest.mark.parametrize("learning_rate", [0.0, 1e9])
    def test_extreme_learning_rates_end_or_stand_without_a_crash(self, learning_rate: float) -> None:
        run = diverging(learning_rate)
        run.advance(3000)
        assert np.isfinite(run.model.theta).all()
        assert run.stopped == (learning_rate > 0)

    def test_its_status_is_shown(self) -> None:
        run = diverging()
        assert picture(1, run).status == "ready"
        run.advance(2)
        assert picture(1, run).status == "running"
        run.advance(100_000)
        shown = picture(1, run)
        assert (shown.status, shown.diverged_at) == ("diverged", run.position + 1)
        run.rewind(2)
        assert picture(1, run).status == "running"


def least_squares(y: np.ndarray) -> np.ndarray:
    x = LINE.split.X_train[:, 0]
    w = ((x - x.mean()) @ (y - y.mean())) / ((x - x.mean()) @ (x - x.mean()))
    return np.array([w, y.mean() - w * x.mean()])


class TestFinishing:
    def test_closed_form_is_done_after_one_step(self) -> None:
        run = LINE.run("closed_form", start=START)
        assert run.advance(100) == 1
        assert (run.position, run.last_step, run.finished_at) == (1, 1, 1)
        np.testing.assert_allclose(run.model.theta, least_squares(LINE.split.y_train))
        shown = picture(1, run)
        assert shown.status == "finished"
        assert shown.reason

    def test_it_solves_again_when_the_points_move(self) -> None:
        run = LINE.run("closed_form", start=START)
        run.advance(5)
        run.change(LINE.settings(method="closed_form", split=MOVED))
        assert not run.stopped
        run.advance(5)
        assert run.position == 2
        np.testing.assert_allclose(run.model.theta, least_squares(MOVED.y_train))

    def test_a_finish_that_is_repeated_does_not_stop_what_went_on_after_it(self) -> None:
        run = LINE.run("closed_form", start=START)
        run.advance(1)
        run.change(LINE.settings(method="closed_form", split=MOVED))
        run.rewind(0)
        run.advance(1)
        assert not run.stopped
        run.advance(5)
        assert run.position == 2
        np.testing.assert_allclose(run.model.theta, least_squares(MOVED.y_train))

    def test_a_finished_run_can_be_rewound_and_finishes_again(self) -> None:
        run = LINE.run("hill_climbing", options={"delta": 0.25}, start=START)
        run.advance(10_000)
        end, theta = run.position, run.model.theta.copy()
        assert run.finished_at == end
        run.rewind(3)
        assert not run.stopped
        assert picture(1, run).reason == ""
        run.advance(10_000)
        assert run.position == end
        np.testing.assert_array_equal(run.model.theta, theta)

    def test_hill_climbing_stops_where_no_neighbour_is_better_and_goes_on_with_a_smaller_delta(self) -> None:
        run = LINE.run("hill_climbing", options={"delta": 0.25}, start=START)
        run.advance(10_000)
        here = run.model.theta.copy()
        around = [here + 0.25 * np.array([i, j]) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        assert min(map(half_mse, around)) == pytest.approx(half_mse(here))
        assert "neighbour" in picture(1, run).reason
        run.change(LINE.settings(options={"delta": 0.001}))
        run.advance(10_000)
        assert run.stopped
        np.testing.assert_allclose(run.model.theta, least_squares(LINE.split.y_train), atol=0.0015)

    @pytest.mark.parametrize("method", ["hill_climbing", "exhaustive_search"])
    def test_a_search_forgets_its_losses_when_the_data_change(self, method: str) -> None:
        run = LINE.run(method, start=np.zeros(2))
        run.advance(10_000)
        assert run.stopped
        assert np.abs(run.model.theta - least_squares(LINE.split.y_train)).max() < 0.4
        run.change(LINE.settings(method=method, split=MOVED))
        assert not run.stopped
        run.advance(10_000)
        # a search that compared with the loss on the old points would stay where it was
        assert np.abs(run.model.theta - least_squares(MOVED.y_train)).max() < 0.4

    def test_random_search_forgets_its_losses_when_the_data_change(self) -> None:
        run = LINE.run("random_search", start=np.zeros(2))
        run.advance(2000)
        run.change(LINE.settings(method="random_search", split=MOVED))
        assert float(run.method.state["best"]) != float(run.method.state["best"])
        run.advance(2000)
        assert np.abs(run.model.theta - least_squares(MOVED.y_train)).max() < 0.4

    def test_exhaustive_search_tries_the_whole_grid_once(self) -> None:
        run = LINE.run("exhaustive_search", options={"points_per_axis": 21, "tries_per_step": 50}, start=START)
        run.advance(1000)
        assert run.position == -(-(21**2) // 50)
        assert run.evaluations == 21**2 + 1  # and the start
        axis = np.linspace(-5, 5, 21)
        best = min(((w, b) for w in axis for b in axis), key=lambda place: half_mse(np.array(place)))
        np.testing.assert_allclose(run.model.theta, best)

    def test_another_grid_is_searched_from_its_beginning(self) -> None:
        run = LINE.run("exhaustive_search", options={"points_per_axis": 21, "tries_per_step": 50}, start=START)
        run.advance(1000)
        options = {"low": -2.0, "high": 2.0, "points_per_axis": 17, "tries_per_step": 50}
        run.change(LINE.settings(options=options))
        run.advance(1000)
        axis = np.linspace(-2, 2, 17)
        best = min(((w, b) for w in axis for b in axis), key=lambda place: half_mse(np.array(place)))
        assert half_mse(run.model.theta) <= half_mse(np.array(best)) * (1 + 1e-12)
        assert run.evaluations == 21**2 + 1 + 17**2 + 1

    def test_newton_is_done_where_the_slope_is_zero(self) -> None:
        run = LINE.run("newton", start=START)
        run.advance(50)
        assert run.finished_at is not None
        assert run.finished_at <= 4
        np.testing.assert_allclose(run.model.theta, least_squares(LINE.split.y_train))

    def test_resuming_after_a_finish_is_what_a_plain_loop_does(self) -> None:
        first = LINE.settings(method="hill_climbing")
        second = LINE.settings(method="hill_climbing", split=MOVED)
        run = LINE.run("hill_climbing")
        run.advance(7)
        run.change(second)
        run.advance(40)
        np.testing.assert_array_equal(
            run.model.theta, driven_straight(LINE, "hill_climbing", [(0, first), (7, second)], run.position)
        )
