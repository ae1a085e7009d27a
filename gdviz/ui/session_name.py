"""What the session is called, in the status line and in the window's title."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel, QWidget

MOST_NAME_CHARACTERS = 40


class SessionName(QLabel):
    """Name of the file, with a star while not all of it is saved."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._window = window
        self._shown: tuple[Path | None, bool] | None = None
        self.setContentsMargins(12, 0, 12, 0)

    def name_of(self, path: Path | None) -> str:
        """Return what a session in this file is called; without one it has no name yet."""
        return path.stem if path is not None else self.tr("untitled")

    def tell(self, path: Path | None, modified: bool) -> None:
        """Show which file it is, and whether something is not saved there."""
        if self._shown == (path, modified):
            return
        self._shown = path, modified
        name = self.name_of(path)
        short = name if len(name) <= MOST_NAME_CHARACTERS else f"{name[: MOST_NAME_CHARACTERS - 1]}…"
        self._window.setWindowTitle(f"{name}[*] – gdviz")
        self._window.setWindowModified(modified)
        self.setText(f"{short}*" if modified else short)
        self.setToolTip(str(path) if path is not None else self.tr("Not saved to a file yet"))
        self.setAccessibleName(self.tr("Session {name}").format(name=self.text()))
