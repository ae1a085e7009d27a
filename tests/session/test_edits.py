"""Edits of points: places as they are drawn become rows of data, and nobody else's row changes."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.datasets import Dataset
from gdviz.core.transforms import Transform
from gdviz.session import edits
from gdviz.training.experiment import OWN_DATA, DataChoice
from gdviz.training.preparation import Preparation

PLAIN = DataChoice(OWN_DATA)
YEARS = DataChoice(OWN_DATA, transform_x=Transform("minus", 1970.0), transform_y=Transform("log10"))


@pytest.fixture
def chips() -> Dataset:
    return Dataset([[1971.0], [1981.0], [1991.0]], [1000.0, 10000.0, 1e6], "regression")


@pytest.fixture
def plane() -> Dataset:
    X = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 2.0]]
    return Dataset(X, [0, 1, 2, 1, 0], "classification", class_names=("a", "b", "c"))


def test_points_are_drawn_where_their_transforms_put_them(chips):
    drawn = edits.plane_rows(chips, Preparation(chips, YEARS))
    assert drawn == pytest.approx(np.array([[1, 3], [11, 4], [21, 6]]))


def test_an_added_point_has_the_value_that_the_transformed_place_stands_for(chips):
    grown = edits.add(chips, Preparation(chips, YEARS), np.array([[31.0, 7.0]]))
    assert grown.X[-1, 0] == pytest.approx(2001.0)
    assert grown.y[-1] == pytest.approx(1e7)
    assert np.array_equal(grown.X[:3], chips.X)
    assert chips.n == 3


def test_points_are_added_with_their_class(plane):
    grown = edits.add(plane, Preparation(plane, PLAIN), np.array([[5.0, 6.0], [7.0, 8.0]]), 2)
    assert grown.X[-2:].tolist() == [[5.0, 6.0], [7.0, 8.0]]
    assert grown.y[-2:].tolist() == [2, 2]
    assert len(set(grown.ids.tolist())) == 7


def test_a_place_beyond_the_numbers_is_refused(chips):
    with pytest.raises(ValueError, match="outside the numbers"):
        edits.add(chips, Preparation(chips, YEARS), np.array([[0.0, 400.0]]))
    with pytest.raises(ValueError, match="outside the numbers"):
        edits.move(chips, Preparation(chips, YEARS), np.array([1]), np.array([[0.0, 400.0]]))


def test_more_than_a_hundred_thousand_points_are_refused():
    full = Dataset(np.arange(100_000.0)[:, None], np.zeros(100_000), "regression")
    with pytest.raises(ValueError, match="100\u202f000 points; this would be 100\u202f001"):
        edits.add(full, Preparation(full, PLAIN), np.array([[0.0, 0.0]]))


def test_moved_points_keep_identity_and_class(plane):
    moved = edits.move(plane, Preparation(plane, PLAIN), np.array([1, 3]), np.array([[9.0, 9.0], [8.0, 8.0]]))
    assert moved.X.tolist() == [[0, 0], [9, 9], [0, 1], [8, 8], [2, 2]]
    assert np.array_equal(moved.y, plane.y)
    assert np.array_equal(moved.ids, plane.ids)


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_whoever_is_in_the_test_share_stays_there_when_others_go(seed):
    rng = np.random.default_rng(seed)
    old = Dataset(rng.normal(size=(50, 1)), rng.normal(size=50), "regression")
    new = edits.delete(old, np.array([0, 7, 31]))
    before = dict(zip(old.ids.tolist(), old.split(0.7, seed).tolist(), strict=True))
    after = dict(zip(new.ids.tolist(), new.split(0.7, seed).tolist(), strict=True))
    assert len(after) == 47
    assert all(before[identity] == share for identity, share in after.items())


def test_a_selection_follows_its_points(plane):
    new = edits.delete(plane, np.array([0, 2]))
    assert edits.followed(np.array([1, 2, 4]), plane, new).tolist() == [0, 2]
    assert new.X[[0, 2]].tolist() == plane.X[[1, 4]].tolist()


def test_a_class_more_is_empty_and_a_class_less_takes_its_points_along(plane):
    more = edits.with_classes(plane, 4)
    assert more.n_classes == 4
    assert more.n == 5
    fewer = edits.with_classes(plane, 2)
    assert fewer.class_names == ("a", "b")
    assert fewer.y.tolist() == [0, 1, 1, 0]
    for count in (1, 7):
        with pytest.raises(ValueError, match=f"2 to 6 classes; got {count}"):
            edits.with_classes(plane, count)


def test_points_change_class(plane):
    assert edits.set_class(plane, np.array([0, 1]), 2).y.tolist() == [2, 2, 2, 1, 0]


def test_only_data_that_a_place_tells_all_about_can_be_drawn(plane, chips):
    assert edits.is_drawable(plane)
    assert edits.is_drawable(chips)
    assert not edits.is_drawable(Dataset(np.zeros((2, 2)), [0.0, 1.0], "regression"))
    assert not edits.is_drawable(Dataset([[0.0], [1.0]], [0, 1], "classification"))


def test_erased_points_leave_the_selection_and_the_others_stay_selected(new_session):
    session = new_session()
    session.tools.select(np.array([3, 10, 20]))
    kept = session.dataset.X[[10, 20]].copy()
    session.edit_points("erase", edits.delete(session.dataset, np.array([0, 3])))
    assert np.array_equal(session.dataset.X[session.tools.selection], kept)
    session.undo()
    assert np.array_equal(session.dataset.X[session.tools.selection], kept)
