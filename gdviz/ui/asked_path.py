"""Where a file is to go: the dialog, the ending that was not typed, and no file replaced unasked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget


def ask_where_to_save(window: QWidget, title: str, start: Path, kinds: str, endings: Sequence[str] = ()) -> Path | None:
    """Return the path that is chosen; None if none was.

    It gets the ending of `start` unless it has one of `endings`, or any where these are empty. The dialog itself asks
    about a file that was named whole; this asks where the ending makes it the name of one.
    """
    while True:
        chosen, _ = QFileDialog.getSaveFileName(window, title, str(start), kinds)
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix.lower() in endings or (path.suffix and not endings):
            return path
        path = path.with_name(path.name + start.suffix)
        if may_replace(window, title, path):
            return path


def may_replace(window: QWidget, title: str, path: Path) -> bool:
    """Return True if there is no such file, or if it may go."""
    if not path.exists():
        return True
    asked = QCoreApplication.translate("AskedPath", "{name} is there already. Replace it?").format(name=path.name)
    return QMessageBox.question(window, title, asked) == QMessageBox.StandardButton.Yes
