"""Tables read back by the csv module give the numbers that were shown, to the last bit."""

from __future__ import annotations

import csv
import io

import numpy as np

from gdviz.core.datasets import Dataset
from gdviz.export.table import curve_csv, data_csv
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_a_curve_has_a_row_for_each_method_and_step(open_session, qtbot):
    methods = (MethodChoice(1, options={"learning_rate": 0.01}), MethodChoice(2, "adam", color=1))
    session = open_session(Experiment(data=DataChoice("line", train_share=0.7), methods=methods))
    session.step(5)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 5)
    head, *body = rows(curve_csv(session.snapshot))
    assert head[:2] == ["method", "step"]
    assert [row[:2] for row in body] == [
        [name, str(step)] for name in ("Gradient descent", "Adam") for step in range(6)
    ]
    column = head.index("train_loss")
    residuals = session.split.X_train[:, 0] * session.shown.theta[0] + session.shown.theta[1] - session.split.y_train
    np.testing.assert_allclose(float(body[5][column]), np.mean(residuals**2), rtol=1e-12)
    assert body[0][head.index("train_accuracy")] == ""  # a line has no classes


def test_data_keep_every_digit_and_say_which_points_are_for_training():
    X = np.array([[0.1, 1 / 3], [2.0, -1e-300]])
    data = Dataset(
        X,
        np.array([1, 0]),
        "classification",
        feature_names=("x, raw", "x2"),
        target_name="kind",
        class_names=("a", 'b "c"'),
    )
    head, *body = rows(data_csv(data, np.array([True, False])))
    assert head == ["x, raw", "x2", "kind", "set"]
    assert [row[2:] for row in body] == [['b "c"', "training"], ["a", "test"]]
    np.testing.assert_array_equal([[float(value) for value in row[:2]] for row in body], X)


def test_data_that_nobody_divided_name_no_set():
    data = Dataset(np.array([[1.0]]), np.array([0.5]), "regression")
    assert rows(data_csv(data, None))[1] == ["1.0", "0.5", ""]
