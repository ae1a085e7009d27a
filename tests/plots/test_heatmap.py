"""Heatmaps as they are seen, and class colours mixed by certainty."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from gdviz.plots.colormaps import rgb
from gdviz.plots.heatmap import STRENGTH, Heatmap, mixture
from gdviz.plots.theme import DARK, LIGHT

ALL = QRectF(-1, -1, 2, 2)
TABLE = np.array([[level, 0, 255 - level] for level in range(256)], dtype=np.uint8)  # blue to red


@pytest.fixture
def heatmap(plot):
    return plot.add(Heatmap())


def test_row_zero_is_the_bottom_and_column_zero_the_left(heatmap, holds):
    heatmap.set_values(np.array([[0.0, 1.0], [1.0, 0.0]]), ALL, TABLE)
    assert holds("#0000ff", -0.9, -0.9)
    assert holds("#ff0000", 0.9, -0.9)
    assert holds("#ff0000", -0.9, 0.9)
    assert holds("#0000ff", 0.9, 0.9)


def test_it_lies_where_its_rectangle_is(heatmap, holds):
    heatmap.set_values(np.ones((4, 4)), QRectF(0, 0, 0.5, 0.5), TABLE, levels=(0, 1))
    assert holds("#ff0000", 0.25, 0.25)
    assert not holds("#ff0000", -0.25, 0.25)
    assert not holds("#ff0000", 0.25, -0.25)


def test_between_two_values_it_is_smooth(plot, seen, heatmap):
    heatmap.set_values(np.array([[0.0, 1.0]]), ALL, TABLE)
    row = plot.to_pixels(0, 0).toPoint().y()
    columns = [plot.to_pixels(x, 0).toPoint().x() for x in np.linspace(-0.5, 0.5, 9)]
    image = seen()
    reds = [image.pixelColor(column, row).red() for column in columns]
    assert reds == sorted(reds)
    assert len(set(reds)) >= 7


def test_levels_are_the_ends_of_the_table(heatmap):
    heatmap.set_values(np.array([[-5.0, 0.0, 0.5, 1.0, 7.0]]), ALL, TABLE, levels=(0.0, 1.0))
    image = heatmap.image
    assert [image.pixelColor(x, 0).red() for x in range(5)] == [0, 0, 127, 255, 255]


def test_what_is_no_number_is_shown_as_the_greatest(heatmap):
    heatmap.set_values(np.array([[0.0, np.nan, 1.0, np.inf, -np.inf]]), ALL, TABLE)
    assert [heatmap.image.pixelColor(x, 0).red() for x in range(5)] == [0, 255, 255, 255, 0]


@pytest.mark.parametrize("values", [np.full((3, 3), np.nan), np.zeros((2, 2)), np.array([[-1e300, 1e300]]), [[5.0]]])
def test_extremes_are_drawn(plot, seen, heatmap, values):
    heatmap.set_values(np.asarray(values), ALL, TABLE)
    seen()
    heatmap.clear()
    seen()


def test_deep_inside_a_picture_colours_stay_where_they_are(plot, heatmap, holds):
    values = np.tile(np.arange(101.0), (101, 1))
    heatmap.set_values(values, ALL, TABLE)
    plot.fit(QRectF(0.5, 0.5, 1e-6, 1e-6))
    share = (0.5 + 1) / 2 * 101 - 0.5
    level = round(share / 100 * 255)
    assert holds(f"#{level:02x}00{255 - level:02x}", 0.5 + 5e-7, 0.5 + 5e-7, slack=4)


def test_a_sure_answer_has_its_class_colour_and_an_unsure_one_none():
    shown = mixture(np.array([[[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]]), LIGHT)
    blue, neutral, vermilion = shown[0].astype(float)
    for got, color in ((blue, "#0072B2"), (vermilion, "#D55E00")):
        expected = rgb(LIGHT.neutral) + STRENGTH * (rgb(color) - rgb(LIGHT.neutral))
        assert got == pytest.approx(expected, abs=1)
    assert neutral == pytest.approx(rgb(LIGHT.neutral), abs=1)


def test_three_classes_are_mixed():
    middle, between = mixture(np.array([[[1 / 3] * 3, [0.5, 0.5, 0.0]]]), DARK)[0].astype(float)
    assert middle == pytest.approx(rgb(DARK.neutral), abs=1)
    half = (rgb(DARK.class_colors[0]) + rgb(DARK.class_colors[1])) / 2
    expected = rgb(DARK.neutral) + 0.25 * STRENGTH * (half - rgb(DARK.neutral))
    assert between == pytest.approx(expected, abs=1)


def test_unknown_probabilities_are_neutral_and_one_class_is_sure():
    assert mixture(np.array([[[np.nan, 1.0]]]), LIGHT)[0, 0] == pytest.approx(rgb(LIGHT.neutral), abs=1)
    assert mixture(np.ones((1, 1, 1)), LIGHT)[0, 0] == pytest.approx(rgb(LIGHT.class_colors[0]), abs=1)


def test_probabilities_are_not_changed():
    probabilities = np.random.default_rng(0).dirichlet(np.ones(3), (5, 5)).astype(np.float32)
    before = probabilities.copy()
    mixture(probabilities, LIGHT)
    assert np.array_equal(probabilities, before)
