"""A plot in a window, and what is seen in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QColor, QImage

from gdviz.plots.base import Plot
from gdviz.plots.theme import ThemeManager


@pytest.fixture(autouse=True)
def light(qapp):
    """Every test begins with the light theme at 100 %."""
    manager = ThemeManager.instance()
    mode, scale = manager.mode, manager.text_scale
    manager.set_mode("light")
    manager.set_text_scale(1.0)
    yield manager
    manager.set_mode(mode)
    manager.set_text_scale(scale)


@pytest.fixture
def plot(qtbot) -> Plot:
    """A shown plot of 400 x 300 pixels with both axes from -1 to 1."""
    plot = Plot("Test")
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.set_axes("x", "y")
    plot.fit(QRectF(-1, -1, 2, 2))
    plot.show()
    qtbot.waitExposed(plot)
    return plot


@pytest.fixture
def seen(plot) -> Callable[[], QImage]:
    """Return a function that gives the plot as it is on the screen."""
    return lambda: plot.grab().toImage()


@pytest.fixture
def holds(plot, seen) -> Callable[..., bool]:
    """Return a function: is a colour seen within a few pixels of a data value, moved by (dx, dy) pixels?"""

    def look(
        color: str, x: float, y: float, dx: float = 0.0, dy: float = 0.0, radius: int = 1, slack: int = 40
    ) -> bool:
        image, wanted = seen(), QColor(color)
        center = (plot.to_pixels(x, y) + QPointF(dx, dy)).toPoint()
        return any(
            _alike(image.pixelColor(center + QPoint(right, down)), wanted, slack)
            for right in range(-radius, radius + 1)
            for down in range(-radius, radius + 1)
        )

    return look


def _alike(first: QColor, second: QColor, slack: int) -> bool:
    pairs = zip(first.getRgb()[:3], second.getRgb()[:3], strict=True)
    return all(abs(one - other) <= slack for one, other in pairs)
