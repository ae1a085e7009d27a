"""Rows, identities and the split into training and test."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdviz.core.datasets import Dataset


def rows(n: int, task: str = "regression", **facts: object) -> Dataset:
    return Dataset(np.arange(2.0 * n).reshape(n, 2), np.arange(n) % 2, task, **facts)


def test_arrays_are_read_only_and_not_shared_with_the_giver() -> None:
    X = np.zeros((3, 1))
    data = Dataset(X, np.zeros(3), "regression")
    X[0] = 7
    assert data.X[0, 0] == 0
    for array in (data.X, data.y, data.ids):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_a_read_only_view_of_a_writable_array_is_copied_too() -> None:
    X = np.zeros((3, 1))
    view = X[:]
    view.setflags(write=False)
    data = Dataset(view, np.zeros(3), "regression")
    X[0] = 7
    assert data.X[0, 0] == 0


def test_defaults() -> None:
    data = rows(4, "classification")
    assert data.feature_names == ("x1", "x2")
    assert data.feature_units == ("", "")
    assert data.class_names == ("class 0", "class 1")
    assert (data.n, data.n_features, data.n_classes, data.next_id) == (4, 2, 2, 4)
    assert data.y.dtype == np.int64
    assert rows(4).y.dtype == np.float64
    assert rows(4).n_classes == 0


def test_no_rows_are_a_data_set_too() -> None:
    data = Dataset(np.empty((0, 2)), np.empty(0), "classification", class_names=("a", "b", "c"))
    assert (data.n, data.n_features, data.n_classes, data.next_id) == (0, 2, 3, 0)
    assert data.split(0.5, 0).shape == (0,)


def test_a_class_without_points_counts() -> None:
    assert rows(2, "classification", class_names=("a", "b", "c", "d")).n_classes == 4


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"X": np.zeros(3)}, r"X must have shape \(n, d\)"),
        ({"y": np.zeros(2)}, r"y must have shape \(3,\).*got \(2,\)"),
        ({"X": [[0.0], [np.nan], [1.0]]}, "X must be finite.*row 1"),
        ({"y": [0.0, 1.0, np.inf]}, "y must be finite.*row 2"),
        ({"task": "ranking"}, "task must be one of regression, classification; got 'ranking'"),
        ({"task": "classification", "y": [0, 0.5, 1]}, "whole numbers"),
        ({"task": "classification", "y": [0, 1, 2], "class_names": ("a", "b")}, r"in \[0, 1\]; got 2"),
        ({"task": "classification", "y": [0, -1, 1]}, "got -1"),
        ({"task": "classification", "y": [0, 0, 0], "class_names": ("a",)}, "at least 2 classes"),
        ({"feature_names": ("a", "b")}, "must name 1 columns"),
        ({"feature_units": ("m", "s")}, "must hold 1 units"),
        ({"ids": [0, 1]}, r"ids must have shape \(3,\)"),
        ({"ids": [0, 1, 1]}, "ids must be different"),
        ({"ids": [0, 1, -1]}, "ids must be different"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, object], message: str) -> None:
    facts: dict[str, object] = {"X": np.zeros((3, 1)), "y": np.zeros(3), "task": "regression"}
    with pytest.raises(ValueError, match=message):
        Dataset(**{**facts, **change})  # type: ignore[arg-type]


def test_edits_keep_identities() -> None:
    data = rows(5)
    assert data.take([4, 1]).ids.tolist() == [4, 1]
    assert data.take(data.y == 0).ids.tolist() == [0, 2, 4]
    grown = data.take([0, 4]).appended([[1.0, 2.0], [3.0, 4.0]], [1, 0])
    assert grown.ids.tolist() == [0, 4, 5, 6]
    assert grown.X[2:].tolist() == [[1, 2], [3, 4]]
    moved = grown.with_rows(grown.X + 1, grown.y)
    assert moved.ids.tolist() == [0, 4, 5, 6]
    assert moved.with_rows(np.zeros((2, 2)), np.zeros(2)).ids.tolist() == [0, 1]
    assert data.take([]).n == 0


def test_replace_keeps_the_rest() -> None:
    data = rows(3, title="one")
    other = data.replace(title="two")
    assert (other.title, other.n, data.title) == ("two", 3, "one")


@given(n=st.integers(1, 2000), share=st.floats(0.0, 1.0), seed=st.integers(0, 2**32 - 1))
def test_the_share_is_right_to_within_three_rows(n: int, share: float, seed: int) -> None:
    chosen = int(rows(n).split(share, seed).sum())
    assert abs(chosen - share * n) < 3
    assert chosen >= 1


@given(n=st.integers(20, 600), classes=st.integers(2, 6), seed=st.integers(0, 1000), alternating=st.booleans())
def test_each_class_gets_about_its_share(n: int, classes: int, seed: int, alternating: bool) -> None:
    y = np.arange(n) % classes
    data = Dataset(np.zeros((n, 2)), y if alternating else np.sort(y), "classification")
    mask = data.split(0.7, seed)
    for k in range(classes):
        size = int((data.y == k).sum())
        assert abs(int(mask[data.y == k].sum()) - 0.7 * size) < 5  # at most 4.9, over all seeds and sizes here


@given(n=st.integers(2, 200), gone=st.sets(st.integers(0, 199)), more=st.integers(0, 20), seed=st.integers(0, 99))
def test_adding_and_deleting_rows_flips_no_other(n: int, gone: set[int], more: int, seed: int) -> None:
    data = rows(n)
    before = dict(zip(data.ids.tolist(), data.split(0.7, seed).tolist(), strict=True))
    edited = data.take([i for i in range(n) if i not in gone]).appended(np.zeros((more, 2)), np.zeros(more))
    mask = edited.split(0.7, seed)
    after = dict(zip(edited.ids.tolist(), mask.tolist(), strict=True))
    flipped = [i for i in after if i < n and i not in gone and after[i] != before[i]]
    # the one row that trains because no other does
    assert not flipped or (mask.sum() == 1 and len(flipped) == 1)


def test_split_at_its_ends() -> None:
    data = rows(50)
    assert data.split(1.0, 3).all()
    assert data.split(0.0, 3).sum() == 1
    assert (data.split(0.5, 1) != data.split(0.5, 2)).any()
    assert (data.split(0.5, 1) == data.split(0.5, 1)).all()
    with pytest.raises(ValueError, match=r"train_share must be in \[0, 1\]; got 1.5"):
        data.split(1.5, 0)


def test_huge_identities_split_exactly() -> None:
    data = Dataset(np.zeros((100, 1)), np.zeros(100), "regression", ids=2**62 + np.arange(100))
    assert abs(int(data.split(0.7, 5).sum()) - 70) <= 2


@pytest.mark.parametrize("name", ["X", "y"])
def test_values_whose_squares_leave_the_numbers_are_refused(name):
    values = {"X": np.zeros((3, 1)), "y": np.zeros(3)}
    values[name][1] = -2e100
    with pytest.raises(ValueError, match=rf"{name} must be within ±1e\+100.*; got .*-2\.?e\+100.* in row 1"):
        Dataset(values["X"], values["y"], "regression", ("x",), "y")
    values[name][1] = 1e99
    assert Dataset(values["X"], values["y"], "regression", ("x",), "y").n == 3
