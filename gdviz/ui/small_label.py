"""Small letters that say how something fares, in the colour of warnings where it fares badly."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy


class SmallLabel(QLabel):
    """A line or a few of small text."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("class", "small")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def tell(self, text: str, *, warns: bool = False) -> None:
        """Show a text."""
        if text != self.text():
            self.setText(text)
        kind = "small warning" if warns else "small"
        if self.property("class") != kind:
            self.setProperty("class", kind)
            self.style().unpolish(self)
            self.style().polish(self)


class FigureLabel(SmallLabel):
    """A figure that is told shorter where it would be cut, and not at all where that would be cut, too."""

    def __init__(self) -> None:
        super().__init__()
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
