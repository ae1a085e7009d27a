"""What mouse, wheel and keys do to a plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from gdviz.plots.canvas import Pointer

if TYPE_CHECKING:
    from gdviz.plots.base import Plot

_WHEEL_NOTCH = 1.2
_KEY_ZOOM = 1.25
_KEY_PAN = 0.1


class Gestures(QObject):
    """Pans, zooms, fits, opens the menu, or says what happened where the plot is captured."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self._plot = plot
        self._button = Qt.MouseButton.NoButton
        self._press = QPointF()
        self._last = QPointF()
        self._moved = False

    @Slot(object)
    def mouse(self, event: QMouseEvent | QWheelEvent) -> None:
        """Act on one event of the canvas."""
        if isinstance(event, QWheelEvent):
            self._wheel(event)
            return
        handle = {
            QEvent.Type.MouseButtonPress: self._pressed,
            QEvent.Type.MouseButtonDblClick: self._double_clicked,
            QEvent.Type.MouseMove: self._moved_to,
            QEvent.Type.MouseButtonRelease: self._released,
        }[event.type()]
        handle(event)

    def key(self, event: QKeyEvent) -> bool:
        """Act on a key; return whether it meant something here."""
        plot, pressed = self._plot, Qt.Key(event.key())
        across, down = _KEY_PAN * plot.mapping.width, _KEY_PAN * plot.mapping.height
        pans = {
            Qt.Key.Key_Left: (across, 0.0),
            Qt.Key.Key_Right: (-across, 0.0),
            Qt.Key.Key_Up: (0.0, down),
            Qt.Key.Key_Down: (0.0, -down),
        }
        if pressed in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            plot.zoom(_KEY_ZOOM)
        elif pressed == Qt.Key.Key_Minus:
            plot.zoom(1.0 / _KEY_ZOOM)
        elif pressed in (Qt.Key.Key_0, Qt.Key.Key_Home):
            plot.fit_view()
        elif pressed in pans and plot.arrows_pan:
            plot.pan(*pans[pressed])
        else:
            return False
        return True

    def _pressed(self, event: QMouseEvent) -> None:
        if self._button != Qt.MouseButton.NoButton:
            return
        self._button = event.button()
        self._press = self._last = event.position()
        self._moved = False
        if self._captured(self._button):
            self._plot.pressed.emit(self._pointer(event, self._button))

    def _double_clicked(self, event: QMouseEvent) -> None:
        if self._captured(event.button()):
            self._pressed(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._plot.fit_view()

    def _moved_to(self, event: QMouseEvent) -> None:
        position, plot = event.position(), self._plot
        held = self._button != Qt.MouseButton.NoButton
        if held or plot.view.geometry().contains(position):
            plot.hovered.emit(*plot.to_data(position))
        else:
            plot.left.emit()
        if not held:
            return
        if not self._moved and (position - self._press).manhattanLength() < QApplication.startDragDistance():
            return
        self._moved = True
        if self._captured(self._button):
            plot.dragged.emit(self._pointer(event, self._button))
        elif self._button in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            plot.pan(position.x() - self._last.x(), position.y() - self._last.y())
        self._last = position

    def _released(self, event: QMouseEvent) -> None:
        button = self._button
        if event.button() != button:
            return
        self._button = Qt.MouseButton.NoButton
        pointer = self._pointer(event, button)
        if self._captured(button):
            self._plot.released.emit(pointer)
        elif not self._moved and button == Qt.MouseButton.RightButton:
            self._plot.menu.open(self._plot.mapToGlobal(event.position().toPoint()))
        elif not self._moved and pointer.inside:
            self._plot.clicked.emit(pointer)

    def _wheel(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        keys = event.modifiers()
        self._plot.zoom(
            _WHEEL_NOTCH ** (turned / 120.0),
            event.position(),
            x=not keys & Qt.KeyboardModifier.ControlModifier,
            y=not keys & Qt.KeyboardModifier.ShiftModifier,
        )

    def _captured(self, button: Qt.MouseButton) -> bool:
        left = self._plot.capture and button == Qt.MouseButton.LeftButton
        return left or (self._plot.capture_right and button == Qt.MouseButton.RightButton)

    def _pointer(self, event: QMouseEvent, button: Qt.MouseButton) -> Pointer:
        x, y = self._plot.to_data(event.position())
        inside = self._plot.view.geometry().contains(event.position())
        double = event.type() == QEvent.Type.MouseButtonDblClick
        return Pointer(x, y, event.position(), button, event.modifiers(), inside, double)
