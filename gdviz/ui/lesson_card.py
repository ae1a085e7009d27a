"""What to see: the lesson's few sentences beside the plots."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

FEW_LINES = 3
SHARE = 0.3  # of the window's height: so much of the text stays in view, whatever else wants room


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
    """Asks for the height of its whole text, and makes do with a share of the window."""

    def __init__(self, text: QLabel) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._text = text
        self._window: QWidget | None = None
        self.setWidget(text)
        self.viewport().setAutoFillBackground(False)
        text.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        return QSize(120, self._text.heightForWidth(self.viewport().width()) + 2)

    def minimumSizeHint(self) -> QSize:
        lines = FEW_LINES * self._text.fontMetrics().lineSpacing()
        return QSize(80, min(self.sizeHint().height(), max(lines, int(SHARE * self.window().height()))))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._window is not self.window():
            if self._window is not None:
                self._window.removeEventFilter(self)
            self._window = self.window()
            self._window.installEventFilter(self)
        self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
