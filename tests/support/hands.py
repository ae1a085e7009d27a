"""Hands that know nothing of a window: they press, type, turn and drag whatever is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

POPUP_MILLISECONDS = 150
Place = tuple[float, float]
W = TypeVar("W", bound=QWidget)


def in_front(window: QWidget) -> QWidget:
    """Return the dialog that holds the window, else the window."""
    return QApplication.activeModalWidget() or window


def there(window: QWidget, kind: type[W]) -> list[W]:
    """Return the widgets of a kind that a user could reach now."""
    front = in_front(window)
    found = [front] if isinstance(front, kind) else []
    return found + [each for each in front.findChildren(kind) if each.isVisible() and each.isEnabled()]


def press(window: QWidget, which: int) -> str:
    """Click one of the buttons; one with a menu has something chosen from it."""
    buttons = there(window, QAbstractButton)
    if not buttons:
        return ""
    button = buttons[which % len(buttons)]
    menu = button.menu() if isinstance(button, (QToolButton, QPushButton)) else None
    if menu is not None:
        return choose(menu, which // len(buttons))
    name = button.text() or button.accessibleName() or button.toolTip()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    return name


def choose(menu: QMenu, which: int) -> str:
    """Trigger one of the entries of a menu and of those below it."""
    menu.aboutToShow.emit()
    entries = [each for each in menu.actions() if each.isEnabled() and not each.isSeparator()]
    if not entries:
        return ""
    entry = entries[which % len(entries)]
    below = entry.menu()
    if isinstance(below, QMenu):
        return choose(below, which // len(entries))
    name = entry.text()
    entry.trigger()
    return name


def type_in(window: QWidget, which: int, text: str, key: Qt.Key) -> None:
    """Type into one of the fields, and leave it by a key."""
    fields = [*there(window, QLineEdit), *there(window, QPlainTextEdit)]
    if not fields:
        return
    field = fields[which % len(fields)]
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    if len(text) > 40 or not (text.isascii() and text.isprintable()):  # as from the clipboard
        QApplication.clipboard().setText(text)
        field.paste()
    else:
        QTest.keyClicks(field, text)
    QTest.keyClick(field, key)


def turn(window: QWidget, which: int, where: float) -> None:
    """Take a slider or a scroll bar somewhere, or choose something else in a list."""
    controls: list[Any] = [*there(window, QAbstractSlider), *there(window, QComboBox)]
    if not controls:
        return
    control = controls[which % len(controls)]
    if isinstance(control, QComboBox):
        if control.count():
            row = min(round(where * control.count()), control.count() - 1)
            control.setCurrentIndex(row)
            control.activated.emit(row)
    else:
        low, high = control.minimum(), control.maximum()
        control.setSliderDown(True)
        control.setValue(round(low + where * (high - low)))
        control.setSliderDown(False)


def drag(widget: QWidget, start: Place, end: Place, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press at one share of a widget and release at another."""
    a, b = (QPoint(round(x * widget.width()), round(y * widget.height())) for x, y in (start, end))
    QTest.mouseMove(widget, a)
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, held, a)
    for part in range(1, 4):
        QTest.mouseMove(widget, a + (b - a) * (part / 3))
        QApplication.processEvents()
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, held, b)


def at(window: QWidget, place: Place) -> QWidget:
    """Return the widget at a share of what is in front."""
    front = in_front(window)
    point = QPoint(round(place[0] * (front.width() - 1)), round(place[1] * (front.height() - 1)))
    return front.childAt(point) or front


def wheel(widget: QWidget, clicks: int) -> None:
    """Turn the wheel over the middle of a widget."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle, QPointF(widget.mapToGlobal(widget.rect().center())), QPoint(), QPoint(0, 120 * clicks),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def leave_dialogs(window: QWidget) -> None:
    """Answer all dialogs with Escape."""
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            dialog.reject()


@contextmanager
def files_in(folder: Path) -> Iterator[list[Path]]:
    """Answer every question for a file with one in `folder`, in turn from the list that is given; menus do not stay."""
    answers: list[Path] = []

    def named(*_arguments: Any, **_keywords: Any) -> tuple[str, str]:
        return (str(answers[-1]) if answers else "", "")

    def close_popup() -> None:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()

    # a menu below a button waits in an event loop of its own until it is closed
    timer = QTimer(interval=POPUP_MILLISECONDS)
    timer.timeout.connect(close_popup)
    timer.start()
    try:
        with (
            patch.object(QFileDialog, "getSaveFileName", named),
            patch.object(QFileDialog, "getOpenFileName", named),
            patch.object(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(folder)),
        ):
            yield answers
    finally:
        timer.stop()
