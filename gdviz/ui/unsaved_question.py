"""The question before unsaved work is lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

SAVE, DISCARD = QMessageBox.StandardButton.Save, QMessageBox.StandardButton.Discard


def ask_whether_to_save(window: QWidget, name: str, answered: Callable[[int], None]) -> None:
    """Ask, and tell which button it was: SAVE, DISCARD, or another for neither."""
    box = QMessageBox(
        QMessageBox.Icon.NoIcon,
        QCoreApplication.translate("UnsavedQuestion", "Unsaved changes"),
        QCoreApplication.translate("UnsavedQuestion", "Save the changes to {name}?").format(name=name),
        SAVE | DISCARD | QMessageBox.StandardButton.Cancel,
        window,
    )
    box.setInformativeText(QCoreApplication.translate("UnsavedQuestion", "They are lost if you do not."))
    box.setDefaultButton(SAVE)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.finished.connect(answered)
    box.open()
