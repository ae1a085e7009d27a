"""What to see: the lesson's few sentences beside the plots."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget


class LessonCard(QFrame):
    """A heading and a short text; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "card")
        self._heading = QLabel(self.tr("What to see"))
        self._heading.setProperty("class", "title")
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setProperty("class", "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(6)
        column.addWidget(self._heading)
        column.addWidget(self._text)
        self.tell("")

    @property
    def text(self) -> str:
        return self._text.text()

    def tell(self, text: str) -> None:
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
