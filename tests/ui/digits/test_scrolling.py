"""What makes itself fit stands still, whether or not there is a scroll bar beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gdviz.plots.activation_rows import ActivationRow, ActivationRows
from gdviz.plots.image_tiles import ImageTiles
from gdviz.plots.theme import ThemeManager
from gdviz.ui.digits.scrolling import Scrolling

LAYERS = ((24, 24, 8), (12, 12, 8), (10, 10, 16), (128,), (10,))
MOST = 30  # sizes one after the other; where a scroll bar comes and goes for ever there are thousands


def layers() -> ActivationRows:
    rows = ActivationRows("layers")
    rows.show_rows([ActivationRow(str(shape), np.ones(shape)) for shape in LAYERS])
    return rows


def filters() -> ImageTiles:
    tiles = ImageTiles("filters", 22, fits=True, most=110)
    tiles.show_images(np.ones((13, 5, 5)))
    return tiles


class Counter(QObject):
    """Counts how often a widget gets another size, and ends what would go on until Qt crashes."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Resize
        return self.count > MOST


@pytest.fixture(autouse=True)
def usual_text(qapp: QApplication) -> Iterator[None]:
    yield
    ThemeManager.instance().set_text_scale(1.0)


@pytest.mark.parametrize("make", [layers, filters])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_a_scroll_bar_does_not_come_and_go(
    make: Callable[[], ActivationRows | ImageTiles], scale: float, qtbot: QtBot
) -> None:
    inside = make()
    area = Scrolling(inside, inside.set_room)
    qtbot.addWidget(area)
    ThemeManager.instance().set_text_scale(scale)
    area.show()
    counter = Counter(area.widget())
    for height in (120, 220, 333, 500):
        for width in range(200, 900, 11):
            counter.count = 0
            area.resize(width, height)
            QApplication.processEvents()
            assert counter.count <= MOST, f"at {width} x {height} the scroll bar comes and goes for ever"
            assert inside.height() >= inside.heightForWidth(inside.width()), f"cut off at {width} x {height}"
            hidden = area.widget().height() - area.viewport().height()
            assert area.verticalScrollBar().isVisible() == (hidden > 0), f"at {width} x {height}"


def test_a_change_of_text_size_makes_new_room(qtbot: QtBot) -> None:
    rows = layers()
    area = Scrolling(rows, rows.set_room)
    qtbot.addWidget(area)
    area.resize(430, 220)
    area.show()
    qtbot.waitUntil(lambda: rows.width() > 380)
    before = rows.height()
    ThemeManager.instance().set_text_scale(2.0)
    qtbot.waitUntil(lambda: rows.height() > 1.3 * before)
    ThemeManager.instance().set_text_scale(1.0)
    qtbot.waitUntil(lambda: abs(rows.height() - before) <= 2)
