"""An experiment as text on the clipboard, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from gdviz.plots.number import count
from gdviz.training.text_code import PREFIX, Shared, TextCodeError, from_code, to_code
from gdviz.ui.actions import Command

if TYPE_CHECKING:
    from gdviz.ui.main_window import MainWindow


class Sharing(QObject):
    """Copies the experiment as a code, and opens one that was pasted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    @Slot()
    def copy_code(self) -> None:
        session = self._window.session
        title = "" if self._window.files.path is None else self._window.files.name
        shared = Shared(session.experiment, session.dataset, title, self._window.lesson_card.text)
        try:
            code = to_code(shared)
        except TextCodeError as error:
            session.say(str(error), "warning")
            return
        QGuiApplication.clipboard().setText(code)
        told = self.tr("The experiment is on the clipboard as a text of {n} characters: paste it into another gdviz.")
        session.say(told.format(n=count(len(code))))

    @Slot()
    def paste_code(self) -> None:
        """Open the code on the clipboard, whatever is written around it; where there is no whole one, ask for it."""
        text = QGuiApplication.clipboard().text()
        try:
            self.open(from_code(text))
        except TextCodeError:
            dialog = CodeDialog(self, self._window, text if PREFIX in text else "")
            dialog.open()

    def open(self, shared: Shared) -> None:
        """Show what a code holds, after a question where work would be lost."""
        self._window.files.ask_first(lambda: self._take(shared))

    def _take(self, shared: Shared) -> None:
        window = self._window
        if window.session.open_experiment(self.tr("Paste code"), shared.experiment, shared.dataset):
            window.lesson_menu.show_choice()
            window.lesson_card.tell(shared.what_to_see)
            window.files.begin_anew()


class CodeDialog(QDialog):
    """A field for a code, and what is wrong with it."""

    def __init__(self, sharing: Sharing, parent: QWidget, text: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Paste code"))
        self.resize(480, 240)
        self._sharing = sharing
        self._shared: Shared | None = None
        hint = QLabel(self.tr("A code of gdviz begins with {prefix}").format(prefix=PREFIX))
        self._edit = QPlainTextEdit()
        self._edit.setAccessibleName(self.tr("Code"))
        self._edit.setToolTip(self.tr("Paste the text that somebody sent you"))
        self._edit.textChanged.connect(self._look)
        self._verdict = QLabel()
        self._verdict.setWordWrap(True)
        self._verdict.setProperty("class", "danger")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel)
        self._open = buttons.button(QDialogButtonBox.StandardButton.Open)
        self._open.setEnabled(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        for widget in (hint, self._edit, self._verdict, buttons):
            column.addWidget(widget)
        self._edit.setPlainText(text)
        self.finished.connect(self.deleteLater)

    def accept(self) -> None:
        super().accept()
        if self._shared is not None:
            self._sharing.open(self._shared)

    @Slot()
    def _look(self) -> None:
        text = self._edit.toPlainText()
        problem, self._shared = "", None
        try:
            self._shared = from_code(text)
        except TextCodeError as error:
            problem = str(error)
        self._open.setEnabled(not problem)
        self._verdict.setText(problem if text else "")


def sharing_commands(sharing: Sharing) -> list[Command]:
    """Return the commands that copy and paste codes."""
    return [
        Command(
            "copy_code",
            QCoreApplication.translate("Commands", "Copy as code"),
            (),
            QCoreApplication.translate("Commands", "Copy the experiment as a text that another gdviz opens"),
            sharing.copy_code,
        ),
        Command(
            "paste_code",
            QCoreApplication.translate("Commands", "Paste code …"),
            ("Ctrl+Shift+V",),
            QCoreApplication.translate("Commands", "Open an experiment that somebody sent as text"),
            sharing.paste_code,
        ),
    ]
