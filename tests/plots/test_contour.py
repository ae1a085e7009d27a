"""Contour lines where the mathematics puts them."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from gdviz.plots.contour import Contours, log_levels

ALL = QRectF(-1, -1, 2, 2)
RED = "#ff0000"


@pytest.fixture
def contours(plot):
    return plot.add(Contours())


def _bowl(count=101):
    x, y = np.meshgrid(np.linspace(-1, 1, count), np.linspace(-1, 1, count))
    return x**2 + y**2


def test_the_contour_of_a_bowl_is_a_circle(contours, holds):
    contours.set_values(_bowl(), ALL, [0.36], RED, width=3.0)
    (circle,) = contours.lines
    assert np.hypot(circle[:, 0], circle[:, 1]) == pytest.approx(np.full(len(circle), 0.6), abs=1e-3)
    for angle in np.linspace(0, 2 * np.pi, 8, endpoint=False):
        assert holds(RED, 0.6 * np.cos(angle), 0.6 * np.sin(angle))
    assert not holds(RED, 0, 0)


def test_several_lines_are_not_joined(contours, holds):
    contours.set_values(_bowl(), ALL, [0.04, 0.64], RED, width=3.0)
    assert len(contours.lines) == 2
    for x in (0.35, 0.5, 0.65):
        assert not holds(RED, x, 0.02)
        assert not holds(RED, -x, 0.02)


@pytest.mark.parametrize(("width", "opacity"), [(1.0, 1.0), (1.0, 0.4), (3.0, 0.4)])
def test_pens(contours, holds, width, opacity):
    contours.set_values(_bowl(), ALL, [0.36], RED, width=width, opacity=opacity)
    pale = f"#ff{round(255 * (1 - opacity)):02x}{round(255 * (1 - opacity)):02x}"
    assert holds(pale, 0.6 * np.cos(0.7), 0.6 * np.sin(0.7), radius=2, slack=100)


def test_rows_go_upwards(contours):
    y = np.linspace(-1, 1, 11)
    contours.set_values(np.tile(y[:, None], (1, 11)), ALL, [0.5], RED)
    assert contours.lines[0][:, 1] == pytest.approx(0.5)


def test_borders_lie_between_the_greatest_answers(contours):
    x = np.tile(np.linspace(-1, 1, 41), (41, 1))
    answers = np.stack([-x, 0 * x - 0.3, x], axis=2)  # greatest: left of -> 0, then middle, right
    contours.set_borders(answers, ALL, RED)
    places = np.concatenate(contours.lines)
    assert np.unique(np.round(places[:, 0], 6)).tolist() == [0.0]
    answers = np.stack([-x, 0 * x + 0.3, x], axis=2)
    contours.set_borders(answers, ALL, RED)
    assert np.unique(np.round(np.concatenate(contours.lines)[:, 0], 6)).tolist() == [-0.3, 0.3]


def test_levels_crowd_at_the_bottom_of_the_pit():
    levels = log_levels(_bowl(), 6)
    assert len(levels) == 6
    assert levels[0] > 0
    assert levels[-1] < 2
    assert np.diff(np.log(levels)) == pytest.approx(np.full(5, np.diff(np.log(levels))[0]))


@pytest.mark.parametrize("values", [np.zeros((3, 3)), np.full((3, 3), np.nan), np.empty((0, 0))])
def test_flat_and_unknown_surfaces_have_no_levels(values):
    assert log_levels(values, 5).size == 0


@pytest.mark.parametrize(
    "values", [np.full((5, 5), np.nan), np.zeros((1, 1)), np.zeros((5, 5)), np.full((4, 4), np.inf), _bowl(9) * 1e300]
)
def test_extremes_are_drawn(seen, contours, values):
    contours.set_values(values, ALL, [0.0, 1.0, 1e300], RED)
    seen()
    contours.clear()
    assert contours.lines == []


def test_holes_interrupt_lines(contours):
    values = _bowl()
    values[:, :50] = np.nan
    contours.set_values(values, ALL, [0.36], RED)
    assert np.concatenate(contours.lines)[:, 0].min() >= 0
