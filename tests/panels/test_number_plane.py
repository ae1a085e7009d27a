"""A number over the plane: heatmap, points and the network's last tile in the colours of one bar."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gdviz.core.datasets.hills import surface
from gdviz.panels.data_plot import DataPlot
from gdviz.panels.network import NetworkPanel
from gdviz.plots.theme import Theme
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice

HILLS = Experiment(
    data=DataChoice("hills", {"n": 80}), model=ModelChoice("network", {"hidden": (4,)}), loss="mse",
    methods=(MethodChoice(1, "adam", {"learning_rate": 0.05}),),
)  # fmt: skip


@pytest.fixture
def plot(open_session, qtbot):
    session = open_session(HILLS)
    panel = DataPlot(session)
    qtbot.addWidget(panel)
    panel.resize(420, 420)
    panel.show()
    qtbot.waitUntil(lambda: session.maps.heatmap is not None and session.settled)
    return panel


def test_the_hill_is_at_2_2_and_the_hollow_opposite():
    """e^0 - e^(-32 / 8) = 1 - e^-4 at the top."""
    X = np.array([[2.0, 2.0], [-2.0, -2.0], [0.0, 0.0], [2.0, -2.0]])
    assert surface(X) == pytest.approx([1 - np.exp(-4), np.exp(-4) - 1, 0.0, 0.0])


def test_the_plane_has_the_colours_of_the_answers_and_a_bar_that_names_the_target(plot, qtbot):
    session, lut = plot.session, Theme.current().diverging.astype(int)
    most = np.abs(session.dataset.y).max()
    assert plot.plane.bar.ends == pytest.approx((-most, most))
    assert plot.plane.bar.name == "y"
    left, right, bottom, top = session.maps.heatmap.extent
    image = plot.plane.heatmap.image
    rows, columns = image.height(), image.width()
    for x, y in ((0, 0), (columns // 2, rows // 2), (columns - 1, 3)):
        place = [left + (right - left) * x / (columns - 1), bottom + (top - bottom) * y / (rows - 1)]
        answer = session.probe.answers(session.shown.theta, np.array([place]))[0, 0]
        index = np.clip((answer + most) / (2 * most) * 255, 0, 255)
        shown = image.pixelColor(x, rows - 1 - y).getRgb()[:3]
        assert np.abs(lut[int(index)][:3] - shown).max() <= 6


def test_points_are_where_the_inputs_are_in_the_colours_of_their_targets(plot):
    session, points = plot.session, plot.points
    np.testing.assert_array_equal(np.column_stack([points._x, points._y]), session.dataset.X)
    highest = int(session.dataset.y.argmax())
    end = Theme.current().diverging[-1 if session.dataset.y[highest] >= np.abs(session.dataset.y).max() else 0]
    lowest = int(session.dataset.y.argmin())
    extreme = max((highest, lowest), key=lambda row: abs(session.dataset.y[row]))
    assert points._colors[points._classes[extreme]].getRgb()[:3] in (
        tuple(end[:3].tolist()), tuple(Theme.current().diverging[0][:3].tolist()),
    )  # fmt: skip
    assert points._classes[highest] > points._classes[lowest]


def test_the_pointer_reads_the_answer(plot, qtbot):
    at = plot.plot.to_pixels(1.0, -1.0).toPoint()
    qtbot.mouseMove(plot.plot.canvas.viewport(), at)
    x, y = plot.plot.to_data(at.toPointF())
    answer = plot.session.probe.answers(plot.session.shown.theta, np.array([[x, y]]))[0, 0]
    said = plot.plot._readout.text().splitlines()[0]
    assert said.startswith("f(")
    assert float(said.split("= ")[1].replace("\N{MINUS SIGN}", "-")) == pytest.approx(answer, rel=1e-2)


def test_the_answers_can_be_drawn_over_the_truth_instead(plot, qtbot):
    qtbot.mouseClick(plot.truth, Qt.MouseButton.LeftButton)
    np.testing.assert_array_equal(plot.points._x, plot.session.dataset.y)
    assert plot.plane.heatmap.image is None
    assert plot.plane.bar.ends is None
    qtbot.mouseClick(plot.truth, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: plot.plane.heatmap.image is not None)
    np.testing.assert_array_equal(plot.points._x, plot.session.dataset.X[:, 0])


def test_a_click_on_a_point_makes_it_the_sample(plot, qtbot):
    plot.session.inside.set_sample(0)
    X = plot.session.dataset.X
    row = int(np.linalg.norm(X[:, None] - X[None], axis=2)[np.arange(80) > 0].argmax() // 80) or 5
    at = plot.plot.to_pixels(*X[row]).toPoint()
    qtbot.mouseClick(plot.plot.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    near = plot.session.inside.sample
    assert near != 0
    assert np.linalg.norm(X[near] - X[row]) < 0.3


def test_the_last_tile_of_the_network_has_the_same_colours(open_session, qtbot):
    session = open_session(HILLS)
    panel = NetworkPanel(session)
    qtbot.addWidget(panel)
    panel.resize(800, 500)
    panel.show()
    qtbot.waitUntil(lambda: session.inside.maps is not None and panel.picture.picture(2, 0) is not None)
    tile, answers = panel.picture.picture(2, 0), session.inside.maps.outputs[2][0]
    most, lut = np.abs(session.dataset.y).max(), Theme.current().diverging.astype(int)
    for row, column in ((0, 0), (10, 30), (20, 5)):
        index = np.clip((answers[row, column] + most) / (2 * most) * 255, 0, 255)
        shown = tile.pixelColor(column, tile.height() - 1 - row).getRgb()[:3]
        assert np.abs(lut[int(index)][:3] - shown).max() <= 6
