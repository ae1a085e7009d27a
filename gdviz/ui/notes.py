"""The user's own text beside a session."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

MOST_CHARACTERS = 100_000


class NotesCard(QDialog):
    """A small window of plain text that stays open beside the plots; `changed(text)` with every letter."""

    changed = Signal(str)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setWindowTitle(self.tr("Notes"))
        self.resize(360, 280)
        hint = QLabel(self.tr("Saved with the session."))
        hint.setProperty("class", "quiet")
        self._edit = QPlainTextEdit(text)
        self._edit.setAccessibleName(self.tr("Notes"))
        self._edit.setToolTip(self.tr("What you want to remember or say about this experiment"))
        self._edit.setTabChangesFocus(True)
        self._edit.textChanged.connect(self._tell)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self._edit)
        column.addWidget(hint)

    def show_text(self, text: str) -> None:
        """Show the notes of another session."""
        if text != self._edit.toPlainText():
            self._edit.blockSignals(True)
            self._edit.setPlainText(text)
            self._edit.blockSignals(False)

    @Slot()
    def _tell(self) -> None:
        text = self._edit.toPlainText()
        if len(text) > MOST_CHARACTERS:
            text = text[:MOST_CHARACTERS]
            self._edit.setPlainText(text)
        self.changed.emit(text)


class Notes(QObject):
    """The notes of the present session; `changed` when the user has written."""

    changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._card: NotesCard | None = None
        self.text = ""

    @Slot()
    def show(self) -> None:
        """Bring the small window with them to the front."""
        if self._card is None:
            self._card = NotesCard(self.text, self._window)
            self._card.changed.connect(self._take)
        self._card.show()
        self._card.raise_()
        self._card.activateWindow()

    def replace(self, text: str) -> None:
        """Go over to the notes of another session."""
        self.text = text
        if self._card is not None:
            self._card.show_text(text)

    @Slot(str)
    def _take(self, text: str) -> None:
        self.text = text
        self.changed.emit()
