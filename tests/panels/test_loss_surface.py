"""The loss surface as a user has it: the pointer reads it, a click starts there, the plane can be chosen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QToolButton

from gdviz.panels.loss_surface import LossSurface
from gdviz.plots.theme import ThemeManager
from gdviz.training.experiment import DataChoice, Experiment, MethodChoice, ModelChoice

LINE = Experiment(start=(-4.0, 4.0), methods=(MethodChoice(1, options={"learning_rate": 0.03}),))
SLOPE = Experiment(
    model=ModelChoice("slope"), start=(2.0,), methods=(MethodChoice(1, options={"learning_rate": 0.01}),)
)
NETWORK = Experiment(
    data=DataChoice("xor"), model=ModelChoice("network", {"hidden": (4,)}), loss="binary_cross_entropy"
)


@pytest.fixture
def shown(open_session, qtbot):
    """Return a function from an experiment to session and panel, once its surface is drawn."""

    def show(experiment: Experiment):
        session = open_session(experiment)
        panel = LossSurface(session)
        qtbot.addWidget(panel)
        panel.resize(420, 380)
        panel.show()
        qtbot.waitUntil(lambda: session.surface is not None and session.surface.final)
        return session, panel

    return show


def button(panel: LossSurface, name: str) -> QToolButton:
    return next(b for b in panel.findChildren(QToolButton) if name in (b.text(), b.accessibleName()))


def point(panel: LossSurface, x: float, y: float) -> QPointF:
    return panel.plot.to_pixels(x, y)


def hover(panel: LossSurface, x: float, y: float) -> None:
    glass, at = panel.plot.canvas.viewport(), QPointF(point(panel, x, y))
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, at, glass.mapToGlobal(at), none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(glass, event)


def mean_square(session, w: float, b: float = 0.0) -> float:
    split = session.split
    return float(np.mean((split.X_train[:, 0] * w + b - split.y_train) ** 2))


def test_the_view_shows_start_and_minimum(shown):
    session, panel = shown(LINE)
    x, y = session.dataset.X[:, 0], session.dataset.y
    rows = session.split.train_mask
    slope, intercept = np.polyfit(x[rows], y[rows], 1)
    view = panel.plot.shown
    assert view.contains(-4.0, 4.0)
    assert view.contains(float(slope), float(intercept))


def test_a_click_starts_all_methods_there_and_undo_brings_the_old_start_back(shown, qtbot):
    session, panel = shown(LINE)
    qtbot.mouseClick(panel.plot.canvas.viewport(), Qt.MouseButton.LeftButton, pos=point(panel, 2.0, -1.0).toPoint())
    qtbot.waitUntil(lambda: session.snapshot is not None)
    np.testing.assert_allclose(session.shown.theta, [2.0, -1.0], atol=0.05)
    session.undo()
    qtbot.waitUntil(lambda: session.snapshot is not None and session.shown.theta[0] == -4.0)


def test_the_pointer_reads_the_loss_and_shows_that_model_in_the_data_plot(shown):
    session, panel = shown(LINE)
    hover(panel, 0.5, 1.0)
    w, b = session.preview
    assert (w, b) == (pytest.approx(0.5, abs=0.05), pytest.approx(1.0, abs=0.05))
    said = panel.plot._readout.text()
    assert float(said.split("loss ")[1].replace("−", "-")) == pytest.approx(mean_square(session, w, b), rel=0.01)
    panel.plot.canvas.away.emit()
    assert session.preview is None
    assert panel.plot._readout.isHidden()


def test_one_parameter_gives_the_cost_as_a_curve_with_the_step_on_it(shown, qtbot):
    session, panel = shown(SLOPE)
    session.step(3)
    qtbot.waitUntil(lambda: session.snapshot.step == 3)
    m, loss = panel._paths[1].place
    assert loss == pytest.approx(mean_square(session, m), rel=1e-9)
    ms, losses = panel._curve.values("loss")
    assert losses[100] == pytest.approx(mean_square(session, ms[100]), rel=1e-9)
    qtbot.mouseClick(panel.plot.canvas.viewport(), Qt.MouseButton.LeftButton, pos=point(panel, 1.5, loss).toPoint())
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 0)
    assert session.shown.theta[0] == pytest.approx(1.5, abs=0.05)


def test_more_parameters_offer_planes_and_two_do_not(shown, qtbot):
    session, panel = shown(LINE)
    assert not button(panel, "Plane of the loss surface").isVisible()
    session.open_experiment("network", NETWORK)
    chooser = button(panel, "Plane of the loss surface")
    qtbot.waitUntil(chooser.isVisible)
    menu = chooser.menu()
    menu.aboutToShow.emit()
    vertical = menu.actions()[1].menu()
    assert len(vertical.actions()) == session.shown.theta.size
    vertical.actions()[5].trigger()
    assert (session.plane_choice.first, session.plane_choice.second) == (0, 5)
    menu.aboutToShow.emit()
    menu.actions()[0].menu().actions()[5].trigger()
    assert (session.plane_choice.first, session.plane_choice.second) == (5, 0)  # they change places
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == "Random directions").trigger()
    assert session.plane().u_name == "direction 1"
    qtbot.waitUntil(lambda: session.surface is not None and session.surface.plane.u_name == "direction 1")


def test_while_it_plays_a_plane_through_theta_follows_coarsely_and_is_fine_again_when_paused(shown, qtbot):
    session, _ = shown(NETWORK)
    fine = session.surface.values.shape
    session.set_pace(float("inf"))
    session.play()
    qtbot.waitUntil(lambda: session.playing and session.surface.values.shape < fine)
    session.pause()
    qtbot.waitUntil(lambda: not session.playing)
    qtbot.waitUntil(lambda: session.surface.values.shape == fine)
    np.testing.assert_array_equal(session.surface.plane.at(*session.shown.theta[:2]), session.shown.theta)


def test_arrows_tell_slope_and_step(shown, qtbot):
    session, panel = shown(LINE)
    session.step(2)
    qtbot.waitUntil(lambda: session.snapshot.step == 2)
    without = panel.grab().toImage()
    qtbot.mouseClick(button(panel, "arrows"), Qt.MouseButton.LeftButton)
    assert panel.grab().toImage() != without
    qtbot.mouseClick(button(panel, "arrows"), Qt.MouseButton.LeftButton)
    panel.plot.setFocus()
    assert not panel._arrows._arrows


def test_a_hidden_surface_asks_for_nothing_and_follows_when_it_is_shown(shown, qtbot):
    session, panel = shown(LINE)
    panel.hide()
    session.step(4)
    qtbot.waitUntil(lambda: session.snapshot.step == 4)
    assert panel._paths[1].place == (-4.0, 4.0)
    panel.show()
    assert panel._paths[1].place == tuple(session.shown.theta)


def test_the_surface_follows_the_theme(shown):
    _, panel = shown(LINE)
    manager = ThemeManager.instance()
    try:
        manager.set_mode("light")
        light = panel.grab().toImage()
        manager.set_mode("dark")
        assert panel.grab().toImage() != light
    finally:
        manager.set_mode("system")


def test_a_panel_that_comes_back_still_has_its_surface(shown, qtbot):
    _, panel = shown(LINE)
    before = panel.plot.pictured(1.0)
    panel.hide()
    panel.show()
    qtbot.waitUntil(lambda: panel.plot.pictured(1.0) == before)
