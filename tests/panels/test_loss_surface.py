"""The loss surface as a user has it: the pointer reads it, a click starts there, the plane can be chosen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QToolButton

from gdviz.lessons import find_lesson
from gdviz.panels.loss_surface import LossSurface
from gdviz.plots.number import number
from gdviz.plots.theme import ThemeManager
from gdviz.session.maps import PlaneChoice
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
        qtbot.waitUntil(lambda: session.maps.surface is not None and session.maps.surface.final)
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


def test_the_way_of_ten_parameters_stays_in_view(shown, qtbot):
    session, panel = shown(find_lesson("gd-nine").experiment)
    session.step(300)
    qtbot.waitUntil(lambda: session.snapshot.step == 300)
    way, view = session.shown.path[:, :2], panel.plot.shown
    assert np.ptp(way, axis=0).min() > 3  # it swings far out, from a start that is near the minimum in this plane
    for x, y in way:
        assert view.left() < x < view.right()
        assert view.top() < y < view.bottom()


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
    w, b = session.view.preview
    assert (w, b) == (pytest.approx(0.5, abs=0.05), pytest.approx(1.0, abs=0.05))
    said = panel.plot._readout.text()
    assert float(said.split("loss ")[1].replace("−", "-")) == pytest.approx(mean_square(session, w, b), rel=0.01)
    panel.plot.canvas.away.emit()
    assert session.view.preview is None
    assert panel.plot._readout.isHidden()


def test_one_parameter_gives_the_cost_as_a_curve_with_the_step_on_it(shown, qtbot):
    session, panel = shown(SLOPE)
    session.step(3)
    qtbot.waitUntil(lambda: session.snapshot.step == 3)
    m, loss = panel.ways.paths[1].place
    assert loss == pytest.approx(mean_square(session, m), rel=1e-9)
    ms, losses = panel.ground.curve.values("loss")
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
    assert (session.view.plane_choice.first, session.view.plane_choice.second) == (0, 5)
    menu.aboutToShow.emit()
    menu.actions()[0].menu().actions()[5].trigger()
    assert (session.view.plane_choice.first, session.view.plane_choice.second) == (5, 0)  # they change places
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == "Random directions").trigger()
    assert session.maps.plane().u_name == "direction 1"
    qtbot.waitUntil(lambda: session.maps.surface is not None and session.maps.surface.plane.u_name == "direction 1")


def test_any_parameter_of_a_large_network_is_found_by_its_name(shown, qtbot):
    session, panel = shown(replace(NETWORK, model=ModelChoice("network", {"hidden": (16, 16)})))
    chooser = button(panel, "Plane of the loss surface")
    qtbot.waitUntil(chooser.isVisible)
    menu = chooser.menu()
    menu.aboutToShow.emit()
    part = menu.actions()[1].menu()
    assert len(part.actions()) == 1 + 60
    assert part.field.placeholderText() == f"find one of {session.shown.theta.size}"
    part.popup(panel.mapToGlobal(panel.rect().center()))
    qtbot.keyClicks(part.field, "W2[3,4]")
    assert [action.text() for action in part.actions()[1:]] == ["W2[3,4]"]
    qtbot.keyClick(part.field, Qt.Key.Key_Return)
    names = session.probe.model_at(session.shown.theta).component_names
    assert names[session.view.plane_choice.second] == "W2[3,4]"
    assert chooser.text().endswith("× W2[3,4]")
    assert not part.isVisible()
    menu.aboutToShow.emit()
    part = menu.actions()[0].menu()
    qtbot.keyClicks(part.field, "3[")
    assert [action.text() for action in part.actions()[1:4]] == ["W3[0,0]", "W3[1,0]", "W3[2,0]"]
    qtbot.keyClicks(part.field, "zz")
    assert part.actions()[1:] == []
    qtbot.keyClick(part.field, Qt.Key.Key_Return)  # nothing to take
    assert names[session.view.plane_choice.second] == "W2[3,4]"


def test_while_it_plays_a_plane_through_theta_follows_coarsely_and_is_fine_again_when_paused(shown, qtbot):
    session, _ = shown(NETWORK)
    fine = session.maps.surface.values.shape
    session.set_pace(float("inf"))
    session.play()
    qtbot.waitUntil(lambda: session.playing and session.maps.surface.values.shape < fine)
    session.pause()
    qtbot.waitUntil(lambda: not session.playing)
    qtbot.waitUntil(lambda: session.maps.surface.values.shape == fine)
    np.testing.assert_array_equal(session.maps.surface.plane.at(*session.shown.theta[:2]), session.shown.theta)


def test_arrows_tell_slope_and_step(shown, qtbot):
    session, panel = shown(LINE)
    session.step(2)
    qtbot.waitUntil(lambda: session.snapshot.step == 2)
    without = panel.grab().toImage()
    qtbot.mouseClick(button(panel, "arrows"), Qt.MouseButton.LeftButton)
    assert panel.grab().toImage() != without
    qtbot.mouseClick(button(panel, "arrows"), Qt.MouseButton.LeftButton)
    panel.plot.setFocus()
    assert not panel.arrows.layer._arrows


def test_a_hidden_surface_asks_for_nothing_and_follows_when_it_is_shown(shown, qtbot):
    session, panel = shown(LINE)
    panel.hide()
    session.step(4)
    qtbot.waitUntil(lambda: session.snapshot.step == 4)
    assert panel.ways.paths[1].place == (-4.0, 4.0)
    panel.show()
    assert panel.ways.paths[1].place == tuple(session.shown.theta)


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


def choose(panel: LossSurface, text: str) -> None:
    menu = button(panel, "Plane of the loss surface").menu()
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_the_plane_of_the_way_shows_how_much_of_it_lies_in_the_plane(shown, qtbot):
    session, panel = shown(NETWORK)
    session.step(60)
    qtbot.waitUntil(lambda: session.snapshot.step == 60)
    choose(panel, "Main directions of the way")
    path = session.shown.path
    values = np.linalg.eigvalsh(np.cov(path.T))[::-1]
    shares = values[:2] / values.sum()
    assert session.maps.plane().explained == pytest.approx(shares, abs=1e-6)
    for said, share in zip((panel.plot.axes.horizontal.name, panel.plot.axes.vertical.name), shares, strict=True):
        assert f"{100 * share:.1f}" in said
    qtbot.waitUntil(lambda: session.maps.surface is not None and session.maps.surface.plane.explained is not None)
    plane = session.maps.surface.plane
    np.testing.assert_array_equal(plane.at(0.0, 0.0), session.shown.theta)
    step = session.maps.plane().project(path[30])[0]  # the way runs where its places are
    np.testing.assert_allclose((panel.ways.paths[1]._x[30], panel.ways.paths[1]._y[30]), step, rtol=1e-9)


def test_a_click_in_the_plane_of_the_way_loads_exactly_that_network_and_undo_takes_it_back(shown, qtbot):
    session, panel = shown(NETWORK)
    session.step(40)
    qtbot.waitUntil(lambda: session.snapshot.step == 40)
    choose(panel, "Main directions of the way")
    before = session.shown.theta.copy()
    qtbot.waitUntil(lambda: session.maps.surface is not None and session.maps.surface.plane.explained is not None)
    a, b = 0.8 * panel.plot.shown.left(), 0.5 * panel.plot.shown.top()
    at = panel.plot.to_pixels(a, b).toPoint()
    exact = session.maps.plane().at(*panel.plot.to_data(QPointF(at)))
    qtbot.mouseClick(panel.plot.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 0)
    np.testing.assert_array_equal(session.shown.theta, exact)
    session.undo()
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 40)
    np.testing.assert_array_equal(session.shown.theta, before)


def test_the_surface_in_three_dimensions_is_read_and_clicked_like_the_flat_one(shown, qtbot):
    session, panel = shown(LINE)
    qtbot.mouseClick(button(panel, "3-D"), Qt.MouseButton.LeftButton)
    assert panel.relief.isVisible()
    assert not panel.plot.isVisible()
    assert not button(panel, "arrows").isVisible()
    session.step(5)
    qtbot.waitUntil(lambda: session.snapshot.step == 5)
    at = panel.relief.to_pixels(-2.0, 1.0)
    w, b = panel.relief.to_data(at)
    qtbot.mouseMove(panel.relief, at.toPoint())
    qtbot.waitUntil(lambda: session.view.preview is not None)
    assert tuple(session.view.preview) == pytest.approx((w, b), abs=0.1)
    said = panel.relief._readout.text()
    assert float(said.split("loss ")[1].replace("−", "-")) == pytest.approx(
        mean_square(session, *session.view.preview), rel=0.01
    )
    qtbot.mouseClick(panel.relief, Qt.MouseButton.LeftButton, pos=at.toPoint())
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.step == 0)
    assert tuple(session.shown.theta) == pytest.approx((w, b), abs=0.1)
    qtbot.mouseClick(button(panel, "3-D"), Qt.MouseButton.LeftButton)
    assert panel.plot.isVisible()


def test_the_hills_are_as_high_as_the_loss_and_have_the_way_on_them(shown, qtbot):
    session, panel = shown(LINE)
    session.step(8)
    qtbot.waitUntil(lambda: session.snapshot.step == 8)
    qtbot.mouseClick(button(panel, "3-D"), Qt.MouseButton.LeftButton)
    heights, values = panel.relief.scene.hills.heights, session.maps.surface.values[::2, ::2]
    assert heights.shape == values.shape
    order = np.argsort(values, axis=None)
    assert (np.diff(heights.ravel()[order]) >= 0).all()  # a logarithm keeps the order
    np.testing.assert_array_equal(panel.relief.scene.ways["1"].x[[0, -1]], [-4.0, session.shown.theta[0]])


def test_one_parameter_has_no_third_dimension(shown):
    _, panel = shown(SLOPE)
    assert not button(panel, "3-D").isVisible()


def test_a_figure_takes_over_how_the_hills_are_seen(shown, qtbot):
    session, panel = shown(LINE)
    qtbot.mouseClick(button(panel, "3-D"), Qt.MouseButton.LeftButton)
    qtbot.keyClick(panel.relief, Qt.Key.Key_Right)
    other = LossSurface(session)
    qtbot.addWidget(other)
    other.resize(420, 380)
    other.set_view(panel.view())
    other.show()
    assert other.relief.isVisible()
    assert other.relief.camera == panel.relief.camera
    assert other.main_plot() is None
    assert panel.main_plot() is None


def test_what_is_said_under_the_pointer_follows_the_plane_and_the_training(shown, qtbot):
    session, panel = shown(NETWORK)
    middle = panel.plot.shown.center()
    hover(panel, middle.x(), middle.y())
    before = panel.plot._readout.text()
    session.view.set_plane(PlaneChoice(first=2, second=5))
    names = session.maps.plane()
    qtbot.waitUntil(lambda: panel.plot._readout.text().startswith(f"{names.u_name} = "))
    place, told = panel.plot._readout.text().splitlines()
    assert f"{names.v_name} = " in place
    assert panel.plot._readout.text() != before
    assert session.view.preview is not None
    session.step(20)
    qtbot.waitUntil(lambda: session.snapshot.step == 20)
    theta = session.view.preview  # the model under the pointer: all but two numbers are those of this moment
    kept = np.delete(np.arange(theta.size), [2, 5])
    np.testing.assert_array_equal(theta[kept], session.shown.theta[kept])
    loss = session.probe.loss(theta)
    assert panel.plot._readout.text().splitlines()[1] == f"loss {number(loss)}" != told
