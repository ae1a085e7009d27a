"""Features against values worked by hand."""

import math

import numpy as np
import pytest

from gdviz.core.features import FEATURES, feature_matrix

POINT = [[3.0, -4.0]]
BY_HAND = {
    "x1": 3.0,
    "x2": -4.0,
    "x1^2": 9.0,
    "x2^2": 16.0,
    "x1 x2": -12.0,
    "r": 5.0,
    "sin x1": math.sin(3.0),
    "sin x2": -math.sin(4.0),
}


def test_all_features_of_one_point() -> None:
    assert list(FEATURES) == list(BY_HAND)
    assert feature_matrix(POINT, list(BY_HAND))[0].tolist() == pytest.approx(list(BY_HAND.values()), rel=1e-15)


def test_the_users_order_is_kept() -> None:
    assert feature_matrix(POINT, ["r", "x1", "x1 x2", "x1"]).tolist() == [[5.0, 3.0, -12.0, 3.0]]


def test_shapes_and_labels() -> None:
    assert feature_matrix(np.zeros((7, 2)), ["x1", "r"]).shape == (7, 2)
    assert feature_matrix(np.zeros((0, 2)), ["x1", "r"]).shape == (0, 2)
    assert [FEATURES[name].label for name in ("x1^2", "x1 x2", "sin x2")] == ["x₁²", "x₁x₂", "sin x₂"]
    assert all(feature.name == name for name, feature in FEATURES.items())


@pytest.mark.parametrize(
    ("X", "names", "message"),
    [
        (POINT, ["x1", "x1^3"], r"unknown feature 'x1\^3'; did you mean 'x1\^2'"),
        (POINT, [], "at least one feature"),
        ([[1.0]], ["x1"], r"shape \(n, 2\); got \(1, 1\)"),
        ([1.0, 2.0], ["x1"], r"shape \(n, 2\); got \(2,\)"),
    ],
)
def test_what_cannot_be_is_refused(X: list[object], names: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        feature_matrix(X, names)
