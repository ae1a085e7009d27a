"""What is at the pointer, in words over a picture."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QLabel, QWidget

GAP = 4  # pixels to the corner


class Readout(QLabel):
    """Lies over its parent and lets the mouse through; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("class", "readout")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, text: str, corner: QPointF) -> None:
        """Show `text` in the upper right `corner`; nothing if it is empty."""
        if text != self.text():
            self.setText(text)
            self.place(corner)
        self.setVisible(bool(text))

    def place(self, corner: QPointF) -> None:
        """Stand in the upper right `corner`."""
        self.adjustSize()
        self.move(round(corner.x()) - self.width() - GAP, round(corner.y()) + GAP)
