"""The bar of colours above a heatmap, and points in its colours."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QImage

from gdviz.plots.base import Plot
from gdviz.plots.color_bar import STEPS, diverging_steps
from gdviz.plots.theme import LIGHT, Theme


def painted(plot: Plot) -> np.ndarray:
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)


@pytest.fixture
def plot(qtbot):
    plot = Plot("heatmap")
    qtbot.addWidget(plot)
    plot.resize(300, 200)
    plot.set_axes("x", "the second of two columns")
    plot.fit(QRectF(-1.0, -1.0, 2.0, 2.0))
    plot.show()
    return plot


@pytest.mark.parametrize("width", [300, 200])
def test_the_bar_goes_from_the_first_colour_to_the_last_and_covers_nothing_of_the_view(plot, width):
    plot.resize(width, 200)
    view = plot.view.geometry()
    plain = painted(plot)
    plot.axes.bar.set_scale(-2.0, 2.0, LIGHT.diverging, "price (dollars)")
    rows = painted(plot)
    assert plot.view.geometry() == view  # the view does not jump when a bar comes and goes
    inside = np.s_[int(view.top()) + 1 : int(view.bottom()) - 1, int(view.left()) + 1 : int(view.right()) - 1]
    np.testing.assert_array_equal(rows[inside], plain[inside])
    above = rows[: int(view.top())]
    ends = [LIGHT.diverging[place][:3].astype(int) for place in (0, -1)]
    first, last = (np.flatnonzero((np.abs(above - end).max(axis=2) < 60).any(axis=0)) for end in ends)
    assert 0 < first.min() < last.max() < plot.width()
    assert last.min() > first.max()


def test_beside_a_long_name_of_the_axis_the_values_stay_whole(plot):
    bar, theme = plot.axes.bar, Theme.current()
    assert bar.least_width(theme) == 0.0
    bar.set_scale(-0.0123, 1234.0, LIGHT.diverging, "price (dollars)")
    metrics = QFontMetricsF(theme.font(theme.axis_size, tabular=True))
    assert bar.least_width(theme) > metrics.horizontalAdvance("\N{MINUS SIGN}0.01231230") + 40


def test_points_have_the_colour_of_the_bar_at_their_value():
    steps, colors = diverging_steps(np.array([-1.0, 0.0, 1.0, 7.0]), LIGHT)
    assert steps.tolist() == [0, STEPS // 2, STEPS - 1, STEPS - 1]
    assert colors[0].getRgb()[:3] == pytest.approx(LIGHT.diverging[0][:3])
    assert colors[-1].getRgb()[:3] == pytest.approx(LIGHT.diverging[-1][:3])
