"""The questions before work is lost: unsaved here, or saved by another window meanwhile."""

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


def ask_whether_to_replace(
    window: QWidget, name: str, replace: Callable[[], None], save_as: Callable[[], None]
) -> None:
    """Ask what to do with a file that somebody else wrote since it was opened or saved here; Cancel does nothing."""
    box = QMessageBox(
        QMessageBox.Icon.NoIcon,
        QCoreApplication.translate("UnsavedQuestion", "Changed meanwhile"),
        QCoreApplication.translate("UnsavedQuestion", "{name} was written by another window or program.").format(
            name=name
        ),
        QMessageBox.StandardButton.Cancel,
        window,
    )
    box.setInformativeText(
        QCoreApplication.translate("UnsavedQuestion", "What stands in it since then is lost if you replace it.")
    )
    role = QMessageBox.ButtonRole
    other = box.addButton(QCoreApplication.translate("UnsavedQuestion", "Save &as…"), role.AcceptRole)
    over = box.addButton(QCoreApplication.translate("UnsavedQuestion", "&Replace"), role.DestructiveRole)
    box.setDefaultButton(other)

    def answered(_result: int) -> None:
        clicked = box.clickedButton()
        box.deleteLater()
        if clicked is over:
            replace()
        elif clicked is other:
            save_as()

    box.finished.connect(answered)
    box.open()
