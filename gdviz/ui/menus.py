"""The menu bar of the window, and the menu behind the export button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from gdviz.session.preferences import Preferences
from gdviz.ui.exporting_code import code_menu
from gdviz.ui.workspace_switch import corner

if TYPE_CHECKING:
    from gdviz.ui.main_window import MainWindow

PICTURES = ("export_figure", "export_film", "save_picture", "copy_picture")
TABLES = ("export_data", "export_history", "export_trajectory", "export_surface")


class Menus(QObject):
    """Lists the window's actions by what they are about."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._actions = window.actions_by_name
        bar = window.menuBar()
        bar.addMenu(self._file())
        bar.addMenu(self._menu(self.tr("&Edit"), "undo", "redo", None, "select_all", "delete"))
        bar.addMenu(self._menu(self.tr("&Data"), "import", "import_picture", "new_sample", "clear"))
        bar.addMenu(
            self._menu(
                self.tr("&Run"),
                *("play", "step", "back", "epoch", "epoch_back", None, "reset", "new_start", None, "slower", "faster"),
            )
        )
        bar.addMenu(self._view())
        bar.addMenu(window.lesson_menu.menu)
        bar.addMenu(self._menu(self.tr("&Help"), "shortcuts", "about"))
        bar.setCornerWidget(corner(window.workspaces.switch, bar))

    def export(self) -> QMenu:
        """Return a menu of all that can be saved of what the window shows."""
        menu = self._menu("", "copy_picture", "save_picture", "export_figure", "export_film")
        menu.addMenu(self._menu(self.tr("Table"), *TABLES))
        menu.addMenu(code_menu(self.tr("Program"), self._actions, self._window))
        return menu

    def _file(self) -> QMenu:
        menu = self._menu(self.tr("&File"), "new_session", "open_session")
        menu.addMenu(self._window.files.recent_menu)
        self._fill(menu, "save_session", "save_session_as", "notes", None, "copy_code", "paste_code", None)
        self._fill(menu, "import", "import_picture", None, *PICTURES, None)
        menu.addMenu(self._menu(self.tr("Export table"), *TABLES))
        menu.addMenu(code_menu(self.tr("Export program"), self._actions, self._window))
        self._fill(menu, None, "quit")
        return menu

    def _view(self) -> QMenu:
        window = self._window
        menu = self._menu(self.tr("&View"))
        menu.addActions(window.workspaces.take_actions(self._actions))
        menu.addSeparator()
        for dock in (window.left, *window.docks.values(), window.right):
            menu.addAction(dock.toggleViewAction())
        menu.addSeparator()
        themes = {"system": self.tr("As the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        sizes = {size: f"{size} %" for size in Preferences.TEXT_SIZES}
        menu.addMenu(self._choices(self.tr("Theme"), "theme", themes))
        menu.addMenu(self._choices(self.tr("Text size"), "text_size", sizes))
        self._fill(menu, None, "present", "reset_layout")
        return menu

    def _menu(self, title: str, *names: str | None) -> QMenu:
        menu = QMenu(title, self._window)
        self._fill(menu, *names)
        return menu

    def _fill(self, menu: QMenu, *names: str | None) -> None:
        """Append actions by their names; None separates them."""
        for name in names:
            if name is None:
                menu.addSeparator()
            else:
                menu.addAction(self._actions[name])

    def _choices(self, title: str, preference: str, choices: Mapping[Any, str]) -> QMenu:
        menu, preferences = QMenu(title, self._window), self._window.preferences
        group = QActionGroup(menu)
        for value, text in choices.items():
            action = QAction(text, group, checkable=True, checked=getattr(preferences, preference) == value)
            action.triggered.connect(lambda _checked, chosen=value: setattr(preferences, preference, chosen))
            menu.addAction(action)
        return menu
