"""Weights in the user's own units, against least squares on the user's own columns."""

from __future__ import annotations

import json

import numpy as np
import pytest

from gdviz.core.datasets import Dataset
from gdviz.core.transforms import Transform
from gdviz.training.build import prepare
from gdviz.training.experiment import OWN_DATA, DataChoice, Experiment, MethodChoice, ModelChoice
from gdviz.training.headless import results, train

STANDARD, MINUS = Transform("standardise"), Transform("minus", 3.0)
SOLVED = (MethodChoice(1, "closed_form"),)


def houses() -> Dataset:
    rng = np.random.default_rng(8)
    X = rng.normal([500.0, 0.02, -7.0], [90.0, 0.004, 2.0], (60, 3))
    return Dataset(X, X @ [0.3, 2000.0, -4.0] + 12 + rng.normal(0, 2, 60), "regression")


def told(dataset: Dataset, x: Transform, y: Transform, model: str = "line") -> dict[str, float]:
    data = DataChoice(OWN_DATA, transform_x=x, transform_y=y, train_share=1.0)
    experiment = Experiment(data=data, model=ModelChoice(model), methods=SOLVED)
    preparation, _, _ = prepare(experiment, dataset)
    (said,) = results(experiment, train(experiment, 5, dataset=dataset), preparation)
    json.dumps(said, allow_nan=False)
    return said["in_user_units"]


@pytest.mark.parametrize("x", [Transform("none"), STANDARD, MINUS])
@pytest.mark.parametrize("y", [Transform("none"), STANDARD, MINUS])
def test_several_inputs_end_on_the_least_squares_of_the_columns_themselves(x: Transform, y: Transform) -> None:
    data = houses()
    expected = np.linalg.lstsq(np.column_stack([data.X, np.ones(data.n)]), data.y, rcond=None)[0]
    weights = told(data, x, y)
    assert list(weights) == ["w1", "w2", "w3", "b"]
    assert list(weights.values()) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize("x", [Transform("none"), STANDARD, MINUS])
def test_one_input(x: Transform) -> None:
    rng = np.random.default_rng(1)
    data = Dataset(rng.normal(40, 5, (30, 1)), rng.normal(size=30), "regression")
    slope, intercept = np.polyfit(data.X[:, 0], data.y, 1)
    assert told(data, x, STANDARD) == pytest.approx({"w": slope, "b": intercept}, rel=1e-7)


def test_a_slope_gets_a_bias_where_its_origin_is_elsewhere() -> None:
    data = Dataset(np.array([[1970.0], [1980.0], [1990.0]]), np.array([0.0, 2.0, 4.0]), "regression")
    assert told(data, Transform("minus", 1970.0), Transform("none"), "slope") == pytest.approx({"m": 0.2, "b": -394.0})
    assert list(told(data, Transform("none"), Transform("none"), "slope")) == ["m"]


def test_after_a_logarithm_the_numbers_are_those_of_the_transformed_columns() -> None:
    data = Dataset(np.array([[1.0], [2.0], [3.0]]), np.array([10.0, 100.0, 1000.0]), "regression")
    assert told(data, MINUS, Transform("log10")) == pytest.approx({"w": 1.0, "b": 3.0})


def test_other_models_have_none() -> None:
    experiment = Experiment(data=DataChoice("blobs"), model=ModelChoice("logistic"), loss="binary_cross_entropy")
    assert "in_user_units" not in results(experiment, train(experiment, 2))[0]
