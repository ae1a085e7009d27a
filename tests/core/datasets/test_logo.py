"""The bat by hand: places whose side of the outline anybody can work out; and pictures as data."""

from __future__ import annotations

import numpy as np
import pytest

from gdviz.core.datasets import DATASETS
from gdviz.core.datasets.logo import inside, lower_edge, upper_edge
from gdviz.core.datasets.silhouette import from_picture


@pytest.mark.parametrize(
    ("x", "y", "within"),
    [
        (0.0, 0.0, True), (0.0, 1.6, False),  # above the head, between the ears
        (0.8, 3.0, True), (0.8, 3.2, False),  # the tip of an ear
        (1.8, 1.2, False),  # over the shoulder
        (3.0, 3.0, True), (3.0, 3.2, False),  # the ellipse: 3.4 sqrt(1 - 9/49) = 3.072
        (6.9, 0.0, True), (7.1, 0.0, False),  # the wing's tip
        (1.0, -1.4, True), (1.0, -1.6, False),  # the top of a scallop is at -3 + 1.5
        (2.0, -2.9, True), (2.0, -3.1, False),  # the point between two
        (4.5, -2.5, True), (4.5, -2.7, False),  # 3.4 sqrt(1 - 20.25/49) = 2.604
    ],
)  # fmt: skip
def test_places_whose_side_is_known(x, y, within):
    assert inside(np.array([[x, y], [-x, y]])).tolist() == [within, within]  # a bat is symmetric


def test_the_edges_never_cross():
    x = np.linspace(-7, 7, 2001)
    assert (upper_edge(x) >= lower_edge(x)).all()


def test_the_points_inside_lie_evenly_and_those_outside_around_them():
    """Of the area inside, by the trapezoidal rule, as many are in the wings as there is area."""
    x = np.linspace(3, 7, 100_001)
    wings = 2 * np.trapezoid(upper_edge(x) - lower_edge(x), x)
    x = np.linspace(-7, 7, 100_001)
    area = np.trapezoid(upper_edge(x) - lower_edge(x), x)
    data = DATASETS["logo"](n=10_000).generate(np.random.default_rng(5))
    bat, sky = data.X[data.y == 1], data.X[data.y == 0]
    assert len(bat) == len(sky) == 5000
    assert inside(bat).all()
    assert not inside(sky).any()
    assert (np.abs(bat[:, 0]) > 3).mean() == pytest.approx(wings / area, abs=0.03)
    assert np.abs(sky).max(axis=0) == pytest.approx([8.0, 5.0], abs=0.02)
    assert data.class_names == ("outside", "inside")


def test_a_picture_is_seen_upright_and_in_proportion():
    grey = np.ones((30, 60))
    grey[5:15, 40:55] = 0.0  # a dark box at the upper right
    data = from_picture(grey, "box", n=4000)
    dark = data.X[data.y == 1]
    assert dark.min(axis=0) == pytest.approx([2.0, 0.0], abs=0.05)  # 60 pixels are 12 wide
    assert dark.max(axis=0) == pytest.approx([5.0, 2.0], abs=0.05)
    assert data.X[:, 1].min() == pytest.approx(-3.0, abs=0.05)
    assert data.y.mean() == pytest.approx(150 / 1800, abs=0.01)


def test_what_is_light_on_a_dark_ground_is_inside():
    grey = np.zeros((20, 20))
    grey[8:12, 8:12] = 1.0
    data = from_picture(grey, "light")
    assert np.abs(data.X[data.y == 1]).max() <= 1.2 + 1e-9


@pytest.mark.parametrize(
    ("grey", "said"),
    [(np.ones((5, 5)), "only one tone"), (np.zeros((1, 9)), "at least 2 x 2 pixels; got 1 x 9"), (np.ones(7), "2 x 2")],
)
def test_what_is_no_picture(grey, said):
    with pytest.raises(ValueError, match=said):
        from_picture(grey, "nothing")
