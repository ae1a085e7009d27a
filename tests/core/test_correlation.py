"""Correlations against SciPy, and where there are none."""

import numpy as np
import pytest
from scipy.stats import pearsonr

from gdviz.core.correlation import correlations
from gdviz.core.datasets.carried import carried_table


def test_against_scipy_on_the_houses() -> None:
    table = carried_table("boston_housing")
    columns = np.column_stack([table.column(name).numbers for name in table.numeric_names])
    found = correlations(columns)
    for i in range(columns.shape[1]):
        for j in range(i):
            assert found[i, j] == found[j, i] == pytest.approx(pearsonr(columns[:, i], columns[:, j])[0], abs=1e-12)
    place = {name: place for place, name in enumerate(table.numeric_names)}
    assert found[place["RM"], place["MEDV"]] == pytest.approx(0.695, abs=0.0005)  # as published


def test_by_hand() -> None:
    # c = (-1, 0, 1) and (-1, 1, 0): 1 / 2
    np.testing.assert_allclose(correlations([[1, 3], [2, 5], [3, 4]]), [[1, 0.5], [0.5, 1]])


def test_a_constant_column_has_none() -> None:
    found = correlations(np.array([[0.1, 1.0], [0.1, 2.0], [0.1, 4.0]]))
    assert np.isnan(found[0]).all()
    assert np.isnan(found[:, 0]).all()
    assert found[1, 1] == 1.0


def test_gaps_are_left_out_and_huge_numbers_stay_finite() -> None:
    x = np.array([[1e200, 1.0], [2e200, 2.0], [np.nan, 9.0], [3e200, 3.0]])
    np.testing.assert_allclose(correlations(x), 1.0)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (np.zeros(3), r"columns must be \(n, d\); got \(3,\)"),
        (np.zeros((1, 2)), "columns must have at least 2 rows without gaps; got 1"),
    ],
)
def test_bad_input(columns, message) -> None:
    with pytest.raises(ValueError, match=message):
        correlations(columns)
