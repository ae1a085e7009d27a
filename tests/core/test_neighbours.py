"""The nearest points: one column, few points and a tree find the same as scikit-learn."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from gdviz.core.neighbours import FEWEST_FOR_TREE, MOST_COLUMNS_FOR_TREE, Neighbours


@pytest.mark.parametrize("k", [1, 3, 40])
@pytest.mark.parametrize(
    ("n", "d"),
    [(41, 1), (3000, 1), (41, 2), (500, 7), (FEWEST_FOR_TREE, 2), (4000, 3), (3000, MOST_COLUMNS_FOR_TREE + 1)],
)
def test_against_scikit_learn(n, d, k) -> None:
    rng = np.random.default_rng(n + d)
    points, places = rng.normal(size=(n, d)), 2 * rng.normal(size=(700, d))
    expected = NearestNeighbors(n_neighbors=k).fit(points).kneighbors(places, return_distance=False)
    found = Neighbours(points).nearest(places, k)
    assert np.array_equal(np.sort(found, axis=1), np.sort(expected, axis=1))


def test_every_point_is_its_own_nearest_in_a_tree() -> None:
    points = np.random.default_rng(3).uniform(size=(5000, 2))
    assert np.array_equal(Neighbours(points).nearest(points, 1)[:, 0], np.arange(5000))


@pytest.mark.parametrize("d", [1, 2])
def test_thousands_of_equal_points_end_in_one_leaf(d) -> None:
    points = np.ones((3000, d))
    points[17] = 2.0
    found = Neighbours(points).nearest(np.array([[5.0] * d, [-4.0] * d]), 2)
    assert 17 in found[0]
    assert 17 not in found[1]
    assert len(set(found[1])) == 2


def test_all_of_them() -> None:
    points = np.array([[0.0], [4.0], [1.0]])
    assert sorted(Neighbours(points).nearest(np.array([[9.0]]), 3)[0]) == [0, 1, 2]


def test_worked_by_hand() -> None:
    points = np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 6.0]])  # 5, 0 and sqrt(13) from (3, 4)
    assert set(Neighbours(points).nearest(np.array([[3.0, 4.0]]), 2)[0]) == {1, 2}


def test_points_of_the_caller_are_not_kept() -> None:
    points = np.array([[0.0], [10.0], [20.0]])
    neighbours = Neighbours(points)
    points[:] = 0.0
    assert neighbours.nearest(np.array([[19.0]]), 1)[0, 0] == 2


@pytest.mark.parametrize(
    ("points", "message"),
    [
        (np.zeros((0, 2)), r"points must be \(n, d\) with at least one row and column; got \(0, 2\)"),
        (np.zeros(3), r"points must be \(n, d\) with at least one row and column; got \(3,\)"),
        (np.array([[np.nan]]), "points must be finite; got NaN or infinity"),
    ],
)
def test_bad_points(points, message) -> None:
    with pytest.raises(ValueError, match=message):
        Neighbours(points)


@pytest.mark.parametrize("k", [0, 4])
def test_more_than_there_are(k) -> None:
    with pytest.raises(ValueError, match=rf"k must be in \[1, 3\], the number of points; got {k}"):
        Neighbours(np.zeros((3, 2))).nearest(np.zeros((1, 2)), k)


def test_places_of_another_shape() -> None:
    with pytest.raises(ValueError, match=r"places must be \(m, 2\); got \(1, 3\)"):
        Neighbours(np.zeros((3, 2))).nearest(np.zeros((1, 3)), 1)


@pytest.mark.parametrize("k", [1, 2, 7, 40])
@pytest.mark.parametrize(("n", "d"), [(60, 1), (3000, 1), (60, 2), (FEWEST_FOR_TREE, 2), (3000, 3)])
def test_of_equally_near_points_the_earlier_counts(n, d, k) -> None:
    rng = np.random.default_rng(n + d)
    points = rng.integers(-4, 5, (n, d)).astype(float)  # many stand in one place, and many are equally far
    places = np.vstack([points[:40], rng.integers(-12, 13, (80, d)) / 2])
    found = Neighbours(points).nearest(places, k)
    for place, rows in zip(places, found, strict=True):
        by_distance = np.argsort(((points - place) ** 2).sum(axis=1), kind="stable")
        assert sorted(rows.tolist()) == sorted(by_distance[:k].tolist())
