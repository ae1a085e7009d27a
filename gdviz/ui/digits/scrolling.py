"""A widget that scrolls downwards, and is told how high the view on it is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


class Scrolling(QScrollArea):
    """`told` gets the height of the view whenever it changes, so that what is shown can make itself fit."""

    def __init__(self, inside: QWidget, told: Callable[[int], None] | None = None, margin: int = 12) -> None:
        super().__init__()
        self._told, self._margin = told, margin
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(margin, 8, margin, 4)
        column.addWidget(inside)
        self.setWidget(holder)
        holder.setAutoFillBackground(False)  # the card is the ground
        self.viewport().setAutoFillBackground(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._told is not None:
            self._told(max(1, event.size().height() - 12))
        super().resizeEvent(event)
