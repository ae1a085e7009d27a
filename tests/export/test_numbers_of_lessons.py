"""Every table of every kind of lesson names its units and brings data and experiment back."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from gdviz.core.landscape import surface
from gdviz.core.planes import Plane, parameter_plane, random_plane, trajectory_plane
from gdviz.export.header import restored
from gdviz.export.numbers import data_table, history_table, surface_table, trajectory_table
from gdviz.lessons import find_lesson
from gdviz.session.maps import objective_of
from gdviz.training.build import generate, prepare
from gdviz.training.freezing import freeze_race
from gdviz.training.headless import train
from gdviz.training.race import Race
from gdviz.training.session_values import SavedSession

DESCENT = ("gd-line", "race", "slope-only", "polynomial", "softmax", "sigmoid-curve", "network-plane-xor", "minima")
AT_ONCE = ("lookup", "gaussian-2d", "tribes")


@pytest.fixture(scope="module")
def trained():
    """Return a function from a lesson to its session after 12 steps and its race; each is trained once."""
    known: dict[str, tuple[SavedSession, Race]] = {}

    def of(lesson: str) -> tuple[SavedSession, Race]:
        if lesson not in known:
            experiment = find_lesson(lesson).experiment
            dataset = generate(experiment.data)
            race = train(experiment, 12, None, dataset)
            preparation, split, _ = prepare(experiment, dataset)
            known[lesson] = SavedSession(experiment, dataset, preparation, split, freeze_race(race)), race
        return known[lesson]

    return of


def grid(session: SavedSession, race: Race, plane: Plane) -> str:
    run = next(iter(race.runs.values()))
    values = surface(objective_of(race.spec.blueprint, run.settings), plane, (-1.0, 1.0, -1.0, 1.0), (5, 7))
    return surface_table(session.experiment, session.dataset, plane, (-1.0, 1.0, -1.0, 1.0), values)


def check(text: str, session: SavedSession, named: set[str]) -> list[dict[str, str]]:
    """Compare what Import reads with what was exported; return the rows."""
    found = restored(text.encode())
    assert found is not None
    assert found.experiment == session.experiment
    for part in ("X", "y", "ids"):
        assert getattr(found.dataset, part).tobytes() == getattr(session.dataset, part).tobytes()
    assert found.dataset.feature_units == session.dataset.feature_units
    head = [line for line in text.splitlines() if line.startswith("#")]
    units = next(line for line in head if line.startswith("# units: "))
    for column in named:
        assert f" {column} in " in units or f" {column}: " in units, (column, units)
    assert any(line.startswith("# methods: ") and len(line) > 12 for line in head)
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


@pytest.mark.parametrize("lesson", [*DESCENT, *AT_ONCE])
def test_points(lesson, trained):
    session, _ = trained(lesson)
    assert session.split is not None
    named = {*session.dataset.feature_names, session.dataset.target_name}
    rows = check(data_table(session.experiment, session.dataset, session.split.train_mask), session, named)
    assert len(rows) == session.dataset.n


@pytest.mark.parametrize("lesson", [*DESCENT, *AT_ONCE])
def test_history(lesson, trained):
    session, race = trained(lesson)
    named = {"step", "epoch", "seconds", "evaluations", "train_loss", "test_loss", "train_accuracy", "batch_size"}
    rows = check(history_table(session), session, named)
    last = [row for row in rows if row["method"] == rows[0]["method"]][-1]
    assert int(last["step"]) == next(iter(race.runs.values())).position


@pytest.mark.parametrize("lesson", DESCENT)
def test_trajectory(lesson, trained):
    session, race = trained(lesson)
    rows = check(trajectory_table(session), session, {"step", "each parameter"})
    run = next(iter(race.runs.values()))
    mine = [row for row in rows if row["method"] == rows[0]["method"]][-1]
    assert [float(value) for value in list(mine.values())[2:]] == run.model.theta.tolist()


@pytest.mark.parametrize("lesson", ["gd-line", "polynomial", "softmax", "network-plane-xor", "minima"])
@pytest.mark.parametrize("kind", ["parameters", "random", "trajectory"])
def test_surface_of_any_plane(lesson, kind, trained):
    session, race = trained(lesson)
    model = next(iter(race.runs.values())).model
    theta = model.theta.copy()
    plane = {
        "parameters": lambda: parameter_plane(theta, 0, 1, model.component_names),
        "random": lambda: random_plane(theta, np.random.default_rng(1), model.parameters),
        "trajectory": lambda: trajectory_plane(theta, np.stack([0 * theta, theta, theta[::-1]]), model.parameters),
    }[kind]()
    text = grid(session, race, plane)
    rows = check(text, session, {plane.u_name, plane.v_name, "loss"})
    assert f"loss surface over {plane.u_name} and {plane.v_name}" in text.splitlines()[0]
    assert len(rows) == 35
    middle = objective_of(race.spec.blueprint, next(iter(race.runs.values())).settings).loss(plane.at(0.0, 0.0))
    assert float(rows[17]["loss"]) == pytest.approx(middle, rel=1e-9)  # coordinates 0 and 0


def test_the_surface_along_the_one_parameter(trained):
    session, race = trained("slope-only")
    model = next(iter(race.runs.values())).model
    plane = parameter_plane(model.theta.copy(), 0, 0, model.component_names)
    text = surface_table(session.experiment, session.dataset, plane, (0.0, 1.0, 0.0, 0.0), np.array([[1.0, 2.0]]))
    assert [row["loss"] for row in check(text, session, {plane.u_name, "loss"})] == ["1.0", "2.0"]
