"""The bar of colours below a heatmap, and points in its colours."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from gdviz.plots.color_bar import STEPS, ColorBar, diverging_steps
from gdviz.plots.mapping import Mapping
from gdviz.plots.theme import LIGHT


def test_the_bar_goes_from_the_first_colour_to_the_last(qapp):
    bar, mapping = ColorBar(), Mapping()
    bar.mapping = mapping
    mapping.width, mapping.height, mapping.theme = 400.0, 200.0, LIGHT
    bar.set_scale(-2.0, 2.0, LIGHT.diverging, "price (dollars)")
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill("white")
    painter = QPainter(image)
    bar.draw(painter, mapping)
    painter.end()
    ends = [tuple(LIGHT.diverging[place][:3].tolist()) for place in (0, -1)]
    pixels = [[image.pixelColor(x, y).getRgb()[:3] for x in range(400)] for y in range(200)]
    rows = [row for row in pixels if all(any(np.abs(np.subtract(p, end)).max() < 16 for p in row) for end in ends)]
    assert rows  # one line of the picture has both ends
    first, last = (min(i for i, p in enumerate(rows[0]) if np.abs(np.subtract(p, end)).max() < 16) for end in ends)
    assert first < 200 < last


def test_points_have_the_colour_of_the_bar_at_their_value():
    steps, colors = diverging_steps(np.array([-1.0, 0.0, 1.0, 7.0]), LIGHT)
    assert steps.tolist() == [0, STEPS // 2, STEPS - 1, STEPS - 1]
    assert colors[0].getRgb()[:3] == pytest.approx(LIGHT.diverging[0][:3])
    assert colors[-1].getRgb()[:3] == pytest.approx(LIGHT.diverging[-1][:3])
