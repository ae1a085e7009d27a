"""The surface below a plot: a pyqtgraph view whose mouse is ours."""

from __future__ import annotations

from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

# Images are rows of pixels everywhere in gdviz; pyqtgraph's default is columns.
pg.setConfigOptions(imageAxisOrder="row-major", antialias=True)


@dataclass(frozen=True)
class Pointer:
    """Where the mouse (or pen) is, in data and in pixels of the plot, and what is held down."""

    x: float
    y: float
    position: QPointF
    button: Qt.MouseButton
    modifiers: Qt.KeyboardModifier
    inside: bool
    double: bool = False


class Canvas(pg.GraphicsView):  # type: ignore[misc]
    """Hands every mouse event to its plot: pyqtgraph's own handling waits before a drag and swallows clicks."""

    mouse = Signal(object)
    resized = Signal()
    away = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self.setCentralItem(None)
        self.setAntialiasing(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.viewport().setMouseTracking(True)
        for part in (self, self.viewport()):
            part.setAcceptDrops(False)  # files are the window's; a view would complain of those it refuses
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.mouse.emit(event)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mouse.emit(event)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.mouse.emit(event)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.mouse.emit(event)
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.mouse.emit(event)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        self.away.emit()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self.resized.emit()
