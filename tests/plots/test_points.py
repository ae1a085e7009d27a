"""Points as they are seen and picked, from none to a hundred thousand."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from gdviz.plots.markers import marker_of_class, outline
from gdviz.plots.points import MOST_DRAWN, Points
from gdviz.plots.theme import CLASS_COLORS, CLASS_MARKERS, DARK, LIGHT
from gdviz.plots.thinning import thinned_indices


@pytest.fixture
def points(plot):
    return plot.add(Points())


def _color(seen, plot, x, y, dx=0.0, dy=0.0):
    return seen().pixelColor((plot.to_pixels(x, y) + QPointF(dx, dy)).toPoint()).name()


def _near(first, second, most=40):
    return all(abs(int(first[i : i + 2], 16) - int(second[i : i + 2], 16)) <= most for i in (1, 3, 5))


def test_each_class_has_its_colour(plot, seen, points):
    x = np.linspace(-0.8, 0.8, 6)
    points.set_points(x, np.zeros(6), classes=np.arange(6))
    points.size = 16
    points.redraw()
    assert [_color(seen, plot, at, 0) for at in x] == [color.lower() for color in CLASS_COLORS]


def test_each_class_has_its_shape():
    shapes = [outline(marker_of_class(index), 10.0).toFillPolygon().toPolygon().count() for index in range(6)]
    assert len({marker_of_class(index) for index in range(6)}) == 6
    assert shapes[2] == 4  # a triangle and its closing corner
    with pytest.raises(ValueError, match="marker must be one of circle"):
        outline("blob", 5.0)


@pytest.mark.parametrize("shape", CLASS_MARKERS)
def test_shapes_look_equally_large(shape):
    path = outline(shape, 100.0)
    area = sum(path.contains(QPointF(x, y)) for x in range(-80, 80, 4) for y in range(-80, 80, 4)) * 16
    assert area == pytest.approx(math.pi * 50**2, rel=0.4)


def test_the_test_share_is_hollow(plot, seen, points):
    points.size = 16
    points.set_points([-0.5, 0.5], [0, 0], test_mask=[False, True])
    assert _color(seen, plot, -0.5, 0) == "#0072b2"
    assert _color(seen, plot, 0.5, 0) == LIGHT.ring
    assert _near(_color(seen, plot, 0.5, 0, dx=-6.5), "#0072b2", 90)


def test_points_have_a_ring_of_the_theme(plot, seen, points, light):
    points.size = 20
    points.set_points([0, 0], [0, 0.05])
    assert _near(_color(seen, plot, 0, 0.05, dy=10), LIGHT.ring)
    light.set_mode("dark")
    assert _near(_color(seen, plot, 0, 0.05, dy=10), DARK.ring)


def test_marks_are_drawn_around_points_and_keep_their_colour(plot, seen, holds, points):
    points.size = 12
    points.set_points([-0.5, 0, 0.5], [0.3] * 3, wrong=[True, False, False], selected=[1], ringed=[2])
    assert [_color(seen, plot, x, 0.3) for x in (-0.5, 0, 0.5)] == ["#0072b2"] * 3
    assert holds(LIGHT.ink, -0.5, 0.3, 8, 8, slack=90)
    assert holds(LIGHT.accent, 0, 0.3, dy=9, slack=60)
    assert holds(LIGHT.ink, 0.5, 0.3, dy=8.5, slack=90)
    assert not holds(LIGHT.ink, 0.5, 0.3, 8, 8, slack=90)
    points.set_marks(selected=[], ringed=[])
    assert not holds(LIGHT.accent, 0, 0.3, dy=9, slack=60)
    assert not holds(LIGHT.ink, 0.5, 0.3, dy=8.5, slack=90)
    assert holds(LIGHT.ink, -0.5, 0.3, 8, 8, slack=90)


def test_lengths_and_indices_are_checked(points):
    with pytest.raises(ValueError, match="x and y must have the same length; got 2 and 3"):
        points.set_points([0, 1], [0, 1, 2])
    with pytest.raises(ValueError, match="classes must have the length of x, 2; got 1"):
        points.set_points([0, 1], [0, 1], classes=[0])
    with pytest.raises(ValueError, match="wrong must have the length of x, 2; got 3"):
        points.set_points([0, 1], [0, 1], wrong=[True, False, True])
    with pytest.raises(ValueError, match=r"selected must be indices in \[0, 2\); got 0 to 2"):
        points.set_points([0, 1], [0, 1], selected=[0, 2])


def test_nearest_counts_pixels(plot, points):
    points.set_points([0.0, 0.5, math.nan], [0.0, 0.5, 0.0])
    place = plot.to_pixels(0.5, 0.5) + QPointF(5, 5)
    assert points.nearest(*plot.to_data(place)) == 1
    assert points.nearest(*plot.to_data(place), radius_px=6) is None
    assert points.nearest(-0.9, 0.9) is None
    plot.zoom(50.0, plot.to_pixels(0, 0))
    assert points.nearest(0.001, 0.001) == 0


def test_inside_and_within(plot, points):
    points.set_points([0, 0.5, 1, 2], [0, 0.5, 1, math.nan])
    assert points.inside(QRectF(0.4, 0.4, 1, 1)).tolist() == [1, 2]
    assert points.inside(QRectF(QPointF(0.6, 0.6), QPointF(-1, -1))).tolist() == [0, 1]
    assert points.within(0.5, 0.5, 5).tolist() == [1]


@pytest.mark.parametrize("x", [[], [3.0], [2.0] * 5, [math.nan], [math.inf, -math.inf], [1e300, -1e300, 0]])
def test_extremes_are_drawn(plot, seen, points, x):
    points.set_points(x, x, selected=range(len(x)))
    plot.fit_data()
    seen()
    points.nearest(0, 0)
    assert points.count == len(x)


def test_a_single_point_is_in_the_middle(plot, seen, points):
    points.set_points([7.0], [3.0])
    plot.fit(points.bounds())
    assert _color(seen, plot, 7.0, 3.0) == "#0072b2"
    assert plot.view.geometry().center().x() == pytest.approx(plot.to_pixels(7.0, 3.0).x())


def test_log_axis_leaves_out_what_it_cannot_show(plot, seen, points):
    points.size = 14
    points.set_points([0, 0.5, 0.7], [1.0, -1.0, 0.0])
    plot.set_log_y(True)
    plot.fit(QRectF(-1, 0.1, 2, 9.9))
    assert _color(seen, plot, 0, 1.0) == "#0072b2"
    assert points.bounds() == QRectF(0, 1, 0.7, 0)


def test_many_points_are_thinned_and_zooming_in_shows_all(plot, seen, points):
    generator = np.random.default_rng(0)
    places = generator.normal(0, 0.3, (100_000, 2))
    points.set_points(places[:, 0], places[:, 1])
    assert points.thinned
    assert points.count == 100_000
    assert points.drawn().size <= MOST_DRAWN
    plot.zoom(8.0)
    seen()
    within = plot.shown
    inside = points.inside(within)
    assert 0 < inside.size < MOST_DRAWN
    assert np.isin(inside, points.drawn()).all()
    points.set_points(places[:100, 0], places[:100, 1])
    assert not points.thinned


def test_thinning_keeps_outliers_and_evens_out_crowds():
    generator = np.random.default_rng(1)
    crowd, outliers = generator.normal(0, 0.05, (90_000, 2)), generator.uniform(-5, 5, (50, 2))
    places = np.vstack([crowd, outliers])
    kept = thinned_indices(places[:, 0], places[:, 1], MOST_DRAWN)
    assert len(kept) <= MOST_DRAWN
    assert np.isin(np.arange(90_000, 90_050), kept).sum() >= 45
    assert np.array_equal(kept, thinned_indices(places[:, 0], places[:, 1], MOST_DRAWN))


def test_thinning_takes_from_every_class_alike():
    generator = np.random.default_rng(2)
    places = generator.uniform(-1, 1, (60_000, 2))
    kept = thinned_indices(places[:, 0], places[:, 1], MOST_DRAWN)
    assert len(kept) > 0.8 * MOST_DRAWN
    assert (kept < 30_000).mean() == pytest.approx(0.5, abs=0.03)


def test_thinning_leaves_few_points_alone_and_drops_what_is_nowhere():
    assert thinned_indices(np.array([1.0, math.nan, 2.0]), np.zeros(3), 10).tolist() == [0, 2]
    same = np.zeros(50_000)
    assert len(thinned_indices(same, same, 1000)) == 1000


def test_pictures_at_other_scales_have_sharp_points(plot, points):
    points.size = 12
    points.set_points([0.0], [0.0])
    image = plot.pictured(3.0)
    center = plot.to_pixels(0, 0) * 3
    blue = sum(image.pixelColor(round(center.x()) + dx, round(center.y())).name() == "#0072b2" for dx in range(-20, 21))
    assert blue == pytest.approx(0.9 * 3 * 12, abs=5)


def test_in_a_crowd_wrong_points_are_crossed_inside(plot, seen, holds, points):
    generator = np.random.default_rng(3)
    x, y = generator.uniform(-0.9, -0.5, (2, 300))
    points.size = 16
    points.set_points([*x, 0.3], [*y, 0.3], wrong=[300])
    assert _color(seen, plot, 0.3, 0.3) == LIGHT.ring
    assert holds("#0072b2", 0.3, 0.3, dx=6)
    assert not holds(LIGHT.ink, 0.3, 0.3, 10, 10, radius=3, slack=90)
