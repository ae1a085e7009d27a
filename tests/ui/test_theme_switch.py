"""A window that changes its theme looks as one that was opened in it, to the pixel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QDialogButtonBox, QStyle, QWidget
from window_fixtures import settle

from gdviz.plots.theme import DARK, LIGHT, ThemeManager
from gdviz.session.preferences import Preferences
from gdviz.ui.main_window import MainWindow

WORKSPACES = ("curves", "network", "classes", "digits", "convolution", "slopes")


def pixels(widget: QWidget) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].copy()


def examined(window: MainWindow) -> bool:
    digits = window.digits.session
    return digits is not None and digits.exam.answers is not None and not digits.exam.busy


def pictures(window: MainWindow, qtbot) -> dict[str, np.ndarray]:
    """Return what each workspace shows when all its maps have come."""
    made = {}
    for name in WORKSPACES:
        window.workspaces.show(name)
        settle()
        qtbot.waitUntil(lambda: window.session.settled)
        if name == "digits":  # they are examined in a thread: table and wrong answers come when that is through
            qtbot.waitUntil(lambda: examined(window))
        settle()
        made[name] = pixels(window)
    window.workspaces.show("curves")
    settle()
    return made


@pytest.mark.parametrize(("first", "then"), [("light", "dark"), ("dark", "light")])
def test_a_window_that_changed_its_theme_is_the_same_as_one_that_began_with_it(open_window, qtbot, first, then):
    changed = open_window("network-plane-xor", theme=first)
    pictures(changed, qtbot)  # all pages are made in the first theme
    changed.preferences.theme = then
    settle()
    seen = pictures(changed, qtbot)
    changed.close()
    begun = open_window("network-plane-xor", theme=then)
    pictures(begun, qtbot)
    expected = pictures(begun, qtbot)
    for name in WORKSPACES:
        rows, columns = np.nonzero((seen[name] != expected[name]).any(axis=2))
        place = (columns.min(), rows.min(), columns.max(), rows.max()) if len(rows) else ()
        assert len(rows) == 0, f"{name}: {len(rows)} pixels in {place}"


def test_buttons_of_dialogs_carry_no_signs_of_the_system(open_window):
    """Those are drawn for light grounds: a dark one would show black crosses."""
    window = open_window("network-plane-xor", theme="dark")
    window.actions_by_name["shortcuts"].trigger()
    settle()
    box = next(each for each in window.findChildren(QDialogButtonBox) if each.isVisible())
    assert not box.style().styleHint(QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons, None, box)
    assert all(button.icon().isNull() for button in box.buttons())
    box.window().close()


def test_without_a_choice_the_window_begins_dark_where_the_system_is(open_session, qtbot, monkeypatch):
    preferences = Preferences()
    preferences._settings.clear()
    assert preferences.theme == "system"
    monkeypatch.setattr("gdviz.plots.theme._system_is_dark", lambda: True)
    window = MainWindow(open_session(), preferences)
    try:
        window.show()
        settle()
        assert window.left.grab().toImage().pixelColor(3, 3).name() == DARK.panel
        monkeypatch.setattr("gdviz.plots.theme._system_is_dark", lambda: False)  # at dusk the other way round
        QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
        settle()
        assert window.left.grab().toImage().pixelColor(3, 3).name() == LIGHT.panel
    finally:
        monkeypatch.undo()
        ThemeManager.instance().set_mode("system")
        window.close()
        window.deleteLater()
        settle()
