"""A plot under the hands of a user: mouse, wheel, keys, menu, clipboard, theme."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from gdviz.plots.base import Plot
from gdviz.plots.curve import Curves
from gdviz.plots.layer import Layer
from gdviz.plots.theme import DARK, LIGHT

LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton


class Keeper(QWidget):
    """Stands around a plot, with something between them, and notes what it shall save."""

    def __init__(self, plot: Plot) -> None:
        super().__init__()
        self.saved: list[Plot] = []
        between = QWidget(self)
        plot.setParent(between)

    def save_plot(self, plot: Plot) -> None:
        self.saved.append(plot)


def _middle(plot: Plot) -> QPoint:
    return plot.view.geometry().center().toPoint()


def _wheel(plot: Plot, place: QPoint, turned: int, keys=Qt.KeyboardModifier.NoModifier) -> None:
    surface = plot.canvas.viewport()
    event = QWheelEvent(
        QPointF(place), QPointF(surface.mapToGlobal(place)), QPoint(), QPoint(0, turned),
        Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(surface, event)


def _drag(qtbot, plot: Plot, start: QPoint, end: QPoint, button) -> None:
    surface = plot.canvas.viewport()
    qtbot.mousePress(surface, button, pos=start)
    qtbot.mouseMove(surface, (start + end) / 2)
    qtbot.mouseMove(surface, end)
    qtbot.mouseRelease(surface, button, pos=end)


def _text_pixels(image: QImage, area: QRectF) -> int:
    ground = QColor(LIGHT.card)
    return sum(
        image.pixelColor(x, y) != ground
        for x in range(int(area.left()), int(area.right()))
        for y in range(int(area.top()), int(area.bottom()))
    )


def test_it_shows_what_was_fitted(plot):
    assert plot.shown == QRectF(-1, -1, 2, 2)
    assert plot.follow
    plot.fit(QRectF(0, 0, 10, 20))
    assert plot.shown == QRectF(0, 0, 10, 20)


def test_data_and_pixels_agree(plot):
    place = plot.to_pixels(0.25, -0.5)
    assert plot.to_data(place) == pytest.approx((0.25, -0.5))
    assert plot.to_data(QPointF(plot.view.geometry().center())) == pytest.approx((0, 0))


def test_wheel_zooms_around_the_pointer(qtbot, plot):
    place = plot.to_pixels(0.5, 0.5).toPoint()
    before = plot.to_data(QPointF(place))
    _wheel(plot, place, 120)
    assert plot.to_data(QPointF(place)) == pytest.approx(before)
    assert plot.shown.width() == pytest.approx(2 / 1.2)
    assert plot.shown.height() == pytest.approx(2 / 1.2)
    assert not plot.follow


def test_wheel_with_shift_or_control_zooms_one_axis(plot):
    _wheel(plot, _middle(plot), 120, Qt.KeyboardModifier.ShiftModifier)
    assert (plot.shown.width(), plot.shown.height()) == pytest.approx((2 / 1.2, 2))
    plot.fit_view()
    _wheel(plot, _middle(plot), -120, Qt.KeyboardModifier.ControlModifier)
    assert (plot.shown.width(), plot.shown.height()) == pytest.approx((2, 2.4))


@pytest.mark.parametrize("button", [LEFT, MIDDLE])
def test_a_drag_pans(qtbot, plot, button):
    start = plot.to_pixels(0, 0).toPoint()
    _drag(qtbot, plot, start, start + QPoint(60, 40), button)
    assert plot.to_pixels(0, 0).toPoint() == start + QPoint(60, 40)
    assert not plot.follow


def test_a_zoomed_view_stays_while_new_rectangles_come_and_a_double_click_follows_again(qtbot, plot):
    _wheel(plot, _middle(plot), 240)
    zoomed = plot.shown
    plot.fit(QRectF(-7, -7, 14, 14))
    assert plot.shown == zoomed
    with qtbot.waitSignal(plot.follow_changed) as caught:
        qtbot.mouseDClick(plot.canvas.viewport(), LEFT, pos=_middle(plot))
    assert caught.args == [True]
    assert plot.shown == QRectF(-7, -7, 14, 14)


def test_a_click_says_where(qtbot, plot):
    place = plot.to_pixels(0.5, -0.25).toPoint()
    with qtbot.waitSignal(plot.clicked) as caught:
        qtbot.mouseClick(plot.canvas.viewport(), LEFT, pos=place)
    pointer = caught.args[0]
    assert (pointer.x, pointer.y) == pytest.approx((0.5, -0.25), abs=0.01)
    assert pointer.inside
    assert pointer.button == LEFT


def test_a_drag_is_no_click_and_numbers_are_not_the_view(qtbot, plot):
    with qtbot.assertNotEmitted(plot.clicked):
        _drag(qtbot, plot, _middle(plot), _middle(plot) + QPoint(40, 0), LEFT)
        qtbot.mouseClick(plot.canvas.viewport(), LEFT, pos=QPoint(3, 150))


def test_a_captured_drag_is_told_and_does_not_pan(qtbot, plot):
    plot.capture = True
    told = []
    plot.pressed.connect(lambda pointer: told.append(("press", pointer.position.toPoint())))
    plot.dragged.connect(lambda pointer: told.append(("drag", pointer.position.toPoint())))
    plot.released.connect(lambda pointer: told.append(("release", pointer.position.toPoint())))
    start, end = _middle(plot), _middle(plot) + QPoint(50, 30)
    _drag(qtbot, plot, start, end, LEFT)
    assert told[0] == ("press", start)
    assert told[-1] == ("release", end)
    assert ("drag", end) in told
    assert plot.shown == QRectF(-1, -1, 2, 2)
    _drag(qtbot, plot, start, end, MIDDLE)
    assert plot.shown != QRectF(-1, -1, 2, 2)


def test_quick_captured_clicks_are_all_presses(qtbot, plot):
    plot.capture = True
    pressed = []
    plot.pressed.connect(pressed.append)
    surface = plot.canvas.viewport()
    qtbot.mouseClick(surface, LEFT, pos=_middle(plot))
    qtbot.mouseDClick(surface, LEFT, pos=_middle(plot))
    assert len(pressed) >= 2
    assert plot.shown == QRectF(-1, -1, 2, 2)


def _open_menu(qtbot, plot: Plot) -> QMenu:
    qtbot.mouseClick(plot.canvas.viewport(), RIGHT, pos=_middle(plot))
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_right_click_opens_our_menu(qtbot, plot):
    extra = QAction("Residuals", plot)
    plot.menu.add(extra)
    menu = _open_menu(qtbot, plot)
    texts = [action.text().replace("&", "") for action in menu.actions() if not action.isSeparator()]
    assert texts == ["Residuals", "Fit view", "Copy picture", "Save picture…"]
    menu.close()


def test_the_menu_fits_copies_and_saves(qtbot, plot):
    plot.zoom(3.0)
    actions = {action.text().replace("&", ""): action for action in plot.menu.make().actions()}
    actions["Fit view"].trigger()
    assert plot.shown == QRectF(-1, -1, 2, 2)
    actions["Save picture…"].trigger()  # alone it has nobody to save it, and does nothing
    keeper = Keeper(plot)
    qtbot.addWidget(keeper)
    actions["Save picture…"].trigger()
    assert keeper.saved == [plot]
    plot.setParent(None)
    actions["Copy picture"].trigger()
    assert QGuiApplication.clipboard().image().size() == plot.size() * 2


def test_a_captured_right_button_opens_no_menu(qtbot, plot):
    plot.capture_right = True
    with qtbot.waitSignal(plot.pressed) as caught:
        qtbot.mouseClick(plot.canvas.viewport(), RIGHT, pos=_middle(plot))
    assert caught.args[0].button == RIGHT
    assert QApplication.activePopupWidget() is None


def test_keys_zoom_pan_and_fit(qtbot, plot):
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    assert plot.shown.width() == pytest.approx(2 / 1.25)
    qtbot.keyClick(plot, Qt.Key.Key_Minus)
    assert plot.shown.width() == pytest.approx(2)
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.shown.left() == pytest.approx(-0.8)
    qtbot.keyClick(plot, Qt.Key.Key_Up)
    assert plot.shown.top() == pytest.approx(-0.8)
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert plot.shown == QRectF(-1, -1, 2, 2)
    plot.arrows_pan = False
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.shown == QRectF(-1, -1, 2, 2)


def test_hovering_tells_the_place_and_leaving_too(qtbot, plot):
    with qtbot.waitSignal(plot.hovered) as caught:
        qtbot.mouseMove(plot.canvas.viewport(), plot.to_pixels(0.5, 0.5).toPoint())
    assert caught.args == pytest.approx([0.5, 0.5], abs=0.01)
    with qtbot.waitSignal(plot.left):
        QApplication.sendEvent(plot.canvas, QEvent(QEvent.Type.Leave))


def test_the_readout_stands_in_the_corner(plot, seen):
    area = QRectF(plot.width() - 90, plot.view.geometry().top() + 6, 70, 14)
    before = _text_pixels(seen(), area)
    plot.set_readout("x 1.20, y 3.40")
    assert _text_pixels(seen(), area) > before + 50
    plot.set_readout("")
    assert _text_pixels(seen(), area) == before


def test_names_and_units_are_drawn(plot, seen):
    plot.set_axes()
    bare = _text_pixels(seen(), QRectF(0, 0, 100, 12))
    plot.set_axes("year", "price", y_unit="k$")
    assert _text_pixels(seen(), QRectF(0, 0, 100, 16)) > bare + 100
    assert plot.axes.vertical.title() == "price (k$)"


def test_numbers_that_would_touch_are_left_out(plot):
    plot.fit(QRectF(0, 0, 1e5, 1))
    texts = plot.axes.ticks()[0].texts
    assert 2 <= len(texts) <= 6
    plot.resize(150, 120)
    assert len(plot.axes.ticks()[0].texts) < len(texts) or len(texts) == 2


def test_a_theme_repaints(plot, seen, light):
    assert seen().pixelColor(2, 2).name() == LIGHT.card
    light.set_mode("dark")
    assert seen().pixelColor(2, 2).name() == DARK.card


def test_large_text_gets_its_room(plot, light):
    before, digits = plot.view.geometry(), len(max(plot.axes.ticks()[1].texts, key=len))
    light.set_text_scale(2.0)
    after, large_digits = plot.view.geometry(), len(max(plot.axes.ticks()[1].texts, key=len))
    assert after.left() / large_digits > 1.4 * before.left() / digits  # there may be fewer and shorter numbers
    assert after.left() == plot.axes.room_for_numbers()
    assert after.top() > before.top()
    assert after.bottom() < before.bottom()


def test_pictured_draws_lines_and_letters_larger(plot):
    small, large = plot.pictured(1.0), plot.pictured(3.0)
    assert large.size() == 3 * small.size() == 3 * plot.size()
    # The name of y, about 3 x 3 times as many pixels.
    share = _text_pixels(large, QRectF(0, 0, 90, 60)) / _text_pixels(small, QRectF(0, 0, 30, 20))
    assert 5 < share < 13


def test_a_plot_can_be_painted_on_anything(plot, tmp_path):
    from PySide6.QtSvg import QSvgGenerator, QSvgRenderer

    curves = plot.add(Curves())
    curves.set_curve("line", [-1, 1], [0, 0], "#ff0000", 4.0)
    generator = QSvgGenerator()
    generator.setFileName(str(tmp_path / "plot.svg"))
    generator.setSize(plot.size())
    generator.setViewBox(plot.rect())
    painter = QPainter(generator)
    plot.paint_on(painter, QRectF(plot.rect()))
    painter.end()
    image = QImage(plot.size(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    QSvgRenderer(str(tmp_path / "plot.svg")).render(painter)
    painter.end()
    assert image.pixelColor(plot.to_pixels(0.5, 0).toPoint()).name() == "#ff0000"


def test_log_axis_shows_decades(plot):
    plot.set_log_y(True)
    plot.fit(QRectF(0, 0.01, 10, 99.99))
    assert plot.axes.ticks()[1].texts == ("0.01", "0.1", "1", "10", "100")
    assert plot.to_data(plot.to_pixels(5, 0.1)) == pytest.approx((5, 0.1))


NASTY = [
    (0, 0, 0, 0),
    (1, 1, 0, 5),
    (-math.inf, math.inf, 0, 1),
    (math.nan, 1, 0, 1),
    (-1e300, 1e300, -1e300, 1e300),
    (1e308, 1.7e308, 5e-324, 1e-300),
    (1, 1 + 1e-16, 3, 3),
]


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("corners", NASTY)
def test_no_rectangle_and_no_zoom_upsets_it(plot, corners, log):
    left, right, low, high = corners
    plot.set_log_y(log)
    curves = plot.add(Curves())
    curves.set_curve("a", [left, right, 0.0], [low, high, math.nan], "#ff0000")
    plot.fit(QRectF(QPointF(left, low), QPointF(right, high)))
    for factor in (1e9, 1e9, 1e-30, 1e-300, 1e300):
        plot.zoom(factor)
        plot.pan(1e6, -1e6)
        plot.grab()
    plot.fit_view()
    plot.grab()
    shown = plot.shown
    assert np.isfinite([shown.left(), shown.right(), shown.top(), shown.bottom()]).all()
    assert shown.width() > 0


def test_fit_data_holds_all_layers(plot):
    one, two, hidden = plot.add(Curves()), plot.add(Curves()), plot.add(Curves())
    one.set_curve("a", [0, 1], [0, 1], "#000000")
    two.set_curve("a", [5, 6], [-4, math.inf], "#000000")
    hidden.set_curve("a", [1000, 2000], [0, 1], "#000000")
    hidden.setVisible(False)
    plot.fit_data(margin=0.0)
    assert plot.shown == QRectF(0, -4, 6, 5)
    plot.remove(two)
    plot.fit_data(margin=0.0)
    assert plot.shown == QRectF(0, 0, 1, 1)


def test_tab_shows_where_the_keyboard_is(qtbot, plot, seen):
    assert seen().pixelColor(1, 150).name() == LIGHT.card
    plot.activateWindow()
    plot.clearFocus()
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(plot.hasFocus)
    assert seen().pixelColor(1, 150).name() == LIGHT.accent


def test_it_has_a_name_for_screen_readers(plot):
    assert plot.accessibleName() == "Test"
    assert "Home" in plot.accessibleDescription()


def test_equal_units_are_equally_long(plot):
    plot.set_equal(True)
    plot.fit_view()
    assert plot.mapping.x_scale == pytest.approx(plot.mapping.y_scale, rel=0.02)
    assert plot.shown.contains(QRectF(-0.99, -0.99, 1.98, 1.98))


def test_plots_are_freed(qtbot, qapp):
    import gc
    import weakref

    import pyqtgraph as pg

    gc.collect()
    before = len(pg.ViewBox.AllViews)
    plot = Plot()
    plot.add(Curves()).set_curve("a", [0, 1], [0, 1], "#000000")
    plot.show()
    plot.menu.make()
    plot.grab()
    freed = weakref.ref(plot)
    with qtbot.waitSignal(plot.destroyed):
        plot.close()
        plot.deleteLater()
    del plot
    gc.collect()
    assert freed() is None
    assert len(pg.ViewBox.AllViews) == before


def test_units_of_equal_length_never_chase_the_room_for_their_numbers(qtbot, plot, monkeypatch):
    depth = deepest = 0
    arrange = plot._arrange

    def counted() -> None:
        nonlocal depth, deepest
        depth += 1
        deepest = max(deepest, depth)
        if depth < 20:
            arrange()
        depth -= 1

    monkeypatch.setattr(plot, "_arrange", counted)
    plot.set_equal(True)
    rng = np.random.default_rng(0)
    for _ in range(400):
        x, y = 10 ** rng.uniform(-3, 4, 2)
        plot.resize(int(rng.integers(200, 900)), int(rng.integers(150, 700)))
        plot.fit(QRectF(x * rng.integers(-1, 2), 0.0, y, y * rng.uniform(0.5, 2.0)))
        QApplication.processEvents()
    assert deepest < 10


def test_naming_the_axes_as_they_are_paints_nothing_anew(qtbot, plot):
    painted = []

    class Counting(Layer):
        kept = True

        def draw(self, painter, mapping):
            painted.append(mapping.version)

    layer = plot.add(Counting())
    for _ in range(2):  # from the second painting on it is copied
        plot.grab()
    before = len(painted)
    assert before
    for _ in range(3):
        plot.set_axes("x", "y")
        plot.fit(QRectF(-1, -1, 2, 2))
        plot.grab()
    assert len(painted) == before
    plot.set_axes("x", "y", y_unit="kg")
    plot.grab()
    assert len(painted) == before + 1
    plot.remove(layer)


def test_what_stands_still_is_copied_and_what_changes_each_time_is_not(qtbot, plot, monkeypatch):
    painted, pictures = [], []
    make = Layer.empty_picture
    monkeypatch.setattr(Layer, "empty_picture", lambda *given: pictures.append(given[0]) or make(*given))

    class Square(Layer):
        kept = True

        def draw(self, painter, mapping):
            painted.append(self)
            painter.fillRect(20, 20, 60, 60, QColor("#ff0000"))

    layer = plot.add(Square())
    looks = []
    for _ in range(5):
        layer.redraw()
        looks.append(plot.grab().toImage())
    assert painted.count(layer) >= 5
    assert layer not in pictures
    painted.clear()
    for _ in range(5):
        looks.append(plot.grab().toImage())
    assert painted.count(layer) == 1  # into the picture
    assert pictures.count(layer) == 1
    assert all(look == looks[0] for look in looks)
    plot.remove(layer)


def test_numbers_that_come_with_a_new_size_get_their_room(plot):
    """So low a plot has one number, 0; a higher one has 1.5 and -0.5 as well, which are wider."""
    plot.set_axes("x", "y")
    plot.resize(600, 90)
    plot.fit(QRectF(-1.0, -0.8, 2.0, 2.4))
    narrow = plot.axes.room_for_numbers()
    plot.resize(300, 260)
    assert plot.axes.room_for_numbers() > narrow
    assert plot.view.geometry().left() == plot.axes.room_for_numbers()
