"""Thumbnails and tiles for buttons, and the band that says extrapolation."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSize

from gdviz.plots.extrapolation import Extrapolation
from gdviz.plots.theme import DARK, LIGHT
from gdviz.plots.thumbnail import heat_tile, marker_icon, thumbnail

SIZE = QSize(42, 42)


def _image(icon, size=SIZE):
    return icon.pixmap(size).toImage()


def test_a_thumbnail_shows_both_classes_where_they_are(qapp):
    image = _image(thumbnail([0, 1], [0, 1], [0, 1], LIGHT))
    colors = {}
    for x in range(42):
        for y in range(42):
            if image.pixelColor(x, y).alpha() == 255:
                colors.setdefault(image.pixelColor(x, y).name(), []).append((x, y))
    assert set(colors) == {"#0072b2", "#d55e00"}
    assert all(x < 21 < y for x, y in colors["#0072b2"])  # low left
    assert all(y < 21 < x for x, y in colors["#d55e00"])  # high right


@pytest.mark.parametrize("x", [[], [1.0], [2.0, 2.0], [math.nan, 1.0], [math.inf, 0.0], [1e300, -1e300]])
def test_extreme_thumbnails(qapp, x):
    assert not thumbnail(x, x, None, LIGHT).isNull()


def test_a_tile_is_vermilion_below_zero_and_blue_above(qapp):
    values = np.tile(np.linspace(-2, 2, 21), (21, 1))
    image = _image(heat_tile(values, LIGHT))
    assert image.pixelColor(1, 20).red() > 180
    assert image.pixelColor(1, 20).blue() < 40
    assert image.pixelColor(40, 20).blue() > 150
    assert image.pixelColor(40, 20).red() < 40
    assert image.pixelColor(21, 20).lightness() > 230
    assert _image(heat_tile(values, DARK)).pixelColor(21, 20).lightness() < 60


@pytest.mark.parametrize("values", [np.zeros((3, 3)), np.full((2, 2), np.nan), np.array([[1e300, -1e300]])])
def test_extreme_tiles(qapp, values):
    assert not heat_tile(values, LIGHT).isNull()


def test_row_zero_of_a_tile_is_the_bottom(qapp):
    image = _image(heat_tile(np.array([[1.0], [-1.0]]), LIGHT))
    assert image.pixelColor(21, 40).blue() > 150
    assert image.pixelColor(21, 2).red() > 180


def test_a_marker_icon_has_the_colour_of_its_class(qapp):
    image = _image(marker_icon(1, LIGHT), QSize(16, 16))
    assert image.pixelColor(8, 8).name() == "#d55e00"


def _inked(plot, image, low, high):
    """Return the share of pixels between two values of x that are not the card's."""
    left, right = (plot.to_pixels(x, 0).toPoint().x() for x in (low, high))
    top, bottom = (plot.to_pixels(0, y).toPoint().y() for y in (-0.1, -0.9))
    pixels = [image.pixelColor(x, y).name() != LIGHT.card for x in range(left, right) for y in range(top, bottom)]
    return sum(pixels) / len(pixels)


def test_outside_the_data_is_hatched(plot, seen):
    band = plot.add(Extrapolation())
    assert _inked(plot, seen(), -0.95, -0.6) < 0.1
    band.set_range(-0.5, 0.5)
    image = seen()
    assert _inked(plot, image, -0.95, -0.6) > 0.1
    assert _inked(plot, image, 0.6, 0.95) > 0.1
    assert _inked(plot, image, -0.4, 0.4) < 0.06
    band.clear()
    assert _inked(plot, seen(), -0.95, -0.6) < 0.1


@pytest.mark.parametrize("limits", [(-1e300, 1e300), (5.0, 6.0), (0.0, 0.0), (math.nan, 1.0), (-math.inf, 0.0)])
def test_extreme_bands(plot, seen, limits):
    plot.add(Extrapolation()).set_range(*limits)
    plot.fit(QRectF(-2, -2, 4, 4))
    seen()
