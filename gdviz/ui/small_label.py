"""Small letters that say how something fares, in the colour of warnings where it fares badly."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

NO_LIMIT = 100_000


class SmallLabel(QLabel):
    """Small text that may change with every frame, in as many lines as it needs.

    A label of Qt's own asks its window for a new layout with every text. This one does so where it needs other room.
    """

    def __init__(self, alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> None:
        super().__init__()
        self._text = ""
        self._flags = alignment.value | Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextWordWrap.value
        self.setProperty("class", "small")
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def text(self) -> str:
        """Return what is shown."""
        return self._text

    def tell(self, text: str, *, warns: bool = False) -> None:
        """Show a text."""
        if text != self._text:
            height = self.heightForWidth(self.width())
            self._text = text
            self.setAccessibleName(text)
            if self.heightForWidth(self.width()) != height:
                self.updateGeometry()
            self.update()
        kind = "small warning" if warns else "small"
        if self.property("class") != kind:
            self.setProperty("class", kind)
            self.style().unpolish(self)
            self.style().polish(self)

    def sizeHint(self) -> QSize:
        return QSize(0, self._height(NO_LIMIT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._height(width)

    def _height(self, width: int) -> int:
        margins = self.contentsMargins()
        room = QRect(0, 0, max(1, width - margins.left() - margins.right()), NO_LIMIT)
        needed = self.fontMetrics().boundingRect(room, self._flags, self._text or " ").height()
        return needed + margins.top() + margins.bottom()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), self._flags, self._text)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()


class FigureLabel(SmallLabel):
    """A figure that is told shorter where it would be cut, and not at all where that would be cut, too."""

    def __init__(self) -> None:
        super().__init__(Qt.AlignmentFlag.AlignRight)
        self._texts: tuple[str, ...] = ("",)
        self._warns = False

    def tell(self, text: str, *shorter: str, warns: bool = False) -> None:
        """Show `text`, or the first of `shorter` that there is room for."""
        self._texts, self._warns = (text, *shorter), warns
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room, metrics = self.contentsRect().width(), self.fontMetrics()
        text = next((text for text in self._texts if text and metrics.horizontalAdvance(text) <= room), "")
        super().tell(text, warns=self._warns)
