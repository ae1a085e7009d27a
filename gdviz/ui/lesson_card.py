"""What to see: the lesson's few sentences beside the plots."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

FEW_LINES = 3


class LessonCard(QFrame):
    """A heading and a short text, scrolled where the window is low; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "card")
        self._heading = QLabel(self.tr("What to see"))
        self._heading.setProperty("class", "title")
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setProperty("class", "quiet")
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._page = _Page(self._text)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 4, 10)
        column.setSpacing(6)
        column.addWidget(self._heading)
        column.addWidget(self._page)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.tell("")

    @property
    def text(self) -> str:
        return self._text.text()

    def tell(self, text: str) -> None:
        self._text.setText(text)
        self._page.verticalScrollBar().setValue(0)
        self._page.updateGeometry()
        self.setAccessibleName(text)
        self.setVisible(bool(text))


class _Page(QScrollArea):
    """Asks for the height of its whole text, and makes do with a few lines."""

    def __init__(self, text: QLabel) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._text = text
        self.setWidget(text)
        self.viewport().setAutoFillBackground(False)
        text.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        return QSize(120, self._text.heightForWidth(self.viewport().width()) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, min(self.sizeHint().height(), FEW_LINES * self._text.fontMetrics().lineSpacing()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
