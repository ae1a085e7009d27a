"""Small pictures side by side, walked through by mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gdviz.plots.image_tiles import ImageTiles


@pytest.fixture
def tiles(qtbot: QtBot) -> ImageTiles:
    made = ImageTiles("tiles", 40)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    qtbot.addWidget(made)
    made.resize(4 * 44, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def pictures(n: int) -> np.ndarray:
    images = np.zeros((n, 4, 4), np.uint8)
    images[:] = (np.arange(n) * 20)[:, None, None]
    return images


def test_each_stands_in_its_place(tiles: ImageTiles) -> None:
    tiles.show_images(pictures(6), [str(k) for k in range(6)])
    shown = tiles.grab().toImage()
    for k in range(6):
        center = tiles.rect_of(k).center()
        assert shown.pixelColor(center).red() == 20 * k
        assert tiles.at(center) == k
    assert tiles.rect_of(4).x() == 0  # four in a row
    assert tiles.rect_of(4).y() > 44  # below the caption
    assert tiles.at(QPoint(3 * 44 + 10, tiles.rect_of(4).y() + 5)) is None


def test_a_click_chooses_and_a_double_click_opens(tiles: ImageTiles, qtbot: QtBot) -> None:
    tiles.show_images(pictures(6))
    chosen, opened = [], []
    tiles.chosen.connect(chosen.append)
    tiles.opened.connect(opened.append)
    QTest.mouseClick(tiles, Qt.MouseButton.LeftButton, pos=tiles.rect_of(5).center())
    assert (chosen, opened, tiles.current) == ([5], [], 5)
    QTest.mouseDClick(tiles, Qt.MouseButton.LeftButton, pos=tiles.rect_of(2).center())
    assert opened == [2]


def test_keys(tiles: ImageTiles) -> None:
    tiles.show_images(pictures(9), tips=[f"picture {k}" for k in range(9)])
    tiles.setFocus()
    opened = []
    tiles.opened.connect(opened.append)
    for key, place in (
        (Qt.Key.Key_Right, 1), (Qt.Key.Key_Down, 5), (Qt.Key.Key_Down, 5), (Qt.Key.Key_Left, 4), (Qt.Key.Key_End, 8),
        (Qt.Key.Key_Right, 8), (Qt.Key.Key_Up, 4), (Qt.Key.Key_Home, 0), (Qt.Key.Key_PageDown, 8),
    ):  # fmt: skip
        QTest.keyClick(tiles, key)
        assert tiles.current == place
    assert tiles.accessibleDescription() == "picture 8"
    QTest.keyClick(tiles, Qt.Key.Key_Return)
    assert opened == [8]


def test_numbers_have_one_scale_for_all(tiles: ImageTiles) -> None:
    values = np.zeros((3, 2, 2))
    values[0], values[1] = -1.0, 0.5
    tiles.show_images(values)
    shown = tiles.grab().toImage()
    colors = [shown.pixelColor(tiles.rect_of(k).center()) for k in range(3)]
    assert colors[0].name() == "#d55e00"  # vermilion: as far below nothing as any is
    assert colors[1].blue() > colors[1].red()
    assert colors[1].name() != "#0072b2"  # half of the way to blue
    assert min(colors[2].red(), colors[2].green(), colors[2].blue()) > 240


def test_thousands_are_painted_as_far_as_they_are_seen(tiles: ImageTiles, qtbot: QtBot) -> None:
    tiles.show_images(np.zeros((10_000, 28, 28), np.uint8))
    assert tiles.heightForWidth(tiles.width()) == 2500 * 44


def test_they_fit_the_room(qtbot: QtBot) -> None:
    tiles = ImageTiles("tiles", 20, fits=True, most=100)
    qtbot.addWidget(tiles)
    tiles.resize(400, 200)
    tiles.set_room(200)
    tiles.show_images(np.zeros((8, 3, 3)))
    assert tiles.heightForWidth(tiles.width()) <= 200
    assert tiles.rect_of(0).width() > 60  # as large as eight can be in 400 x 200
    tiles.set_room(60)
    assert tiles.heightForWidth(tiles.width()) <= 60
