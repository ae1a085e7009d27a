"""The window at the usual sizes, with text as it is and twice as large: nothing cut, nothing scrolled sideways."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QScrollArea, QTabBar, QWidget
from window_fixtures import settle

from gdviz.plots.card_header import CardHeader
from gdviz.plots.combo import ElidedCombo
from gdviz.plots.quiet_text import QuietText
from gdviz.plots.theme import DARK
from gdviz.ui.arrangement import Room
from gdviz.ui.long_text import LongText
from gdviz.ui.main_window import MainWindow

SIZES = [(1280, 720), (1440, 900), (1920, 1080)]
NETWORK = "network-plane-xor"
DOCKED = ("curves", "network", "classes")


def place(part: QWidget, window: QWidget) -> QRect:
    return QRect(part.mapTo(window, part.rect().topLeft()), part.size())


def check(window: MainWindow) -> None:
    """Look at all that is in view."""
    for area in window.findChildren(QScrollArea):
        if area.isVisible() and not area.visibleRegion().isEmpty():
            assert not area.horizontalScrollBar().isVisible(), area.accessibleName()
            assert area.horizontalScrollBar().maximum() == 0, area.accessibleName()
    for header in window.findChildren(CardHeader):
        if header.isVisible() and not header.visibleRegion().isEmpty():
            check_header(header)
    for bar in window.findChildren(QTabBar):
        if bar.isVisible():
            for tab in range(bar.count()):
                text = bar.fontMetrics().horizontalAdvance(bar.tabText(tab))
                assert bar.tabRect(tab).width() >= text, bar.tabText(tab)
    for dock in window.workspaces.arrangement.everything:
        if dock.isVisible() and not dock.visibleRegion().isEmpty():
            assert window.rect().contains(place(dock, window)), dock.windowTitle()


def check_header(header: CardHeader) -> None:
    title = header.title
    assert title.width() >= title.fontMetrics().horizontalAdvance(title.text()), title.text()
    right = 0
    parts = [
        part for part in header.children() if isinstance(part, QWidget) and part.isVisible() and part.parent() is header
    ]
    parts = [part for part in parts if not part.isWindow() and not isinstance(part, QuietText)]
    for part in sorted(parts, key=lambda each: each.x()):
        assert part.x() >= right, f"{title.text()}: {part} lies on its neighbour"
        if isinstance(part, QAbstractButton | QLabel):
            assert part.width() >= min(part.minimumSizeHint().width(), part.maximumWidth()), (
                f"{title.text()}: {part.text()}"
            )
        right = part.geometry().right() + 1
    assert right <= header.width()


@pytest.mark.parametrize("text_size", [100, 200])
@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_in_the_workspaces_of_curves(open_window, size, text_size):
    window = open_window(NETWORK, size, text_size=text_size)
    assert (window.width(), window.height()) == size
    for name in DOCKED:
        window.workspaces.show(name)
        settle()
        check(window)
        for dock in window.workspaces.arrangement.everything:  # and those that stand behind others
            if dock.isVisible() and dock.visibleRegion().isEmpty():
                dock.raise_()
                settle()
                assert not dock.visibleRegion().isEmpty()
                check(window)


@pytest.mark.parametrize("text_size", [100, 200])
@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_on_the_pages_of_images(open_window, qtbot, size, text_size):
    window = open_window(NETWORK, size, text_size=text_size)
    for name in ("digits", "convolution", "sweep"):
        window.workspaces.show(name)
        settle()
        check(window)
        for tabs in window.findChildren(QTabBar):
            if tabs.isVisible():
                for tab in range(tabs.count()):
                    tabs.setCurrentIndex(tab)
                    settle()
                    check(window)


def test_there_are_tabs_where_there_is_little_room_and_none_where_there_is_enough(open_window):
    window = open_window(NETWORK, (1280, 720))
    arrangement = window.workspaces.arrangement
    assert arrangement.room is Room.WIDE
    assert window.tabifiedDockWidgets(window.left) == []
    window.preferences.text_size = 200
    settle()
    assert arrangement.room is Room.SMALL
    assert window.tabifiedDockWidgets(window.left) == [window.right]
    behind = window.docks["loss_surface"]
    assert behind in window.tabifiedDockWidgets(window.docks["data_plot"])
    assert not behind.widget().isVisible()  # so it does no work
    behind.raise_()
    settle()
    assert behind.widget().isVisible()
    assert not window.docks["data_plot"].widget().isVisible()
    window.preferences.text_size = 100
    settle()
    assert window.tabifiedDockWidgets(window.left) == []
    assert all(window.docks[name].widget().isVisible() for name in ("data_plot", "loss_surface", "loss_curve"))


def test_a_layout_of_a_large_screen_fits_a_small_one(open_window):
    large = open_window(NETWORK, (1920, 1080))
    large.resizeDocks([large.left, large.right], [500, 600], Qt.Orientation.Horizontal)
    large.workspaces.touch()
    large.move(3000, 200)  # on a second screen, which is gone the next time
    settle()
    large.close()
    small = open_window(NETWORK, None)
    screen = small.screen().availableGeometry()
    assert screen.intersects(small.frameGeometry())
    assert small.width() <= max(screen.width(), small.minimumWidth())
    small.resize(1280, 720)
    settle()
    assert (small.width(), small.height()) == (1280, 720)
    check(small)
    assert small.docks["data_plot"].width() > 150


def test_the_status_line_speaks_of_the_page_in_front(open_window):
    window = open_window(NETWORK, (1280, 720))
    line = window.status
    assert "Dense network" in line.text or "training points" in line.text
    window.workspaces.show("digits")
    settle()
    assert "Ready: Space trains" in line.text
    assert "training points" not in line.text
    line.showMessage("a menu's hint")
    line.clearMessage()  # what a menu does that is left again
    assert "training points" not in line.text
    window.session.set_experiment("rate", l2=0.1)
    settle()
    assert "training points" not in line.text
    window.workspaces.show("curves")
    settle()
    assert "training points" in line.text


def test_the_list_of_shortcuts_fits_the_screen_and_its_button_is_reached(open_window, qtbot):
    window = open_window(NETWORK, (1280, 720), text_size=200)
    window.actions_by_name["shortcuts"].trigger()
    settle()
    dialog = next(each for each in window.findChildren(LongText) if each.isVisible())
    screen = dialog.screen().availableGeometry()
    assert dialog.height() <= screen.height()
    assert dialog.width() <= screen.width()
    assert dialog.area.verticalScrollBar().maximum() > 0  # the whole list is there
    assert dialog.area.horizontalScrollBar().maximum() == 0
    button = dialog.findChild(QPushButton)
    assert dialog.rect().contains(place(button, dialog))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not any(each.isVisible() for each in window.findChildren(LongText)))


def test_what_to_see_is_read_without_scrolling_where_the_column_has_room(open_window):
    window = open_window(NETWORK, (1280, 720))
    window.lesson_menu.open_id("minima")  # a few tiles stand where the data sets stood
    settle()
    bar = window.lesson_card.findChild(QScrollArea).verticalScrollBar()
    assert bar.maximum() == 0


def test_choices_are_told_whole_in_the_column(open_window):
    window = open_window(NETWORK, (1280, 720))
    window.workspaces.show("curves")
    settle()
    combos = [combo for combo in window.model_panel.findChildren(ElidedCombo) if combo.isVisible()]
    assert {"Sigmoid", "Binary cross-entropy"} <= {combo.currentText() for combo in combos}
    assert [combo.currentText() for combo in combos if combo.is_elided] == []


def test_the_menu_of_lessons_is_no_wider_than_its_longest_title(open_window):
    """Qt would put what is too long into columns side by side, of which a small screen shows two."""
    window = open_window(NETWORK, (1280, 720), text_size=200)
    menu = window.lesson_menu.menu
    menu.popup(window.mapToGlobal(window.rect().topLeft()))
    settle()
    assert len({menu.actionGeometry(action).left() for action in menu.actions()}) == 1
    assert menu.height() <= menu.screen().geometry().height()
    menu.close()


def test_a_new_theme_dresses_all_that_is_there(open_window):
    window = open_window(NETWORK, (1280, 720))
    window.preferences.theme = "dark"
    settle()
    try:
        for label in window.left.findChildren(QLabel):
            if label.isVisible() and label.property("class") == "heading":
                assert label.palette().color(label.foregroundRole()).name() == DARK.quiet
        corner = window.left.grab().toImage().pixelColor(3, 3).name()
        assert corner == DARK.panel
    finally:
        window.preferences.theme = "system"
