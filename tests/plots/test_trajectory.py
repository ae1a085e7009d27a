"""Ways over a loss surface, arrows and marked places, as they are seen."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from gdviz.plots.theme import LIGHT
from gdviz.plots.trajectory import Arrows, Marker, Trajectory

RED, GREEN = "#ff0000", "#00ff00"


@pytest.fixture
def way(plot):
    return plot.add(Trajectory())


def test_a_way_has_colour_halo_and_a_ring_at_its_end(way, holds):
    way.set_path([-0.5, 0.5], [0.3, 0.3], RED)
    assert way.place == (0.5, 0.3)
    assert holds(RED, 0.1, 0.3)
    assert holds(LIGHT.halo, 0.1, 0.3, radius=3, slack=110)
    assert holds(RED, 0.5, 0.3, radius=0)
    assert holds("#ffffff", 0.5, 0.3, dy=6, slack=60)
    assert not holds(RED, 0.8, 0.3)


def test_steps_that_can_be_told_apart_have_dots(plot, seen, way):
    def height(x):
        """Return how many pixels in the column of x are reddish."""
        image, column = seen(), plot.to_pixels(x, 0).toPoint().x()
        return sum(
            image.pixelColor(column, row).red() > 180 and image.pixelColor(column, row).green() < 90
            for row in range(plot.height())
        )

    way.set_path([-0.5, 0.0, 0.5], [0.3, 0.3, 0.3], RED)
    assert height(0.0) > height(0.25)
    many = np.linspace(-0.5, 0.5, 300)
    way.set_path(many, np.full(300, 0.3), RED)
    assert height(0.0) == height(0.25)


@pytest.mark.parametrize("steps", [60, 120])
def test_a_figure_has_dots_where_the_window_has_them(steps, seen, way, monkeypatch):
    x = np.linspace(-0.8, 0.8, steps)
    way.set_path(x, 0.3 * (-1.0) ** np.arange(steps), RED)  # each step is far from the one before

    def reddish():
        image = seen().convertToFormat(QImage.Format.Format_RGB32)
        return sum(
            image.pixelColor(column, row).red() > 180 and image.pixelColor(column, row).green() < 90
            for row in range(0, image.height(), 2)
            for column in range(image.width())
        )

    window = reddish()
    monkeypatch.setattr("gdviz.plots.trajectory.onto_screen", lambda painter: False)  # as SVG, PDF and scaled PNG
    way.redraw()
    assert reddish() == pytest.approx(window, rel=0.01)


@pytest.mark.parametrize(
    "place", [[], [0.0], [math.nan], [0.0, math.nan, 0.5], [0.0, math.inf, -math.inf], [0.0, 1e300], [5.0, 6.0, 7.0]]
)
def test_extremes_are_drawn(way, seen, place):
    way.set_path(place, place, RED)
    seen()
    way.clear()
    assert way.place is None
    seen()


def test_a_step_to_infinity_points_there(way, holds):
    way.set_path([0.0, 0.0, 1e300], [0.0, 0.3, 0.3], RED)
    assert holds(RED, 0.5, 0.3)


def test_of_a_way_that_grows_only_the_last_steps_are_drawn_again(plot, way, monkeypatch):
    steps = np.cumsum(np.random.default_rng(0).normal(0, 0.02, (5000, 2)), axis=0)
    way.set_path(steps[:4900, 0], steps[:4900, 1], RED)
    plot.canvas.viewport().repaint()
    drawn, stroke = [], way._stroker.stroke
    monkeypatch.setattr(way._stroker, "stroke", lambda *words: (drawn.append(len(words[2])), stroke(*words)))
    for count in range(4901, 5000):
        way.set_path(steps[:count, 0], steps[:count, 1], RED)
        plot.canvas.viewport().repaint()
    assert len(drawn) >= 2 * 99  # the line and its halo
    assert max(drawn) < 100


def test_arrows_go_from_place_along_vector(plot, holds):
    arrows = plot.add(Arrows())
    arrows.add("gradient", (-0.5, 0.3), (0.8, 0.0), RED)
    assert holds(RED, 0.0, 0.3)
    assert holds(RED, 0.3, 0.3, dx=-4)
    assert not holds(RED, 0.4, 0.3)
    arrows.add("gradient", (-0.5, -0.3), (0.8, 0.0), GREEN)
    assert not holds(RED, 0.0, 0.3)
    assert holds(GREEN, 0.0, -0.3)
    arrows.clear()
    assert not holds(GREEN, 0.0, -0.3)


@pytest.mark.parametrize("vector", [(0, 0), (math.nan, 1), (1e300, 1e300), (math.inf, 0), (1e-12, 0)])
def test_extreme_arrows_are_drawn(plot, seen, vector):
    arrows = plot.add(Arrows())
    arrows.add("a", (0.0, 0.0), vector, RED)
    seen()


def test_a_marker_is_a_ring_with_a_name(plot, seen, holds):
    marker = plot.add(Marker())
    marker.set_place(0.0, 0.3, "minimum", GREEN)
    assert holds(GREEN, 0.0, 0.3, dx=7)
    assert not holds(GREEN, 0.0, 0.3)
    assert any(holds(GREEN, 0.0, 0.3, dx=dx, dy=-13, radius=2) for dx in range(16, 60, 4))
    marker.clear()
    assert not holds(GREEN, 0.0, 0.3, dx=7)


@pytest.mark.parametrize("place", [(0.98, 0.98), (-0.98, -0.98), (0.98, -0.98), (-0.98, 0.98)])
def test_its_name_stays_inside_the_view(plot, seen, place):
    marker = plot.add(Marker())
    count_before = _greens(seen(), plot)
    marker.set_place(*place, "closed-form minimum", GREEN)
    inside = _greens(seen(), plot)
    plot.remove(marker)
    middle = plot.add(Marker())
    middle.set_place(0.0, 0.0, "closed-form minimum", GREEN)
    whole = _greens(seen(), plot)
    assert count_before == 0
    # The ring, about 2 pi 7 x 2.2 pixels, is cut by the edge; the name is not.
    assert inside > whole - 97


def _greens(image, plot):
    area = plot.view.geometry().toRect()
    return sum(
        image.pixelColor(x, y).green() > 150 and image.pixelColor(x, y).red() < 90
        for x in range(area.left(), area.right())
        for y in range(area.top(), area.bottom())
    )


@pytest.mark.parametrize("place", [(math.nan, 0), (math.inf, 0), (50, 50)])
def test_a_marker_out_of_view_is_not_drawn(plot, seen, place):
    marker = plot.add(Marker())
    marker.set_place(*place, "far", GREEN)
    assert _greens(seen(), plot) == 0


def test_in_a_narrow_view_the_name_is_shortened_not_cut(plot, seen):
    plot.resize(130, 200)
    marker = plot.add(Marker())
    marker.set_place(0.0, 0.0, "closed-form minimum", GREEN)
    image, area = seen(), plot.view.geometry().toRect()
    edge = [image.pixelColor(x, y) for x in (area.left(), area.right()) for y in range(area.top(), area.bottom())]
    assert not any(color.green() > 150 and color.red() < 90 for color in edge)
    assert _greens(image, plot) > 100


def _way_to(step):
    """Return a spiral that turns back over itself, up to a step."""
    angle = np.linspace(0.0, 30.0, 600)[:step]
    return 0.8 * np.exp(-angle / 15) * np.cos(angle), 0.8 * np.exp(-angle / 15) * np.sin(angle)


def _numbers(image):
    return np.frombuffer(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint8).astype(int)


def test_a_way_that_grew_in_pieces_looks_as_if_it_was_drawn_at_once(plot, way, seen):
    for step in range(20, 600, 7):
        way.set_path(*_way_to(step), RED)
        grown = seen()
    plot.remove(way)
    plot.add(Trajectory()).set_path(*_way_to(step), RED)
    other = np.abs(_numbers(grown) - _numbers(seen())) > 60
    assert other.mean() < 0.002  # where halo meets halo the two may differ by a hair


def test_a_way_that_turns_out_otherwise_is_drawn_anew(way, seen, holds):
    x = np.linspace(-0.9, 0.9, 300)
    way.set_path(x, np.full(300, 0.5), RED)
    assert holds(RED, 0.0, 0.5)
    way.set_path(x, np.full(300, -0.5), RED)
    assert holds(RED, 0.0, -0.5)
    assert not holds(RED, 0.0, 0.5)


def test_a_long_way_in_another_colour_or_view_is_drawn_anew(plot, way, seen, holds):
    x = np.linspace(-0.9, 0.9, 300)
    way.set_path(x, np.zeros(300), RED)
    assert holds(RED, 0.3, 0.0)
    way.set_path(x, np.zeros(300), GREEN)
    assert holds(GREEN, 0.3, 0.0)
    plot.fit(QRectF(-2, -2, 4, 4))
    assert holds(GREEN, 0.3, 0.0)
    assert not holds(GREEN, 1.3, 0.0)


def test_the_name_of_a_mark_stands_beside_the_curve_and_not_on_it(plot, seen):
    """The lowest point of a curve that comes from the upper left and stays low: above right of it is room."""
    x = np.linspace(-0.9, 0.9, 200)
    rising = 0.2 * (x + 0.9) - 0.3  # through the place where the name would stand at first
    marker = plot.add(Marker())
    image = seen()
    blank = np.array([[image.pixelColor(c, r).rgb() for c in range(image.width())] for r in range(image.height())])

    def rows_of_text():
        picture = seen()
        now = np.array(
            [[picture.pixelColor(c, r).rgb() for c in range(picture.width())] for r in range(picture.height())]
        )
        changed = now != blank
        middle = plot.to_pixels(-0.5, 0).toPoint().x()
        changed[:, : middle + 12] = False
        rows, columns = np.nonzero(changed)
        return rows, columns

    marker.set_place(-0.5, -0.3, "best: epoch 12", RED)
    rows, columns = rows_of_text()
    span = plot.to_pixels(0, 0)

    def on_curve(rows, columns):
        hit = 0
        for row, column in zip(rows, columns, strict=True):
            unit = plot.to_pixels(1, 0).x() - span.x()
            at = (column - span.x()) / unit
            hit += abs(plot.to_pixels(0, 0.2 * (at + 0.9) - 0.3).y() - row) < 2
        return hit

    assert on_curve(rows, columns) > 0
    marker.set_place(-0.5, -0.3, "best: epoch 12", RED, [(x, rising)])
    rows, columns = rows_of_text()
    assert len(rows) > 50
    assert on_curve(rows, columns) == 0
