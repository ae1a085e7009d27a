"""Every lesson that comes with gdviz gives the figures that its course prints, worked out here without gdviz."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from sklearn.discriminant_analysis import QuadraticDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsRegressor

from gdviz.__main__ import main
from gdviz.lessons import Lesson, find_lesson
from gdviz.resources import resource_path
from gdviz.training.build import generate
from gdviz.training.experiment import ModelChoice
from gdviz.training.headless import results, train

Array = np.ndarray[Any, Any]


@cache
def trained(lesson_id: str) -> list[dict[str, Any]]:
    """Return what `gdviz run` finds, a dict for each method."""
    lesson = find_lesson(lesson_id)
    return results(lesson.experiment, train(lesson.experiment, lesson.steps))


def theta(result: dict[str, Any]) -> Array:
    return np.array(list(result["theta"].values()))


def points(lesson_id: str) -> tuple[Array, Array]:
    data = generate(find_lesson(lesson_id).experiment.data)
    return data.X, data.y


def column(name: str, file: str) -> Array:
    with resource_path("data", file).open(encoding="utf-8") as lines:
        return np.array([float(row[name]) for row in csv.DictReader(lines)])


# -- 1 predicting ------------------------------------------------------------------------------------------------------


def test_slope_only_finds_the_least_squares_slope_of_moore_s_law() -> None:
    x = column("year", "transistors.csv") - 1970
    y = np.log10(column("thousand_transistors", "transistors.csv"))
    best = minimize_scalar(lambda m: np.mean((m * x - y) ** 2), bracket=(0, 1), tol=1e-12).x
    grid, minimum, root = trained("slope-only")
    assert grid["evaluations"] >= 2001
    assert grid["theta"]["m"] == pytest.approx(best, abs=0.0005)  # half of the grid's 0.001
    assert minimum["theta"]["m"] == pytest.approx(best, rel=1e-7)
    assert minimum["status"] == "finished"
    assert root["status"] == "stopped"  # no m has a cost of 0: it never arrives
    assert root["loss"] > minimum["loss"]


def test_random_search_draws_ten_thousand_and_stays_above_least_squares() -> None:
    rooms, prices = column("RM", "boston_housing.csv"), column("MEDV", "boston_housing.csv")
    residuals = np.polyval(np.polyfit(rooms, prices, 1), rooms) - prices
    (result,) = trained("random-search")
    assert result["evaluations"] == 10_001  # and the start
    assert np.mean(residuals**2) < result["loss"] < 1.2 * np.mean(residuals**2)
    w, b = theta(result)
    assert result["loss"] == pytest.approx(np.mean((w * rooms + b - prices) ** 2), rel=1e-12)


def test_random_search_gets_better_from_100_to_1000_to_10000_draws() -> None:
    experiment = find_lesson("random-search").experiment
    losses = [results(experiment, train(experiment, draws))[0]["loss"] for draws in (0, 100, 1000)]
    losses.append(trained("random-search")[0]["loss"])
    assert losses == sorted(losses, reverse=True)
    assert len(set(losses)) == 4


def test_closed_form_is_least_squares_by_the_published_formula() -> None:
    X, y = points("closed-form")
    x = X[:, 0]
    w = np.sum((x - x.mean()) * (y - y.mean())) / np.sum((x - x.mean()) ** 2)
    (result,) = trained("closed-form")
    assert theta(result) == pytest.approx([w, y.mean() - w * x.mean()], rel=1e-12)
    assert result["steps"] == 1
    # the course's points gave y = 1.020 x - 0.009; these are alike
    assert theta(result) == pytest.approx([1.020, -0.009], abs=0.01)


def test_hill_climb_ends_on_the_closed_form_answer_to_3_decimals() -> None:
    X, y = points("hill-climb")
    solution = np.polyfit(X[:, 0], y, 1)
    fine, coarse = trained("hill-climb")
    assert theta(fine) == pytest.approx(np.round(solution, 3), abs=1e-9)
    assert fine["status"] == coarse["status"] == "finished"
    assert (theta(coarse) % 0.5).tolist() == [0.0, 0.0]
    assert np.abs(theta(coarse) - solution).max() <= 0.5
    assert coarse["steps"] < 20 < 5000 < fine["steps"]


# -- 2 gradient descent ------------------------------------------------------------------------------------------------


def line_with_rate(rate: float, steps: int = 100) -> tuple[dict[str, Any], list[float]]:
    """Return the result of gd-line at another learning rate, and half the mean squared error at every step."""
    experiment = find_lesson("gd-line").experiment
    method = replace(experiment.methods[0], options={"learning_rate": rate})
    race = train(experiment.with_method(method), steps)
    (run,) = race.runs.values()
    (result,) = results(experiment, race)
    return result, run.record.series.view("train_loss").tolist()


def test_gd_line_has_its_limit_between_16_and_165() -> None:
    x = points("gd-line")[0][:, 0]
    hessian = np.array([[np.mean(x * x), np.mean(x)], [np.mean(x), 1.0]])
    assert 1.6 < 2 / np.linalg.eigvalsh(hessian)[-1] < 1.65
    assert find_lesson("gd-line").experiment.start == (-4.0, 4.0)


def test_gd_line_arrives_within_its_100_steps() -> None:
    X, y = points("gd-line")
    (result,) = trained("gd-line")
    assert result["steps"] == 100
    assert theta(result) == pytest.approx(np.polyfit(X[:, 0], y, 1), abs=1e-3)


def test_gd_line_crawls_glides_zigzags_and_blows_up() -> None:
    X, y = points("gd-line")
    residuals = np.polyval(np.polyfit(X[:, 0], y, 1), X[:, 0]) - y
    least = np.mean(residuals**2) / 2
    left = {}
    for rate in (0.01, 0.1, 1.0, 1.5, 1.6, 1.65):
        result, losses = line_with_rate(rate)
        left[rate] = result["loss"] - least
        falling = all(after < before for before, after in pairwise(losses[:50]))
        assert falling == (rate < 1.65)
        assert result["steps"] == 100
    assert left[0.01] > left[0.1] > left[1.0] > left[1.5]  # the larger the faster, as long as it holds
    assert left[1.65] > 100 > left[0.01]


def test_gd_line_rates_are_those_of_gd_line_alone() -> None:
    race = trained("gd-line-rates")
    assert [run["settings"]["learning_rate"] for run in race] == [0.01, 0.1, 1.5, 1.65]
    for run in race:
        alone, _ = line_with_rate(run["settings"]["learning_rate"])
        assert run["theta"] == alone["theta"]


def test_gd_line_leaves_the_numbers_at_2_and_keeps_the_last_picture() -> None:
    result, losses = line_with_rate(2.0, 5000)
    assert result["status"] == "diverged"
    assert result["steps"] < 5000
    assert np.isfinite(losses).all()
    assert np.isfinite(theta(result)).all()


def test_gd_nine_finds_0_to_9() -> None:
    (result,) = trained("gd-nine")
    assert theta(result) == pytest.approx(np.arange(10), abs=1e-6)
    assert (result["steps"], result["settings"]) == (5000, {"learning_rate": 0.5})


def test_polynomial_finds_0_to_4() -> None:
    (result,) = trained("polynomial")
    assert np.round(result["coefficients"]).tolist() == [0, 1, 2, 3, 4]
    assert np.abs(np.array(result["coefficients"]) - np.arange(5)).max() < 0.07
    assert (result["steps"], result["settings"]) == (10_000, {"learning_rate": 1.0})


@pytest.mark.parametrize("degree", [2, 5])
def test_coefficients_are_in_the_files_units_whatever_was_transformed(degree: int) -> None:
    lesson = find_lesson("polynomial-overfit").experiment
    data = generate(lesson.data)
    kept = data.split(lesson.data.train_share, lesson.data.seed)
    expected = np.polyfit(data.X[kept, 0], data.y[kept], degree)[::-1]
    for standardise in (False, True):
        for kinds in (("none", "none"), ("standardise", "none"), ("minus", "standardise")):
            x, y = (replace(lesson.data.transform_x, kind=kind, constant=3.0) for kind in kinds)
            experiment = lesson.replace(
                data=replace(lesson.data, transform_x=x, transform_y=y),
                model=replace(lesson.model, options={"degree": degree, "standardise": standardise}),
            )
            (result,) = results(experiment, train(experiment, 1))
            assert result["coefficients"] == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_polynomial_overfit_has_a_degree_that_is_right() -> None:
    lesson = find_lesson("polynomial-overfit").experiment
    train_loss, test_loss = {}, {}
    for degree in (2, 5, 15):
        model = replace(lesson.model, options={**lesson.model.options, "degree": degree})
        (result,) = results(lesson, train(lesson.replace(model=model), 1))
        train_loss[degree], test_loss[degree] = result["loss"], result["test_loss"]
    assert train_loss[2] > train_loss[5] > train_loss[15]
    assert test_loss[2] > 5 * test_loss[5]
    assert test_loss[15] > 5 * test_loss[5]
    assert trained("polynomial-overfit")[0]["loss"] == train_loss[15]


def test_sgd_wobbles_with_one_sample_and_is_nearly_straight_with_50() -> None:
    single, batch, full = trained("sgd")
    X, y = points("sgd")
    solution = np.polyfit(X[:, 0], y, 1)
    off = [np.abs(theta(run) - solution).max() for run in (single, batch, full)]
    assert off[0] > 10 * off[1] > 10 * off[2]
    assert off[1] < 0.05
    assert (single["settings"], batch["settings"]) == (
        {"learning_rate": 1.4, "batch_size": 1},
        {"learning_rate": 1.0, "batch_size": 50},
    )


def test_race_has_six_methods_that_all_come_near_the_minimum() -> None:
    X, y = points("race")
    solution = np.polyfit(X[:, 0], y, 1)
    runs = trained("race")
    methods = ["gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam"]
    assert [run["method"] for run in runs] == methods
    for run in runs:
        assert np.abs(theta(run) - solution).max() < 0.1  # RMSprop keeps trembling by about its learning rate


# -- 3 classifiers -----------------------------------------------------------------------------------------------------

BANDS = {  # published: 97.09 %, 45.77 %, 95.6 %, 96.4 %
    "logistic": (0.96, 0.985),
    "features-plain": (0.40, 0.65),
    "features-ring": (0.93, 0.98),
    "features-product": (0.94, 0.985),
}


@pytest.mark.parametrize("lesson_id", BANDS)
def test_accuracy_lies_in_the_published_band(lesson_id: str) -> None:
    low, high = BANDS[lesson_id]
    (result,) = trained(lesson_id)
    assert low <= result["accuracy"] <= high
    assert result["test_accuracy"] is None  # the figure is about all rows


def test_logistic_starts_and_steps_as_published() -> None:
    lesson = find_lesson("logistic")
    assert lesson.experiment.start == (0.1, 0.1, 1.0)
    assert trained("logistic")[0]["settings"] == {"learning_rate": 0.01}
    assert lesson.steps == 1000


@pytest.mark.parametrize(
    ("lesson_id", "feature"),
    [
        ("logistic", lambda X: X),
        ("features-plain", lambda X: X),
        ("features-ring", lambda X: np.hypot(X[:, :1], X[:, 1:])),
        ("features-product", lambda X: X[:, :1] * X[:, 1:]),
    ],
)
def test_accuracy_is_what_scikit_learn_reaches(lesson_id: str, feature: Any) -> None:
    X, y = points(lesson_id)
    best = LogisticRegression(C=np.inf, max_iter=10_000).fit(feature(X), y).score(feature(X), y)
    assert trained(lesson_id)[0]["accuracy"] == pytest.approx(best, abs=0.01)


def test_softmax_is_what_scikit_learn_reaches_on_iris() -> None:
    lesson = find_lesson("softmax").experiment
    data = generate(lesson.data)
    kept = data.split(lesson.data.train_share, lesson.data.seed)
    other = LogisticRegression(C=np.inf, max_iter=10_000).fit(data.X[kept], data.y[kept])
    (result,) = trained("softmax")
    assert result["accuracy"] == pytest.approx(other.score(data.X[kept], data.y[kept]), abs=0.02)
    assert result["test_accuracy"] == pytest.approx(
        other.score(data.X[~kept], data.y[~kept]), abs=0.05
    )  # two of 45 flowers


# -- 4 networks --------------------------------------------------------------------------------------------------------


def test_sigmoid_curve_gets_nearer_with_more_sigmoids() -> None:
    lesson = find_lesson("sigmoid-curve")
    losses = []
    for width in (1, 2, 4):
        model = replace(lesson.experiment.model, options={**lesson.experiment.model.options, "hidden": (width,)})
        experiment = lesson.experiment.replace(model=model)
        losses.append(results(experiment, train(experiment, lesson.steps))[0]["loss"])
    losses.append(trained("sigmoid-curve")[0]["loss"])
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 2 * (1.5 * 0.2) ** 2  # twice the noise that the points were made with


@pytest.mark.parametrize(("shape", "least"), [("ring", 0.93), ("xor", 0.94), ("spiral", 0.97)])
def test_network_plane_tells_the_classes_apart_after_500_epochs(shape: str, least: float) -> None:
    lesson = find_lesson(f"network-plane-{shape}")
    (result,) = trained(lesson.id)
    assert result["settings"] == {"learning_rate": 0.9, "batch_size": 100}
    assert len(result["theta"]) == (2 * 25 + 25) + (25 * 25 + 25) + (25 + 1)
    data = generate(lesson.experiment.data)
    rows = int(data.split(lesson.experiment.data.train_share, lesson.experiment.data.seed).sum())
    assert lesson.steps == 500 * -(-rows // 100)
    assert result["accuracy"] >= least
    assert result["test_accuracy"] >= least


# -- what a step costs -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lesson_id", "n", "d", "theta", "near"),
    [
        ("sgd-line", 100_000, 2, [1.0, 0.0], 0.05),  # as the points were drawn
        ("sgd-nine", 10_000, 10, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 1e-4),
        ("sgd-polynomial", 100_000, 5, [0, 1, 2, 3, 4], 0.4),
    ],
)
def test_a_batch_comes_as_far_as_all_rows_with_a_fraction_of_them(
    lesson_id: str, n: int, d: int, theta: list[float], near: float
) -> None:
    whole, batch = trained(lesson_id)
    assert (whole["rows_per_step"], batch["rows_per_step"]) == (n, 50)
    assert whole["steps"] == batch["steps"] == 1000
    for run in (whole, batch):
        assert len(run["theta"]) == d
        assert list(run["theta"].values()) == pytest.approx(theta, abs=near)
    assert batch["loss"] < max(1.05 * whole["loss"], 1e-11)


def test_batch_1_wobbles_and_batch_50_is_nearly_straight() -> None:
    lesson = find_lesson("sgd")
    race = train(lesson.experiment, lesson.steps)
    single, fifty, whole = (run.record.checkpoints.view("theta") for run in race.runs.values())
    apart = [np.linalg.norm(path - whole[: len(path)], axis=1).max() for path in (single, fifty)]
    assert apart[0] > 3 * apart[1]
    late = [np.abs(np.diff(path[-50:], axis=0)).mean() for path in (single, fifty)]
    assert late[0] > 5 * late[1]  # one never settles
    assert [run.rows_per_step for run in race.runs.values()] == [1, 50, 100]


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lesson_id", ["closed-form", "gd-line", "features-ring", "polynomial"])
def test_the_command_prints_the_same_figures(lesson_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", lesson_id, "--json"]) == 0
    said = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    lesson: Lesson = find_lesson(lesson_id)
    assert (said["lesson"], said["title"]) == (lesson_id, lesson.text().title)
    for run, expected in zip(said["runs"], trained(lesson_id), strict=True):
        measured = {"seconds", "seconds_per_step"}
        assert {**run, **dict.fromkeys(measured)} == {**expected, **dict.fromkeys(measured)}
        assert run["seconds"] > 0
        assert run["seconds_per_step"] == pytest.approx(run["seconds"] / run["steps"], rel=1e-2, abs=1e-9)
    assert said["theta"] == said["runs"][0]["theta"]


def test_minima_wave_where_it_starts_decides_where_it_ends() -> None:
    x, y = points("minima-wave")
    x = x[:, 0]

    def loss(place: Array) -> float:
        return float(np.mean((2 * np.sin(place[0] * x + place[1]) - y) ** 2))

    ends = {result["method"]: theta(result) for result in trained("minima-wave")}
    # w = -w, b = pi - b is the same wave: the deepest valley, found by a fine grid, is met twice
    grid = [(w, b) for w in np.linspace(0.05, 3.0, 119) for b in np.linspace(-np.pi, np.pi, 127)]
    deepest = min(loss(np.array(place)) for place in grid)
    assert loss(ends["gradient_descent"]) > 5 * deepest
    assert loss(ends["momentum"]) == pytest.approx(deepest, rel=0.01)
    assert loss(ends["simulated_annealing"]) == pytest.approx(deepest, rel=0.05)
    for name in ("gradient_descent", "momentum"):  # both are at a place that no neighbour betters
        steps = 0.02 * np.array([(1, 0), (-1, 0), (0, 1), (0, -1)])
        assert all(loss(ends[name] + step) > loss(ends[name]) for step in steps)


# -- without descent ---------------------------------------------------------------------------------------------------


def test_lookup_asks_the_three_nearest_towns() -> None:
    rooms, prices = points("lookup")
    data, choice = generate(find_lesson("lookup").experiment.data), find_lesson("lookup").experiment.data
    train_rows = data.split(choice.train_share, choice.seed)
    expected = KNeighborsRegressor(3).fit(rooms[train_rows], prices[train_rows])
    errors = expected.predict(rooms[~train_rows]) - prices[~train_rows]
    (result,) = trained("lookup")
    assert result["test_loss"] == pytest.approx(np.mean(errors**2), rel=0.05)  # of towns as near, either may count
    assert result["status"] == "finished"


@pytest.mark.parametrize("lesson_id", ["tribes", "gaussian-2d"])
def test_tribes_are_told_apart_as_by_quadratic_discriminant_analysis(lesson_id) -> None:
    X, y = points(lesson_id)
    data, choice = generate(find_lesson(lesson_id).experiment.data), find_lesson(lesson_id).experiment.data
    train_rows = data.split(choice.train_share, choice.seed)
    theirs = QuadraticDiscriminantAnalysis().fit(X[train_rows], y[train_rows])
    (result,) = trained(lesson_id)
    assert result["test_accuracy"] == pytest.approx(theirs.score(X[~train_rows], y[~train_rows]), abs=0.01)


def test_an_exact_look_up_fails_on_what_it_has_not_seen() -> None:
    """Of held-out towns it answers those alone whose number of rooms stands in the table; 3 nearest answer all."""
    experiment = find_lesson("lookup").experiment
    data, rooms = generate(experiment.data), points("lookup")[0]
    train_rows = data.split(experiment.data.train_share, experiment.data.seed)
    known = np.isin(rooms[~train_rows], rooms[train_rows]).all(axis=1)
    assert 0 < known.sum() < len(known)
    (found,) = train(experiment.replace(model=ModelChoice("look_up")), 1).runs.values()
    assert np.array_equal(np.isfinite(found.model.answers(rooms[~train_rows])[:, 0]), known)
    (nearest,) = train(experiment, 1).runs.values()
    assert np.isfinite(nearest.model.answers(rooms[~train_rows])).all()
