"""What holds for every plot of the app: named axes, pan, zoom, fit, a menu, and the value under the pointer."""

from __future__ import annotations

from digits_fixtures import small_network
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from window_fixtures import settle

from gdviz.plots.base import Plot
from gdviz.plots.relief import Relief
from gdviz.ui.digits.workspace import DigitsWorkspace

SIZE = 1440, 900  # larger than the tests' screen, as windows are
LEFT, MIDDLE, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier


def plots(parent: QWidget) -> dict[str, Plot]:
    return {plot.accessibleName(): plot for plot in parent.findChildren(Plot) if plot.isVisible()}


def middle(plot: Plot) -> QPoint:
    return plot.view.geometry().center().toPoint()


def wheel(plot: Plot) -> None:
    surface, place = plot.canvas.viewport(), middle(plot)
    event = QWheelEvent(
        QPointF(place), QPointF(surface.mapToGlobal(place)), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(surface, event)


def move(surface: QWidget, place: QPoint, button: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    """Move the pointer there; QTest would set the cursor, which stays on the small screen of the tests."""
    at = QPointF(place)
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, QPointF(surface.mapToGlobal(place)), Qt.MouseButton.NoButton, button, NONE
    )
    QApplication.sendEvent(surface, event)


def near(one: QRectF, other: QRectF) -> bool:
    scale = 1e-6 * (abs(one.width()) + abs(one.height()))
    return all(abs(a - b) <= scale for a, b in zip(one.getCoords(), other.getCoords(), strict=True))


def check(qtbot, plot: Plot) -> None:
    """Use it as somebody would who has just used another one."""
    check_view(qtbot, plot)
    read(plot, plot)


def check_view(qtbot, plot: Plot) -> None:
    """Look closer, elsewhere and at all of it again."""
    name, surface = plot.accessibleName(), plot.canvas.viewport()
    assert plot.axes.horizontal.name or name == "Class curves"  # the plot below it has the same, and names it
    assert plot.axes.vertical.name or name == "Loss curve"  # its heading says which loss
    assert plot.focusPolicy() & Qt.FocusPolicy.TabFocus, name
    plot.fit_view()
    whole = plot.shown

    wheel(plot)
    assert plot.shown.width() < 0.95 * whole.width(), name
    zoomed = plot.shown
    qtbot.mousePress(surface, MIDDLE, pos=middle(plot))
    move(surface, middle(plot) + QPoint(15, 0), MIDDLE)
    move(surface, middle(plot) + QPoint(40, 20), MIDDLE)
    qtbot.mouseRelease(surface, MIDDLE, pos=middle(plot) + QPoint(40, 20))
    assert plot.shown.center() != zoomed.center(), name
    settle()
    assert not near(plot.shown, whole), f"{name}: it went back by itself"

    beside = QPoint(4, surface.height() // 2)  # on the numbers of the axis, where no tool draws
    qtbot.mouseClick(surface, LEFT, pos=beside)
    qtbot.mouseDClick(surface, LEFT, pos=beside)
    qtbot.mouseRelease(surface, LEFT, pos=beside)
    assert plot.follow, name
    assert near(plot.shown, whole), name

    entries = [action.text() for action in plot.menu.make().actions()]
    for entry in ("&Fit view", "&Copy picture", "&Save picture…"):
        assert entry in entries, name
    assert plot.pictured().width() > 0


def read(plot: Plot, told: Plot) -> None:
    """Point at places of a plot until `told`, which is itself or the one above it, says what is there."""
    surface, area = plot.canvas.viewport(), plot.view.geometry()
    for share in (0.5, 0.45, 0.55, 0.35, 0.65):
        move(surface, QPointF(area.left() + share * area.width(), area.center().y()).toPoint())
        if not told._readout.isHidden():
            break
    assert any(character.isdigit() for character in told._readout.text()), plot.accessibleName()


def test_every_plot_of_the_docks(open_window, qtbot):
    window = open_window("gd-line", SIZE)
    for kind in ("add", "move", "select", "spray", "erase"):  # a double click on an axis fits, whatever the tool
        window.session.tools.choose(kind)
        before = window.session.dataset
        check(qtbot, plots(window)["Data plot"])
        assert window.session.dataset is before
    window.session.step(30)
    qtbot.waitUntil(lambda: window.session.snapshot.step == 30)
    qtbot.waitUntil(lambda: window.session.maps.surface is not None)
    settle()
    found = plots(window)
    assert set(found) == {"Data plot", "Loss surface", "Loss curve"}
    for plot in found.values():
        check(qtbot, plot)


def test_every_plot_of_a_network_and_its_health(open_window, qtbot):
    window = open_window("network-plane-xor", SIZE)
    window.workspaces.show("network")
    window.docks["health"].show()
    window.docks["health"].raise_()
    window.session.step(50)
    qtbot.waitUntil(lambda: window.session.snapshot.step == 50)
    qtbot.waitUntil(lambda: window.session.health.checkup is not None and window.session.settled)
    settle()
    found = plots(window)
    assert set(found) >= {"Layers over the steps", "Histogram by layer", "Data plot"}
    for plot in found.values():
        check(qtbot, plot)


def test_every_plot_of_classes_told_by_one_number(open_window, qtbot):
    window = open_window("tribes", SIZE)
    window.workspaces.show("classes")
    settle()
    found = plots(window)
    assert set(found) >= {"Class curves", "Class shares"}
    for name, plot in found.items():
        check_view(qtbot, plot)
        read(plot, found["Class curves"] if name == "Class shares" else plot)


def test_every_plot_of_slopes(open_window, qtbot):
    window = open_window("gd-line", SIZE)
    window.workspaces.show("slopes")
    settle()
    (line,) = plots(window).values()
    assert line.accessibleName() == "Secant and tangent"
    check(qtbot, line)
    window.lesson_menu.open_id("gradient")
    settle()
    (plane,) = plots(window).values()
    assert plane.accessibleName() == "Function of two variables"
    check(qtbot, plane)


def test_every_plot_of_digits(open_window, qtbot):
    window = open_window("gd-line", SIZE)
    window.workspaces.show("digits")
    settle()
    page = window.findChild(DigitsWorkspace)
    window.digits.session.use_network(small_network())
    for view in ("accuracy", "loss"):
        page.learning.show_view(view)
        settle()
        (plot,) = plots(window).values()
        check_view(qtbot, plot)  # nothing has been learned yet that could be read


def test_every_plot_of_a_sweep(open_window, qtbot):
    window = open_window("gd-line", SIZE)
    window.workspaces.show("sweep")
    settle()
    for plot in plots(window).values():
        check(qtbot, plot)


def test_the_relief_turns_zooms_goes_back_has_a_menu_and_tells_the_loss(open_window, qtbot):
    window = open_window("gd-line", SIZE)
    panel = window.panels["loss_surface"]
    qtbot.waitUntil(lambda: window.session.maps.surface is not None)
    panel.set_view({"relief": True})
    settle()
    relief = window.findChild(Relief)
    assert relief.accessibleName() == "Loss surface in three dimensions"
    assert all(relief.scene.names)
    before, center = relief.camera, relief.rect().center()
    qtbot.mousePress(relief, LEFT, pos=center)
    move(relief, center + QPoint(30, 0), LEFT)
    move(relief, center + QPoint(60, 10), LEFT)
    qtbot.mouseRelease(relief, LEFT, pos=center + QPoint(60, 10))
    qtbot.keyClick(relief, Qt.Key.Key_Plus)
    assert relief.camera.turn != before.turn
    assert relief.camera.zoom > before.zoom
    qtbot.mouseDClick(relief, LEFT, pos=QPoint(4, 4))  # beside the ground, where a click means a place
    assert relief.camera == before
    assert len(relief._menu.make().actions()) >= 3
    move(relief, center + QPoint(0, 20))
    assert any(character.isdigit() for character in relief._readout.text())
