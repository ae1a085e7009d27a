"""Undo and redo of what is shown: the session, or a page that has undo of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from gdviz.session import Session
from gdviz.ui.slopes.in_window import SlopesInWindow
from gdviz.ui.workspaces import Workspaces

if TYPE_CHECKING:
    from gdviz.session.slopes import Slopes


class Undoing(QObject):
    """Sends undo and redo to whom they are meant for; `show` lets menu and keys say what they would do."""

    def __init__(self, session: Session, workspaces: Workspaces, slopes: SlopesInWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._workspaces, self._slopes = session, workspaces, slopes
        self._actions: Mapping[str, QAction] = {}
        session.undo_changed.connect(self.show)
        workspaces.changed.connect(self.show)
        slopes.changed.connect(self.show)

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        """Let these name what they would do."""
        self._actions = {name: actions[name] for name in ("undo", "redo")}
        self.show()

    @Slot()
    def show(self) -> None:
        """Name what undo and redo would do now."""
        edited = self._edited
        undo, redo = ("", "") if edited is None else (edited.undo_label, edited.redo_label)
        for name, label, text in (("undo", undo, self.tr("Undo")), ("redo", redo, self.tr("Redo"))):
            self._actions[name].setEnabled(bool(label))
            self._actions[name].setText(f"{text}: {label}" if label else text)

    @Slot()
    def undo(self) -> None:
        if self._edited is not None:
            self._edited.undo()

    @Slot()
    def redo(self) -> None:
        if self._edited is not None:
            self._edited.redo()

    @property
    def _edited(self) -> Session | Slopes | None:
        """Return what undo acts on; None where a page has an undo of its own."""
        if self._slopes.shown:
            return self._slopes.slopes
        return None if self._workspaces.shows_page else self._session
