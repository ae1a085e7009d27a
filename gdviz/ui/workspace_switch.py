"""The buttons in the corner of the menu bar, one a workspace."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from gdviz.plots.theme import Theme


class WorkspaceSwitch(QFrame):
    """Shows which workspace is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("class", "segments")
        self.setAccessibleName(self.tr("Workspace"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(1, 1, 1, 1)
        self._row.setSpacing(1)

    def take_actions(self, actions: Iterable[QAction]) -> None:
        """Have a button for each of these."""
        for action in actions:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setProperty("class", "quiet")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._row.addWidget(button)


def corner(switch: QWidget, bar: QWidget) -> QWidget:
    """Return the switch with the room around it that the corner of a menu bar needs."""
    room = QWidget(bar)
    row = QHBoxLayout(room)
    row.setContentsMargins(0, 1, Theme.current().length(12), 1)
    row.addWidget(switch)
    return room
