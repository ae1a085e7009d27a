"""Transforms of a column: values by hand and by scikit-learn, and back again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.preprocessing import StandardScaler

from gdviz.core.transforms import TRANSFORM_KINDS, Transform


def test_values_by_hand() -> None:
    v = [1970.0, 1971.0, 2070.0]
    assert Transform().fit(v).apply(v).tolist() == v
    assert Transform("minus", 1970).fit(v).apply(v).tolist() == [0, 1, 100]
    assert Transform("log10").fit([1.0]).apply([0.01, 1.0, 1000.0]).tolist() == pytest.approx([-2, 0, 3])


def test_standardise_agrees_with_scikit_learn() -> None:
    v = np.random.default_rng(0).normal(170, 8, 50)
    expected = StandardScaler().fit(v[:, None])
    fitted = Transform("standardise").fit(v)
    new = np.array([150.0, 170.0, 200.0])
    assert fitted.apply(new) == pytest.approx(expected.transform(new[:, None])[:, 0], rel=1e-12)
    assert fitted.is_affine
    assert not Transform("log10").fit(v).is_affine


@pytest.mark.parametrize("values", [[0.1, 0.1, 0.1], [5.0], []])
def test_equal_values_are_only_shifted(values: list[float]) -> None:
    fitted = Transform("standardise").fit(values)
    assert fitted.scale == 1
    assert fitted.apply(values) == pytest.approx(np.zeros(len(values)), abs=1e-15)


@given(
    values=arrays(np.float64, st.integers(1, 20), elements=st.floats(1e-3, 1e6)),
    kind=st.sampled_from(TRANSFORM_KINDS),
    constant=st.floats(-1e4, 1e4),
)
def test_invert_undoes_apply(values: np.ndarray, kind: str, constant: float) -> None:
    fitted = Transform(kind, constant).fit(values)  # type: ignore[arg-type]
    assert fitted.invert(fitted.apply(values)) == pytest.approx(values, rel=1e-9, abs=1e-7)


def test_invert_beyond_the_numbers_is_infinite_without_a_warning() -> None:
    assert Transform("log10").fit([1.0]).invert([400.0]).tolist() == [np.inf]


@pytest.mark.parametrize(("values", "message"), [([1.0, 2.0, 0.0], "log10 needs values > 0; got 0 in row 3"),
                                                 ([-5.0, 1.0], "got -5 in row 1"),
                                                 ([1.0, np.nan], "got nan in row 2")])  # fmt: skip
def test_log10_names_the_row(values: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Transform("log10").fit(values)
    with pytest.raises(ValueError, match=message):
        Transform("log10").fit([1.0]).apply(values)


@pytest.mark.parametrize(
    ("transform", "label"),
    [
        (Transform(), "year"),
        (Transform("minus", 1970), "year − 1970"),
        (Transform("minus", -2.5), "year + 2.5"),
        (Transform("minus", 0), "year"),
        (Transform("log10"), "log₁₀ year"),
        (Transform("standardise"), "(year − mean) / sd"),
    ],
)
def test_labels(transform: Transform, label: str) -> None:
    assert transform.label("year") == label


def test_wrong_declarations() -> None:
    with pytest.raises(ValueError, match="transform must be one of none, minus, log10, standardise; got 'square'"):
        Transform("square")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="must be finite; got inf"):
        Transform("minus", float("inf"))
