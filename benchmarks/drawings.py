"""What one drawing may take: points, lines, ways, hills, colours, the answer to a digit, and the file of MNIST."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.case import Case, Work
from benchmarks.window import FRAME_SECONDS, against, application, live

if TYPE_CHECKING:
    from gdviz.plots.base import Plot

COLOR = "#0072b2"
ANSWER_SECONDS = 0.020
SHOWN_MILLISECONDS = 200  # a window that has not come up yet draws nothing


def _plot() -> Plot:
    """Return a shown plot of 400 x 300 pixels with both axes from -1 to 1."""
    application()
    from PySide6.QtCore import QRectF

    from gdviz.plots.base import Plot

    plot = Plot("benchmark")
    plot.resize(400, 300)
    plot.fit(QRectF(-1, -1, 2, 2))
    plot.show()
    live(SHOWN_MILLISECONDS)
    return plot


def _points() -> Work:
    from gdviz.plots.points import Points

    plot, (x, y) = _plot(), np.random.default_rng(0).normal(0, 0.3, (2, 10_000))
    points = plot.add(Points())

    def work() -> None:
        points.set_points(x, y, x > 0, wrong=y > 0)
        plot.canvas.viewport().repaint()

    return work


def _noise() -> Work:
    from gdviz.plots.curve import Curves

    plot, x = _plot(), np.linspace(-1, 1, 100_000)
    curves, noises = plot.add(Curves()), np.random.default_rng(0).normal(0, 0.3, (2, 100_000))
    turn = 0

    def work() -> None:
        nonlocal turn
        turn += 1
        curves.set_curve("a", x, noises[turn % 2], COLOR, 2.0)
        plot.canvas.viewport().repaint()

    return work


def _way() -> Work:
    from gdviz.plots.trajectory import Trajectory

    plot, (x, y) = _plot(), np.random.default_rng(0).normal(0, 0.02, (2, 6000)).cumsum(axis=1)
    way, count = plot.add(Trajectory()), 5000

    def work() -> None:
        nonlocal count
        count += 1
        way.set_path(x[:count], y[:count], COLOR)
        plot.canvas.viewport().repaint()

    return work


def _hills() -> Work:
    application()
    from PySide6.QtCore import QRectF

    from gdviz.plots.relief import Relief

    relief = Relief("benchmark")
    relief.resize(500, 420)
    grey: Any = np.tile(np.arange(256, dtype=np.uint8)[:, None], (1, 3))
    surface = np.random.default_rng(1).normal(size=(65, 65)).cumsum(0).cumsum(1)
    relief.set_values(surface, QRectF(-2.0, 10.0, 4.0, 2.0), grey)
    relief.show()
    live(SHOWN_MILLISECONDS)

    def work() -> None:
        relief.look(relief.camera.turned(0.05, 0.0))
        relief.repaint()

    return work


def _colors() -> Work:
    from gdviz.plots.heatmap import mixture
    from gdviz.plots.theme import LIGHT

    return partial(mixture, np.random.default_rng(0).dirichlet(np.ones(6), (100, 100)), LIGHT)


def _answer() -> Work:
    """Return the work of reading a digit and drawing the bars and what happens inside."""
    application()
    from gdviz.resources import resource_path
    from gdviz.session.digits import DigitsSession
    from gdviz.training.digit_reader import load_trained
    from gdviz.ui.digits.workspace import DigitsWorkspace

    session = DigitsSession()
    page = DigitsWorkspace(session)
    page.show()
    live(SHOWN_MILLISECONDS)
    session.use_network(load_trained(resource_path("networks", "digits_small_cnn.npz")))
    session.draw_digit(5)

    def work() -> None:
        session._predict()
        page.inside.rows.grab()
        page.prediction.bars.grab()

    return work


def _mnist() -> Work:
    from gdviz.core.images import mnist

    def work() -> None:
        mnist.cache_clear()
        mnist()

    return work


def _case(name: str, milliseconds: float, make: Callable[[], Work]) -> Case:
    budget = f"budget of {milliseconds:.0f} ms"
    return Case(name, budget, "ms", 1, 1.0, lambda: against(milliseconds / 1000, make()))


CASES = (
    _case("drawing 10,000 changing points", 1000 * FRAME_SECONDS, _points),
    _case("drawing noise of 100,000 points", 50, _noise),
    _case("drawing a way of 5,000 steps, one more", 50, _way),
    _case("turning hills of 65 x 65", 1000 * FRAME_SECONDS, _hills),
    _case("mixing 6 colours at 100 x 100 places", 3, _colors),
    _case("digit read, bars and inside drawn", 1000 * ANSWER_SECONDS, _answer),
    _case("MNIST read from its file", 400, _mnist),
)
