"""Every command of the window with its key: menus, buttons and the list of shortcuts come from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Command:
    """A named command: `text` and `help_` are translated, `keys` in Qt's notation."""

    name: str
    text: str
    keys: tuple[str, ...]
    help_: str
    run: Callable[[], object]
    checkable: bool = False


def make_actions(window: QWidget, commands: list[Command]) -> dict[str, QAction]:
    """Return an action for each command, working everywhere in the window."""
    actions = {}
    for command in commands:
        action = QAction(command.text, window)
        action.setObjectName(command.name)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        shown = ", ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in command.keys)
        action.setToolTip(f"{command.help_} ({shown})" if shown else command.help_)
        action.setStatusTip(command.help_)
        action.setCheckable(command.checkable)
        if command.checkable:
            action.toggled.connect(command.run)
        else:
            action.triggered.connect(lambda _checked=False, run=command.run: run())
        window.addAction(action)
        actions[command.name] = action
    return actions


def shortcut_table(actions: dict[str, QAction]) -> str:
    """Return all shortcuts as an HTML table."""
    rows = []
    for action in actions.values():
        keys = " · ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())
        if keys:
            rows.append(f"<tr><td style='padding-right:24px'>{keys}</td><td>{action.statusTip()}</td></tr>")
    pointer = [
        (
            QCoreApplication.translate("Shortcuts", "1 … 6"),
            QCoreApplication.translate("Shortcuts", "Class of the points that are added, or of the selected points"),
        ),
        (
            QCoreApplication.translate("Shortcuts", "Arrow keys"),
            QCoreApplication.translate("Shortcuts", "In the data plot with a selection: nudge it"),
        ),
        (
            QCoreApplication.translate("Shortcuts", "Enter"),
            QCoreApplication.translate(
                "Shortcuts",
                "In the data plot: a cross that the arrow keys move (Shift: far); Enter again adds a point there, "
                "Escape takes it away",
            ),
        ),
        (
            QCoreApplication.translate("Shortcuts", "Double-click"),
            QCoreApplication.translate(
                "Shortcuts", "Fit a plot to what it shows; in the data plot beside its axes, where clicks draw"
            ),
        ),
    ]
    rows += [f"<tr><td style='padding-right:24px'>{keys}</td><td>{what}</td></tr>" for keys, what in pointer]
    return f"<table cellspacing='4'>{''.join(rows)}</table>"
