"""The experiment as a program: a menu of libraries, each of which opens the dialog with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from gdviz.export.libraries import LIBRARIES
from gdviz.session import Session
from gdviz.session.preferences import Preferences
from gdviz.ui.actions import Command

if TYPE_CHECKING:
    from gdviz.ui.digits.in_window import DigitsInWindow
    from gdviz.ui.main_window import MainWindow
    from gdviz.ui.program_source import ProgramSource


class CodeExport(QObject):
    """Opens the dialog on what the window shows: the race, or the network of the digits."""

    def __init__(self, window: MainWindow, session: Session, preferences: Preferences, digits: DigitsInWindow) -> None:
        super().__init__(window)
        self._window, self._session, self._preferences, self._digits = window, session, preferences, digits
        digits.program_wanted.connect(self.export_usual)

    @Slot()
    def export_usual(self) -> None:
        """Show the program in the library that shows most of what is done."""
        self.export(next(iter(LIBRARIES)))

    def export(self, target: str) -> None:
        """Show the program in the library `target`, or say that what is shown has none."""
        from gdviz.ui.program_dialog import ProgramDialog  # the window opens faster without them
        from gdviz.ui.program_source import DigitsSource, RaceSource

        workspaces = self._window.workspaces
        source: ProgramSource = RaceSource(self._session)
        if self._digits.shown and self._digits.session is not None:
            source = DigitsSource(self._digits.session)
        elif workspaces.shows_page:
            told = self.tr("There is no program of “{page}”: there is one of a run, and of the network of the digits.")
            self._session.say(told.format(page=workspaces.title), "warning")
            return
        dialog = ProgramDialog(source, self._preferences, target, self._window)
        dialog.said.connect(self._session.say)
        dialog.open()


def code_menu(title: str, actions: Mapping[str, QAction], parent: QWidget) -> QMenu:
    """Return a menu of the kinds of programs."""
    menu = QMenu(title, parent)
    for name in LIBRARIES:
        menu.addAction(actions[f"code_{name}"])
    return menu


def code_commands(code: CodeExport) -> list[Command]:
    """Return a command for each kind of program."""
    help_ = QCoreApplication.translate("Commands", "A program of the same steps, with {library}: to copy or save")
    return [
        Command(f"code_{name}", f"{title}…", (), help_.format(library=title),
                lambda chosen=name: code.export(chosen))  # type: ignore[misc]
        for name, title in LIBRARIES.items()
    ]  # fmt: skip
