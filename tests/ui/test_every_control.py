"""Every control of the app, in every workspace and dialog: it has a name, says what it does, and keys reach it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QToolButton,
    QWidget,
)
from window_fixtures import settle

from gdviz.lessons import find_lesson

CONTROLS = (
    QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTabBar,
)  # fmt: skip
LESSONS = ("gd-line", "race", "logistic", "network-plane-xor", "tribes", "minima", "relu-by-hand", "gd-nine")


def controls(parent: QWidget) -> Iterator[QWidget]:
    """Yield what can be worked, without what Qt itself puts into docks, bars, boxes and lists."""
    for widget in parent.findChildren(QWidget):
        if not isinstance(widget, CONTROLS) or not widget.isVisible() or isinstance(widget, QScrollBar):
            continue
        if widget.objectName().startswith(("qt_", "Scroll")):
            continue
        holder = widget.parentWidget()
        if isinstance(holder, QComboBox | QAbstractSpinBox | QTabBar):
            continue
        if isinstance(widget, QTabBar) and holder is widget.window():
            continue  # Qt's own, of docks behind each other: their titles say what is there
        yield widget


def name_of(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def told(widget: QWidget) -> str:
    """Return the tooltip that a user sees over it: its own, or that of what it lies on."""
    each: QWidget | None = widget
    while each is not None and not each.isWindow():
        if each.toolTip():
            return each.toolTip()
        each = each.parentWidget()
    return ""


def reached(widget: QWidget) -> bool:
    if takes_keys(widget):
        return True
    # Qt lets Tab stop at one button of an exclusive group; arrow keys lead to the others
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and group.exclusive() and any(takes_keys(each) for each in group.buttons())


def takes_keys(widget: QWidget) -> bool:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus or widget.focusProxy() is not None:
        return True
    if isinstance(widget, QAbstractButton) and not widget.shortcut().isEmpty():
        return True
    action = widget.defaultAction() if isinstance(widget, QToolButton) else None
    return action is not None and bool(action.shortcuts())


def wrongs(parent: QWidget) -> list[str]:
    found = []
    for widget in controls(parent):
        what = f"{type(widget).__name__} “{name_of(widget)}” “{told(widget)[:40]}” in {type(widget.parent()).__name__}"
        if not any(character.isalnum() for character in name_of(widget)):
            found.append(f"no name: {what}")
        if not told(widget) and not isinstance(widget.parentWidget(), QDialogButtonBox):
            found.append(f"no tooltip: {what}")
        if not reached(widget):
            found.append(f"no key: {what}")
    return found


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_control_around_the_docks(open_window, qtbot, lesson):
    window = open_window(lesson)
    if find_lesson(lesson).steps:  # else its model is fitted by a formula
        window.session.step(3)
        qtbot.waitUntil(lambda: window.session.snapshot.step == 3)
    for name in ("curves", "network", "classes"):
        window.workspaces.show(name)
        for dock in window.docks.values():
            dock.show()
            dock.raise_()
            settle()
            assert wrongs(window) == [], (name, dock.windowTitle())


@pytest.mark.parametrize("page", ["digits", "convolution", "sweep", "slopes"])
@pytest.mark.parametrize("width", [1280, 960])
def test_every_control_of_a_page(open_window, page, width):
    window = open_window("gd-line")
    window.resize(width, 720)
    window.workspaces.show(page)
    settle()
    assert wrongs(window) == []
    for tabs in window.findChildren(QTabBar):
        for tab in range(tabs.count() if tabs.isVisible() else 0):
            tabs.setCurrentIndex(tab)
            settle()
            assert wrongs(window) == []


def test_every_control_of_the_gradients_page(open_window):
    window = open_window("gd-line")
    window.lesson_menu.open_id("gradient")
    settle()
    assert wrongs(window) == []


def test_every_control_of_a_dialog(open_window, qtbot, tmp_path):
    window = open_window("gd-line")
    QApplication.clipboard().clear()
    for name in ("export_figure", "export_film", "paste_code", "notes", "shortcuts", "about", "code_numpy"):
        window.actions_by_name[name].trigger()
        settle()
        (dialog,) = [each for each in window.findChildren(QDialog) if each.isVisible()]
        assert wrongs(dialog) == [], name
        dialog.close()
        settle()
    table = tmp_path / "heights.csv"
    table.write_text("height,weight,kind\n1.6,55,a\n1.8,80,b\n1.7,,a\n")
    window.import_data(table)
    settle()
    (dialog,) = [each for each in window.findChildren(QDialog) if each.isVisible()]
    assert wrongs(dialog) == []
    dialog.close()
