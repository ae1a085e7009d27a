"""Lines as they are seen: colour, gaps, dashes, logarithms, and a hundred thousand points."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from gdviz.plots.curve import Curves
from gdviz.plots.theme import DARK, LIGHT

RED, BLUE = "#ff0000", "#0000ff"


@pytest.fixture
def curves(plot):
    return plot.add(Curves())


def _columns(seen, plot, y, color):
    """Return the share of the view's columns that hold `color` at height y."""
    image, area = seen(), plot.view.geometry()
    row = plot.to_pixels(0, y).toPoint().y()
    columns = range(int(area.left()) + 1, int(area.right()) - 1)
    return sum(image.pixelColor(column, row).name() == color for column in columns) / len(columns)


def test_a_line_is_drawn_and_replaced_and_removed(holds, curves):
    curves.set_curve("a", [-1, 1], [0.3, 0.3], RED, 4.0)
    assert holds(RED, 0, 0.3)
    curves.set_curve("a", [-1, 1], [-0.7, -0.7], BLUE, 4.0)
    assert not holds(RED, 0, 0.3)
    assert holds(BLUE, 0, -0.7)
    assert curves.names() == ("a",)
    curves.remove("a")
    curves.remove("never there")
    assert not holds(BLUE, 0, -0.7)


def test_later_lines_lie_over_earlier_ones(holds, curves):
    curves.set_curve("a", [-1, 1], [0, 0], RED, 4.0)
    curves.set_curve("b", [-1, 1], [0, 0], BLUE, 4.0)
    assert holds(BLUE, 0.3, 0, radius=0)
    curves.clear()
    assert curves.bounds() is None


def test_nan_is_a_gap(holds, curves):
    curves.set_curve("a", [-1, -0.5, 0, 0.5, 1], [0.3, 0.3, math.nan, 0.3, 0.3], RED, 4.0)
    assert holds(RED, -0.75, 0.3)
    assert not holds(RED, 0.0, 0.3)
    assert holds(RED, 0.75, 0.3)


def test_dashes_cover_part_of_the_line(plot, seen, curves):
    curves.set_curve("a", [-1, 1], [0.3, 0.3], RED, 4.0)
    assert _columns(seen, plot, 0.3, RED) == 1.0
    curves.set_curve("a", [-1, 1], [0.3, 0.3], RED, 4.0, dashed=True)
    assert 0.35 < _columns(seen, plot, 0.3, RED) < 0.65


def test_dashes_go_on_evenly_around_corners(plot, seen, curves):
    straight = np.linspace(-1, 1, 400)
    curves.set_curve("a", straight, np.full(400, 0.3), RED, 4.0, dashed=True)
    assert 0.3 < _columns(seen, plot, 0.3, RED) < 0.65


def test_faded_lines_are_paler_on_either_ground(plot, seen, curves, light):
    curves.set_curve("a", [-1, 1], [0.3, 0.3], RED, 4.0, faded=True)
    pale = seen().pixelColor(plot.to_pixels(0.5, 0.3).toPoint())
    assert pale.red() == 255
    assert 120 < pale.green() < 220
    light.set_mode("dark")
    dim = seen().pixelColor(plot.to_pixels(0.5, 0.3).toPoint())
    assert 80 < dim.red() < 200


def test_a_halo_is_dark(holds, curves):
    curves.set_curve("a", [-1, 1], [0.3, 0.3], RED, 4.0)
    assert not holds(LIGHT.halo, 0.1, 0.3, radius=4, slack=90)
    curves.set_curve("a", [-1, 1], [0.3, 0.3], RED, 4.0, halo=True)
    assert holds(RED, 0.1, 0.3, radius=0)
    assert holds(LIGHT.halo, 0.1, 0.3, radius=4, slack=90)


def test_a_line_through_far_points_keeps_its_place(holds, curves):
    curves.set_curve("a", [0.25, 0.25], [-1e300, 1e300], RED, 4.0)
    assert holds(RED, 0.25, 0.9)
    assert holds(RED, 0.25, -0.9)


@pytest.mark.parametrize("dashed", [False, True])
@pytest.mark.parametrize("y", [[], [1.0], [math.nan] * 3, [math.inf, 0, -math.inf], [0, 1e300, -1e300, 5e-324]])
def test_extremes_are_drawn(plot, seen, curves, y, dashed):
    curves.set_curve("a", range(len(y)), y, RED, dashed=dashed, halo=True)
    for log in (False, True):
        plot.set_log_y(log)
        plot.fit_data()
        seen()


def test_log_axis(plot, holds, curves):
    curves.set_curve("a", [0, 1, 2, 3], [0.1, 0.1, 0.0, -5.0], RED, 4.0)
    plot.set_log_y(True)
    plot.fit(QRectF(0, 0.01, 3, 0.99))
    assert holds(RED, 0.5, 0.1)
    assert not holds(RED, 2.5, 0.1, radius=6)
    assert curves.bounds() == QRectF(0, 0.1, 3, 0)


def test_unequal_lengths_are_refused(curves):
    with pytest.raises(ValueError, match="x and y must be equally long; got 2 and 1"):
        curves.set_curve("a", [0, 1], [0], RED)


def test_a_spike_among_a_hundred_thousand_points_is_seen(plot, seen, curves):
    x = np.linspace(-1, 1, 100_000)
    y = np.zeros(100_000)
    y[77_777] = 0.8
    curves.set_curve("a", x, y, RED, 2.0)
    image = seen()
    row, column = plot.to_pixels(0, 0.5).toPoint().y(), plot.to_pixels(x[77_777], 0).toPoint().x()
    assert any(image.pixelColor(column + dx, row).green() < 128 for dx in (-1, 0, 1))


def test_of_a_hundred_thousand_noisy_points_a_few_are_drawn_for_each_column(plot, curves, monkeypatch):
    drawn, stroke = [], curves._stroker.stroke
    monkeypatch.setattr(curves._stroker, "stroke", lambda *words: (drawn.append(len(words[2])), stroke(*words)))
    x = np.linspace(-1, 1, 100_000)
    curves.set_curve("a", x, np.random.default_rng(0).normal(0, 0.3, 100_000), RED, 2.0)
    plot.canvas.viewport().repaint()
    assert drawn
    assert max(drawn) < 4 * plot.width()


def test_a_zoomed_view_shows_what_lies_there(plot, holds, curves):
    x = np.linspace(-1, 1, 100_000)
    curves.set_curve("a", x, np.sign(x), RED, 4.0)
    plot.fit(QRectF(0.5, 0.5, 0.001, 1))
    assert holds(RED, 0.5005, 1.0)


def test_the_theme_changes_the_ground_only(holds, curves, light):
    curves.set_curve("a", [-1, 1], [0, 0], RED, 4.0)
    light.set_mode("dark")
    assert holds(RED, 0.3, 0)
    assert holds(DARK.card, 0.3, 0.33, slack=2)


def test_a_line_of_one_point_is_a_dot(holds, curves):
    curves.set_curve("a", [0.3], [0.3], RED, 4.0)
    assert holds(RED, 0.3, 0.3)
    assert not holds(RED, 0.3, 0.3, dx=8)


def test_a_straight_line_of_many_points_is_drawn_from_end_to_end(plot, holds):
    curves = plot.add(Curves())
    x = np.linspace(-5.0, 5.0, 301)
    curves.set_curve("straight", x, 0.5 * x, "#ff0000")
    assert all(holds("#ff0000", place, 0.5 * place) for place in (-0.9, -0.3, 0.0, 0.4, 0.9))
    curves.set_curve("bent", x, np.where(x > 0, 0.5 * x, 0.0), "#0000ff")
    assert holds("#0000ff", -0.5, 0.0)
