"""From rows to inputs, and from an experiment to a race."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_cases import noisy_line, two_clouds

from gdviz.core.datasets import Dataset
from gdviz.core.transforms import Transform
from gdviz.training.build import all_settings, generate, losses_for, models_for, prepare
from gdviz.training.experiment import OWN_DATA, DataChoice, Experiment, MethodChoice, ModelChoice
from gdviz.training.preparation import Blueprint, Preparation
from gdviz.training.race import Race

YEARS = Dataset(
    np.array([[1971.0], [1980.0], [1990.0], [2000.0]]),
    np.array([2.3e3, 3e4, 1.2e6, 4.2e7]),
    "regression",
    feature_names=("year",),
    target_name="transistors",
)


def choice(**facts: object) -> DataChoice:
    return DataChoice(OWN_DATA, train_share=facts.pop("train_share", 1.0), **facts)  # type: ignore[arg-type]


class TestTransforms:
    def test_years_since_and_powers_of_ten(self) -> None:
        prepared = Preparation(YEARS, choice(transform_x=Transform("minus", 1970), transform_y=Transform("log10")))
        np.testing.assert_allclose(prepared.view_X(YEARS.X)[:, 0], [1, 10, 20, 30])
        np.testing.assert_allclose(prepared.view_y(YEARS.y), [3.3617278, 4.4771213, 6.0791812, 7.6232493])
        np.testing.assert_allclose(prepared.inputs(YEARS.X), prepared.view_X(YEARS.X))

    def test_they_are_fixed_at_the_start(self) -> None:
        prepared = Preparation(
            YEARS, choice(transform_x=Transform("standardise"), transform_y=Transform("standardise"))
        )
        before = prepared.view_X(YEARS.X)
        assert before.mean() == pytest.approx(0)
        assert before.std() == pytest.approx(1)
        later = YEARS.appended([[2500.0]], [1e12])
        split = prepared.split(later, 1.0, 1)
        np.testing.assert_array_equal(split.X_train[:4], before)
        assert split.X_train[4, 0] > 10

    @given(
        st.sampled_from([Transform(), Transform("minus", 3.5), Transform("log10"), Transform("standardise")]),
        st.lists(st.floats(1e-3, 1e3), min_size=2, max_size=20),
    )
    def test_drawn_coordinates_lead_back_to_the_data(self, transform: Transform, column: list[float]) -> None:
        data = Dataset(np.array(column)[:, None], np.array(column), "regression")
        prepared = Preparation(data, choice(transform_x=transform, transform_y=transform))
        np.testing.assert_allclose(prepared.data_X(prepared.view_X(data.X)), data.X, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(prepared.data_y(prepared.view_y(data.y)), data.y, rtol=1e-9, atol=1e-9)

    def test_a_logarithm_that_is_none_names_column_and_row(self) -> None:
        bad = YEARS.with_rows(YEARS.X, [1.0, 2.0, -3.0, 4.0])
        with pytest.raises(ValueError, match="column transistors: log10 needs values > 0; got -3 in row 3"):
            Preparation(bad, choice(transform_y=Transform("log10")))
        with pytest.raises(ValueError, match="column year: log10 needs values > 0; got 0 in row 2"):
            Preparation(YEARS.with_rows([[1.0], [0.0], [1.0], [1.0]], YEARS.y), choice(transform_x=Transform("log10")))

    def test_so_does_a_point_that_is_added_later(self) -> None:
        prepared = Preparation(YEARS, choice(transform_y=Transform("log10")))
        with pytest.raises(ValueError, match=r"column transistors: .* got -1 in row 5"):
            prepared.split(YEARS.appended([[2010.0]], [-1.0]), 1.0, 1)

    def test_no_rows_are_no_trouble(self) -> None:
        empty = YEARS.take([])
        prepared = Preparation(empty, choice(transform_x=Transform("log10"), transform_y=Transform("standardise")))
        assert prepared.view_X(empty.X).shape == (0, 1)
        assert prepared.view_y(empty.y).shape == (0,)
        assert prepared.split(empty, 0.7, 1).X_train.shape == (0, 1)


class TestFeatures:
    def test_the_model_takes_features_of_points_in_the_plane(self) -> None:
        clouds = two_clouds()
        prepared = Preparation(clouds, choice(features=("x1 x2", "r")))
        x1, x2 = clouds.X.T
        np.testing.assert_allclose(prepared.inputs(clouds.X), np.column_stack([x1 * x2, np.hypot(x1, x2)]))
        np.testing.assert_array_equal(prepared.view_X(clouds.X), clouds.X)
        np.testing.assert_array_equal(prepared.data_X(clouds.X), clouds.X)
        assert prepared.feature_names == ("x₁x₂", "r")

    def test_other_inputs_are_taken_as_they_are(self) -> None:
        wide = Dataset(np.ones((4, 3)), np.array([0, 1, 0, 1]), "classification")
        prepared = Preparation(wide, choice(features=("r",)))
        np.testing.assert_array_equal(prepared.inputs(wide.X), wide.X)


def test_the_split_keeps_training_and_test_apart() -> None:
    data = noisy_line(50)
    split = Preparation(data, choice()).split(data, 0.6, 4)
    assert split.X_train.shape == (len(split.y_train), 1)
    assert split.X_test.shape == (len(split.y_test), 1)
    assert split.train_mask.shape == (50,)
    assert split.train_mask.sum() == len(split.X_train)
    assert abs(len(split.X_train) - 30) <= 2
    np.testing.assert_array_equal(split.X_train, data.X[split.train_mask])
    np.testing.assert_array_equal(split.y_test, data.y[~split.train_mask])


def test_a_blueprint_makes_models_that_share_nothing() -> None:
    prepared = Preparation(two_clouds(), choice(features=("x1", "x2", "r")))
    blueprint = Blueprint.of(ModelChoice("network", {"hidden": (4,)}), prepared)
    first = blueprint.make(np.arange(21.0))
    second = blueprint.make()
    assert first.theta.shape == (21,)  # 3 x 4 weights, 4 biases, 4 weights, 1 bias
    np.testing.assert_array_equal(first.theta, np.arange(21.0))
    second.theta[...] = -1
    assert first.theta[0] == 0


class TestPrepare:
    def test_an_experiment_becomes_a_race(self) -> None:
        methods = (MethodChoice(1), MethodChoice(2, "adam", batch_size=5), MethodChoice(3, "momentum", active=False))
        experiment = Experiment(methods=methods, start=(2.0, -1.0), l2=0.1)
        preparation, split, spec = prepare(experiment, generate(experiment.data), 9)
        assert spec.number == 9
        assert [entrant.key for entrant in spec.entrants] == [1, 2]
        assert spec.entrants[1].settings.batch_size == 5
        assert preparation.task == "regression"
        assert len(split.X_test) > 0
        race = Race(spec)
        race.advance(3)
        assert race.position == 3
        assert set(all_settings(experiment, split)) == {1, 2}

    def test_the_same_seed_generates_the_same_rows(self) -> None:
        rows = [generate(DataChoice("line", seed=seed)).X for seed in (5, 5, 6)]
        np.testing.assert_array_equal(rows[0], rows[1])
        assert not np.array_equal(rows[0], rows[2])

    def test_own_points_are_not_generated(self) -> None:
        with pytest.raises(ValueError, match="own points cannot be generated"):
            generate(DataChoice(OWN_DATA))

    def test_what_does_not_fit_is_said(self) -> None:
        experiment = Experiment(data=choice())
        with pytest.raises(ValueError, match="model line does not do classification"):
            prepare(experiment, two_clouds())
        with pytest.raises(ValueError, match="no training points yet"):
            prepare(experiment, YEARS.take([]))
        wide = Dataset(np.ones((4, 2)), np.ones(4), "regression")
        _, _, spec = prepare(experiment.replace(model=ModelChoice("polynomial")), wide)
        with pytest.raises(ValueError, match="one input column"):
            Race(spec)


@pytest.mark.parametrize(
    ("task", "n_features", "n_classes", "wanted", "unwanted"),
    [
        ("regression", 1, 0, {"slope", "line", "polynomial", "network"}, {"logistic", "softmax"}),
        ("regression", 3, 0, {"line", "network"}, {"polynomial", "logistic"}),
        ("classification", 2, 2, {"logistic", "softmax", "network"}, {"line"}),
        ("classification", 2, 4, {"softmax", "network"}, {"logistic", "line"}),
    ],
)
def test_models_that_suit(task: str, n_features: int, n_classes: int, wanted: set[str], unwanted: set[str]) -> None:
    models = set(models_for(task, n_features, n_classes))
    assert wanted <= models
    assert not unwanted & models


@pytest.mark.parametrize(
    ("model", "task", "n_classes", "first"),
    [
        ("line", "regression", 0, "mse"),
        ("logistic", "classification", 2, "binary_cross_entropy"),
        ("network", "classification", 2, "binary_cross_entropy"),
        ("network", "classification", 3, "categorical_cross_entropy"),
        ("softmax", "classification", 2, "categorical_cross_entropy"),
    ],
)
def test_every_loss_that_suits_can_be_trained(model: str, task: str, n_classes: int, first: str) -> None:
    losses = losses_for(model, task, n_classes)
    assert losses[0] == first
    data = noisy_line() if task == "regression" else two_clouds()
    if n_classes == 3:
        data = data.replace(y=np.arange(data.n) % 3, class_names=("a", "b", "c"))
    for loss in losses:
        experiment = Experiment(data=choice(), model=ModelChoice(model), loss=loss)
        race = Race(prepare(experiment, data)[2])
        race.advance(5)
        assert race.position == 5
