"""A slider over time, as films have it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget


class Scrubber(QSlider):
    """A horizontal slider that goes to where it is clicked, instead of a page towards it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            option = QStyleOptionSlider()
            self.initStyleOption(option)
            part, style = QStyle.ComplexControl.CC_Slider, self.style()
            handle = style.subControlRect(part, option, QStyle.SubControl.SC_SliderHandle, self)
            groove = style.subControlRect(part, option, QStyle.SubControl.SC_SliderGroove, self)
            at = event.position().toPoint()
            if not handle.contains(at):  # then it lies under the pointer, and the press takes hold of it
                span = groove.width() - handle.width()
                left = at.x() - groove.left() - handle.width() // 2
                self.setValue(
                    QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), left, span, option.upsideDown)
                )
        super().mousePressEvent(event)
