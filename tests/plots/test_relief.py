"""Hills as a user sees them: what is in front covers what is behind, the pointer finds places, keys and mouse turn."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication

from gdviz.plots import relief_painting
from gdviz.plots.relief import Relief
from gdviz.plots.relief_view import Camera, Hills
from gdviz.plots.theme import ThemeManager

BOX = QRectF(-2.0, 10.0, 4.0, 2.0)  # x from -2 to 2, y from 10 to 12
GREY = np.tile(np.arange(256, dtype=np.uint8)[:, None], (1, 3))
FRONT = Camera(0.0, math.radians(20))  # y goes away from the eye


@pytest.fixture
def relief(qtbot):
    widget = Relief("hills")
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def ridge(rows: int = 41) -> np.ndarray:
    """A wall across the middle of y, flat before and behind."""
    values = np.zeros((rows, rows))
    values[rows // 2 - 1 : rows // 2 + 2] = 1.0
    return values


def color_at(widget: Relief, point: QPointF) -> QColor:
    return widget.grab().toImage().pixelColor(point.toPoint())


def test_a_place_on_flat_ground_is_found_again_under_its_pixel(relief):
    relief.set_values(np.zeros((9, 9)), BOX, GREY)
    for x, y in ((-1.0, 10.4), (1.7, 11.9), (0.3, 11.1)):
        found = relief.to_data(relief.to_pixels(x, y))
        assert found == pytest.approx((x, y), abs=1e-6)
    assert relief.to_data(QPointF(1, 1)) is None


def test_seen_from_straight_above_it_is_a_map(relief):
    """Turned by 0 and from above, right is x and up is y, each with the box's own scale."""
    relief.set_values(np.zeros((5, 5)), BOX, GREY)
    relief.look(Camera(0.0, math.radians(88)))
    left, right = relief.to_pixels(-2.0, 11.0), relief.to_pixels(2.0, 11.0)
    low, high = relief.to_pixels(0.0, 10.0), relief.to_pixels(0.0, 12.0)
    assert left.y() == pytest.approx(right.y())
    assert low.x() == pytest.approx(high.x())
    assert right.x() > left.x()
    assert high.y() < low.y()
    assert right.x() - left.x() == pytest.approx(low.y() - high.y(), rel=1e-3)  # sin 88 degrees is 0.9994


def test_a_wall_covers_the_ground_behind_it_and_not_the_ground_before_it(relief):
    relief.set_values(ridge(), BOX, GREY)
    relief.look(FRONT)
    before, behind = relief.to_pixels(0.0, 10.2), relief.to_pixels(0.0, 11.2)
    assert relief.to_data(before) == pytest.approx((0.0, 10.2), abs=0.02)
    x, y = relief.to_data(behind)
    assert x == pytest.approx(0.0, abs=0.02)
    assert 10.8 < y < 11.1  # the wall
    assert color_at(relief, before).lightness() < 40  # the ground is the first colour
    assert color_at(relief, behind).lightness() > 60  # what is seen there is the wall, which is not
    relief.look(Camera(math.pi, math.radians(20)))  # from the other side
    assert relief.to_data(relief.to_pixels(0.0, 11.2)) == pytest.approx((0.0, 11.2), abs=0.02)


def test_slopes_to_the_light_are_lighter_than_slopes_turned_away():
    """The light comes from the left and the back: of a tent along x its left side is the lighter one."""
    tent = np.tile(1 - np.abs(np.linspace(-1, 1, 21)), (21, 1))
    lightness = np.array([color.lightness() for color in Hills(tent, 0, 1, 0, 1).colors(GREY)]).reshape(20, 20)
    assert (lightness[:, 5] > lightness[:, 14]).all()  # both at the same height


def test_a_way_is_drawn_on_the_ground_and_pales_behind_the_wall(relief):
    relief.set_values(ridge(), BOX, GREY)
    relief.look(FRONT)
    relief.set_way("sgd", [-1.5, 1.5], [10.2, 10.2], "#ff0000")
    relief.set_way("adam", [-1.5, 1.5], [11.2, 11.2], "#ff0000")
    image = relief.grab().toImage()

    def reddest(y: float) -> QColor:
        """It floats a little above its place."""
        at = relief.to_pixels(0.0, y).toPoint()
        return max((image.pixelColor(at - QPoint(0, up)) for up in range(5)), key=lambda color: color.red())

    before, behind = reddest(10.2), reddest(11.2)
    assert before.red() > 200
    assert before.green() < 60
    assert behind.red() - behind.green() > 15  # it shimmers through
    assert behind.red() < before.red() - 40


def test_a_way_goes_over_a_hill_between_two_steps():
    hills = Hills(ridge(), -2.0, 2.0, 10.0, 12.0)
    x, y = hills.followed(np.array([0.0, 0.0]), np.array([10.0, 12.0]))
    heights = hills.lifted(x, y, 0.0)[:, 2]
    assert len(x) > 20
    assert heights.max() == 1.0
    assert heights[0] == heights[-1] == 0.0
    assert np.isnan(hills.lifted(np.array([5.0]), np.array([11.0]), 0.0)).all()  # beside the ground


def test_a_drag_turns_it_and_a_click_does_not(relief, qtbot):
    relief.set_values(ridge(), BOX, GREY)
    clicked = []
    relief.clicked.connect(clicked.append)
    start = relief.camera
    qtbot.mousePress(relief, Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
    qtbot.mouseMove(relief, QPoint(200, 150))
    qtbot.mouseMove(relief, QPoint(250, 130))
    qtbot.mouseRelease(relief, Qt.MouseButton.LeftButton, pos=QPoint(250, 130))
    assert relief.camera.turn == pytest.approx(start.turn + 1.0, abs=0.01)  # 100 pixels of 0.01
    assert relief.camera.tilt == pytest.approx(start.tilt - 0.2, abs=0.01)
    assert not clicked
    turned, at = relief.camera, relief.to_pixels(1.0, 10.3).toPoint()
    qtbot.mouseClick(relief, Qt.MouseButton.LeftButton, pos=at)
    assert relief.camera == turned
    assert (clicked[0].x, clicked[0].y) == pytest.approx((1.0, 10.3), abs=0.02)


def test_keys_turn_zoom_and_put_back(relief, qtbot):
    start = relief.camera
    qtbot.keyClick(relief, Qt.Key.Key_Right)
    qtbot.keyClick(relief, Qt.Key.Key_Down)
    assert relief.camera.turn > start.turn
    assert relief.camera.tilt > start.tilt
    qtbot.keyClick(relief, Qt.Key.Key_Plus)
    assert relief.camera.zoom > 1.0
    for _ in range(40):
        qtbot.keyClick(relief, Qt.Key.Key_Up)
    assert relief.camera.tilt > 0.0  # never from below
    qtbot.keyClick(relief, Qt.Key.Key_Home)
    assert relief.camera == start


def test_the_wheel_zooms(relief):
    at = QPointF(200, 150)
    event = QWheelEvent(at, relief.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(relief, event)
    assert relief.camera.zoom > 1.0


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_its_ground_is_that_of_the_theme(relief, mode):
    ThemeManager.instance().set_mode(mode)
    try:
        relief.set_values(ridge(), BOX, GREY)
        assert color_at(relief, QPointF(3, 3)) == QColor(ThemeManager.instance().theme.card)
    finally:
        ThemeManager.instance().set_mode("light")


@pytest.mark.parametrize(
    ("values", "said"), [(np.zeros((1, 5)), "at least 2 x 2"), (np.full((3, 3), np.nan), "finite")]
)
def test_what_is_no_surface(values, said):
    with pytest.raises(ValueError, match=said):
        Hills(values, 0, 1, 0, 1)


def test_names_of_the_sides_stand_before_a_hill_that_hangs_over_them(relief):
    """Seen from the side, the plain covers the corner of the floor where a name is; it is read all the same."""
    x, y = np.meshgrid(np.linspace(-1, 1, 9), np.linspace(-1, 1, 9))
    relief.set_values(np.where(np.hypot(x, y) < 0.4, 1.0, 0.0), BOX, GREY)
    relief.look(Camera(math.radians(20), math.radians(20)))
    relief.set_axes("", "", "")
    bare = relief.grab().toImage()
    relief.set_axes("a name that is long", "a name that is long", "")
    named = relief.grab().toImage()
    covered = [
        (x, y) for x in range(400) for y in range(300)
        if relief.to_data(QPointF(x, y)) is not None and named.pixelColor(x, y) != bare.pixelColor(x, y)
    ]  # fmt: skip
    assert len(covered) > 20


@pytest.mark.parametrize("turn", range(0, 360, 24))
def test_numbers_and_names_of_the_sides_do_not_lie_on_each_other(relief, monkeypatch, turn):
    written = []
    write = relief_painting._write_beside
    monkeypatch.setattr(
        relief_painting, "_write_beside", lambda *arguments: written.append(write(*arguments)) or written[-1]
    )
    x, y = np.meshgrid(np.linspace(-1, 1, 9), np.linspace(-1, 1, 9))
    relief.set_values(x * x + y * y, BOX, GREY)
    relief.look(Camera(math.radians(turn), math.radians(35)))
    relief.set_axes("main direction 1 · 94.2 %", "main direction 2 · 3.9 %", "loss")
    image = QImage(360, 240, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    relief.scene.paint(painter, QRectF(image.rect()))
    painter.end()
    for one, other in itertools.combinations(written, 2):
        assert not one.intersects(other)
    assert all(QRectF(image.rect()).contains(place) for place in written)
    assert len(written) == 6
