"""One line of small text that may change with every frame."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdviz.plots.theme import Theme, ThemeManager


class QuietText(QWidget):
    """Text at the right of the room it is given, in the longest of its forms that has room, and else shortened.

    A QLabel asks its window for a new layout with every text: thirty times a second, that is felt.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._shorter: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        ThemeManager.instance().changed.connect(self._follow_theme)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    @property
    def fitting(self) -> str:
        """The longest form that has room; the shortest, which is cut, where none has."""
        metrics = QFontMetrics(self._font())
        forms = (self._text, *self._shorter)
        return next((form for form in forms if metrics.horizontalAdvance(form) <= self.width()), forms[-1])

    def set_text(self, text: str, *shorter: str) -> None:
        """Show `text`, or where there is no room for it the first of the `shorter` forms that has."""
        if (text, shorter) == (self._text, self._shorter):
            return
        self._text, self._shorter = text, shorter
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, QFontMetrics(self._font()).height() + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._text:
            return
        painter = QPainter(self)
        painter.setFont(self._font())
        painter.setPen(QColor(Theme.current().quiet))
        text = painter.fontMetrics().elidedText(self.fitting, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()

    def _font(self) -> QFont:
        return Theme.current().font(Theme.current().small_size, tabular=True)

    @Slot()
    def _follow_theme(self) -> None:
        self.updateGeometry()
        self.update()
