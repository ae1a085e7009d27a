"""What the menu File does with sessions, with keys and a sentence for each."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gdviz.ui.actions import Command
from gdviz.ui.session_files import SessionFiles


def session_commands(files: SessionFiles) -> list[Command]:
    """Return the commands for new, open, save and notes."""
    return [
        Command(
            "new_session",
            QCoreApplication.translate("Commands", "New"),
            ("Ctrl+N",),
            QCoreApplication.translate("Commands", "Begin with the first data and a line"),
            files.new,
        ),
        Command(
            "open_session",
            QCoreApplication.translate("Commands", "Open …"),
            ("Ctrl+O",),
            QCoreApplication.translate("Commands", "Open a saved session: it goes on where it stood"),
            files.open,
        ),
        Command(
            "save_session",
            QCoreApplication.translate("Commands", "Save"),
            ("Ctrl+S",),
            QCoreApplication.translate("Commands", "Save data, choices, the whole run and the layout in one file"),
            files.save,
        ),
        Command(
            "save_session_as",
            QCoreApplication.translate("Commands", "Save as …"),
            ("Ctrl+Shift+S",),
            QCoreApplication.translate("Commands", "Save the session in another file"),
            files.save_as,
        ),
        Command(
            "notes",
            QCoreApplication.translate("Commands", "Notes"),
            ("Ctrl+Shift+N",),
            QCoreApplication.translate("Commands", "Your own text, saved with the session"),
            files.notes.show,
        ),
    ]
