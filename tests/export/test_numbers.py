"""Tables: every digit, units, the settings that held, and a head that brings the experiment back."""

from __future__ import annotations

import csv
import dataclasses
import io

import numpy as np
import pytest

from gdviz.core.datasets import Dataset
from gdviz.core.datasets.csv_table import CsvError, parse_table
from gdviz.core.planes import parameter_plane
from gdviz.export.header import restored
from gdviz.export.numbers import data_table, history_table, surface_table, trajectory_table
from gdviz.training.build import generate, prepare
from gdviz.training.experiment import OWN_DATA, DataChoice, Experiment, MethodChoice, ModelChoice
from gdviz.training.freezing import freeze_race
from gdviz.training.race import Race
from gdviz.training.session_values import SavedSession

METHODS = (
    MethodChoice(1, "gradient_descent", {"learning_rate": 0.01}, batch_size=7),
    MethodChoice(2, "adam", {"learning_rate": 0.02}, color=1),
)
LINE = Experiment(data=DataChoice("line", train_share=0.7), methods=METHODS)


def trained(experiment=LINE, dataset=None):
    dataset = dataset or generate(experiment.data)
    preparation, split, spec = prepare(experiment, dataset)
    race = Race(spec)
    race.advance(10)
    run = race.runs[1]
    run.change(dataclasses.replace(run.settings, options={"learning_rate": 0.005}, l2=0.1))
    race.advance(10)
    return SavedSession(experiment, dataset, preparation, split, freeze_race(race)), race


def parts(text):
    lines = text.splitlines()
    head = [line for line in lines if line.startswith("#")]
    names, *rows = csv.reader(io.StringIO("\n".join(lines[len(head) :])))
    return head, [dict(zip(names, row, strict=True)) for row in rows]


def test_history_tells_what_was_and_which_settings_held():
    session, race = trained()
    head, rows = parts(history_table(session))
    assert [row["step"] for row in rows] == [str(step) for _ in range(2) for step in range(21)]
    first, late = rows[4], rows[15]
    assert (first["learning_rate"], late["learning_rate"], late["l2"], late["batch_size"]) == (
        "0.01",
        "0.005",
        "0.1",
        "7",
    )
    n, steps = len(session.split.X_train), -(-len(session.split.X_train) // 7)
    assert float(late["epoch"]) == pytest.approx(15 / steps)
    assert rows[21 + 15]["batch_size"] == str(n)
    residuals = (
        session.split.y_train - session.split.X_train[:, 0] * race.runs[2].model.theta[0] - race.runs[2].model.theta[1]
    )
    assert float(rows[-1]["train_loss"]) == pytest.approx(np.mean(residuals**2), rel=1e-12)
    assert rows[-1]["train_accuracy"] == ""
    assert rows[-1]["beta1"] == "0.9"
    assert rows[0]["beta1"] == ""
    assert any("seconds in s" in line for line in head)
    assert any(
        "Gradient descent (learning_rate 0.01, batch_size 7); Adam (learning_rate 0.02)" in line for line in head
    )


def test_trajectory_has_a_column_for_each_parameter():
    session, race = trained()
    _, rows = parts(trajectory_table(session))
    assert list(rows[0]) == ["method", "step", "w", "b"]
    last = [row for row in rows if row["method"] == "Adam"][-1]
    assert (float(last["w"]), float(last["b"])) == tuple(race.runs[2].model.theta)
    race.rewind(7)
    seventh = next(row for row in rows if row["method"] == "Gradient descent" and row["step"] == "7")
    assert (float(seventh["w"]), float(seventh["b"])) == tuple(race.runs[1].model.theta)


def test_the_surface_is_a_row_for_each_place():
    plane = parameter_plane(np.array([0.5, 0.25]), 0, 1, ("w", "b"))
    values = np.arange(6.0).reshape(2, 3)
    _, rows = parts(surface_table(LINE, generate(LINE.data), plane, (0, 2, -1, 1), values))
    assert [tuple(map(float, row.values())) for row in rows] == [
        (0, -1, 0), (1, -1, 1), (2, -1, 2), (0, 1, 3), (1, 1, 4), (2, 1, 5),
    ]  # fmt: skip
    _, rows = parts(surface_table(LINE, generate(LINE.data), plane, (0, 2, 0, 1), values[:1]))
    assert list(rows[0]) == ["w", "loss"]


@pytest.mark.parametrize("make", [history_table, trajectory_table])
def test_nothing_trained_is_said(make):
    with pytest.raises(ValueError, match="no run"):
        make(SavedSession(LINE, generate(LINE.data)))


@pytest.mark.parametrize("kind", ["points", "history", "trajectory"])
def test_import_finds_the_experiment_again(kind):
    session, _ = trained()
    text = {
        "points": lambda: data_table(LINE, session.dataset, session.split.train_mask),
        "history": lambda: history_table(session),
        "trajectory": lambda: trajectory_table(session),
    }[kind]()
    found = restored(text.encode())
    assert found.experiment == LINE
    assert found.dataset.X.tobytes() == session.dataset.X.tobytes()
    assert parse_table(text.encode()).n == text.count("\n") - 1 - sum(line[0] == "#" for line in text.splitlines())


CUPS = Dataset(
    np.array([[0.1, 1 / 3], [2.0, -1e-300], [5e30, 7.0]]), np.array([1, 0, 1]), "classification",
    ("warm, hot", "x#2"), "drink", ("°C", ""), class_names=("tea", "red wine"), ids=np.array([4, 9, 2]), title="Cups",
)  # fmt: skip
OWN = Experiment(data=DataChoice(OWN_DATA), model=ModelChoice("logistic"), loss="binary_cross_entropy")


def test_own_points_come_back_with_names_units_and_identities():
    text = data_table(OWN, CUPS, np.array([True, False, True]))
    assert "# units: warm, hot in °C; x#2: a number; drink: a number" in text
    found = restored(text.encode()).dataset
    for item in dataclasses.fields(CUPS):
        assert np.array_equal(getattr(found, item.name), getattr(CUPS, item.name)), item.name


def test_rows_that_were_changed_in_the_file_count():
    text = data_table(OWN, CUPS, None).replace("2.0,", "2.5,")
    assert restored(text.encode()).dataset.X[1, 0] == 2.5
    fewer = "\n".join(data_table(OWN, CUPS, None).splitlines()[:-1])
    assert restored(fewer.encode()).dataset.n == 2


def test_own_points_travel_in_the_head_of_other_tables():
    dataset = Dataset(np.array([[0.1], [0.7], [1 / 3]]), np.array([1.0, 2.0, 4.0]), "regression")
    experiment = LINE.replace(data=DataChoice(OWN_DATA, train_share=1.0))
    session, _ = trained(experiment, dataset)
    found = restored(history_table(session).encode())
    assert found.dataset.X.tobytes() == dataset.X.tobytes()
    assert found.experiment == experiment


@pytest.mark.parametrize(
    "wrong",
    ["# gdviz-experiment: {", "# gdviz-experiment: []", '# gdviz-experiment: {"experiment": {"loss": 5}}',
     '# gdviz-experiment: {"experiment": {"data": {"source": "own"}}, "dataset": {"shape": "x"}}'],
)  # fmt: skip
def test_a_head_that_was_damaged_is_one_sentence(wrong):
    with pytest.raises(CsvError, match=r"head of the file cannot be read: .*\.$"):
        restored(f"# gdviz 0.1: points\n{wrong}\nx,y\n1,2\n3,4\n".encode())


def test_other_files_have_no_head():
    assert restored(b"x,y\n1,2\n") is None
    assert restored(b"# a comment of mine\nx,y\n1,2\n") is None
    assert restored(b"# gdviz 0.1: points\nx,y\n1,2\n") is None
