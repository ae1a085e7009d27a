"""The window as an audience sees it: full screen, with plots and figures alone."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, Qt, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow

from gdviz.ui.layouts import LAYOUT_VERSION
from gdviz.ui.workspaces import Workspaces

QWIDGETSIZE_MAX = 16777215  # Qt's word for no limit, which PySide6 does not have


class Presenting(QObject):
    """Hides menus and columns, and brings them back as they were."""

    def __init__(self, window: QMainWindow, workspaces: Workspaces, columns: tuple[QDockWidget, ...]) -> None:
        super().__init__(window)
        self._window, self._workspaces, self._columns = window, workspaces, columns
        self._layout, self._state = QByteArray(), Qt.WindowState.WindowNoState  # as they were before
        self.active = False

    @Slot()
    def toggle(self) -> None:
        """Full screen with plots and figures alone, or back."""
        if self.active:
            self.end()
        else:
            self._begin()

    def _begin(self) -> None:
        window = self._window
        self.active = self._workspaces.held = True
        self._layout, self._state = window.saveState(LAYOUT_VERSION), window.windowState()
        for column in self._columns:
            column.hide()
        window.menuBar().setMaximumHeight(0)  # hidden, its shortcuts would go with it
        window.showFullScreen()

    @Slot()
    def end(self) -> None:
        """Be a window again, if it presents."""
        if not self.active:
            return
        window = self._window
        self.active = self._workspaces.held = False
        window.menuBar().setMaximumHeight(QWIDGETSIZE_MAX)
        window.setWindowState(self._state)
        self._workspaces.arrangement.forget_separator()
        window.restoreState(self._layout, LAYOUT_VERSION)
