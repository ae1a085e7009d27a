"""Bars and dashes: where their pixels are."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from gdviz.plots.bars import Bars
from gdviz.plots.base import Plot
from gdviz.plots.dashes import Dashes

RED = QColor("#ff0000")


@pytest.fixture
def plot(qtbot):
    made = Plot("Test")
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    made.fit(QRectF(0.0, 0.0, 4.0, 4.0))
    return made


def is_red(plot: Plot, x: float, y: float) -> bool:
    color = plot.grab().toImage().pixelColor(plot.to_pixels(x, y).toPoint())
    return color.red() > 200 and color.green() < 60


def test_bars_fill_what_they_count(plot) -> None:
    bars = plot.add(Bars())
    bars.set_bars("a", [0.0, 1.0, 2.0, 3.0], [0, 0, 1], [2, 0, 3], RED)
    assert is_red(plot, 0.5, 1.0)
    assert not is_red(plot, 0.5, 2.5)
    assert not is_red(plot, 1.5, 0.1)
    assert not is_red(plot, 2.5, 0.5)
    assert is_red(plot, 2.5, 2.0)
    np.testing.assert_array_equal(bars.heights("a"), [2, 0, 2])
    assert bars.bounds() == QRectF(0.0, 0.0, 3.0, 3.0)
    bars.clear()
    assert bars.bounds() is None
    assert not is_red(plot, 0.5, 1.0)


def test_dashes_stand_alone(plot) -> None:
    dashes = plot.add(Dashes())
    dashes.set_places([1.0, 2.0, np.nan], [1.0, 3.0, 1.0], RED, 5.0)
    assert is_red(plot, 1.0, 1.0)
    assert is_red(plot, 2.0, 3.0)
    assert not is_red(plot, 1.5, 2.0)
    assert dashes.count == 3
    dashes.clear()
    assert not is_red(plot, 1.0, 1.0)


def test_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="edges must be one more than bottoms and tops; got 2, 2 and 2"):
        Bars().set_bars("a", [0, 1], [0, 0], [1, 1], RED)
    with pytest.raises(ValueError, match="x and y must be equally long; got 1 and 2"):
        Dashes().set_places([0], [1, 2], RED)
