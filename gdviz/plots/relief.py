"""A surface seen from the side: hills with their light and shade, ways over them, turned with the mouse."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from gdviz.plots.canvas import Pointer
from gdviz.plots.colormaps import Lut
from gdviz.plots.drawing import Drawing, came_by_key
from gdviz.plots.mapping import Floats
from gdviz.plots.picture_menu import PictureMenu
from gdviz.plots.readout import Readout
from gdviz.plots.relief_painting import Scene, Way
from gdviz.plots.relief_view import Camera, Hills
from gdviz.plots.theme import Theme, ThemeManager

TURN_PER_PIXEL, TURN_PER_KEY = 0.01, math.radians(7.5)
NOTCH, KEY_ZOOM = 1.15, 1.25


class Relief(Drawing):
    """Values over a rectangle as hills, painted from back to front; what lies on them lies on them.

    A drag of the left button or an arrow key turns it, the wheel, plus and minus zoom, a double click or Home puts it
    back. `clicked` tells of a place that was clicked (`Pointer.x`, `Pointer.y` in data), `hovered` what is below the
    pointer.
    """

    hovered = Signal(float, float)
    left = Signal()
    clicked = Signal(object)
    turned = Signal()
    save_wanted = Signal()

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name or self.tr("Relief"))
        self.setAccessibleDescription(
            self.tr("Arrows turn it, plus and minus zoom, Home puts it back, Menu opens more")
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        self.scene = Scene()
        self._press: QPointF | None = None
        self._last = QPointF()
        self._moved = self._by_key = False
        self._readout = Readout(self)
        self._menu = PictureMenu(self, self.reset_view, self.copy_picture, self.save_wanted)
        ThemeManager.instance().changed.connect(self.update)

    # -- what is in it ---------------------------------------------------------------------------------------------

    def set_values(self, values: Floats, rect: QRectF, lut: Lut) -> None:
        """Draw `values` (rows, columns) over `rect` of data, row 0 at its top (least y); all finite, low to high.

        Colour and height are the same: the least value lies on the floor in the first colour of `lut`.
        """
        hills = self.scene.hills = Hills(values, rect.left(), rect.right(), rect.top(), rect.bottom())
        self.scene.colors = hills.colors(lut)
        self.update()

    def set_axes(self, x: str, y: str, height: str) -> None:
        """Name the two sides and the height."""
        self.scene.names = (x, y, height)
        self.update()

    def set_way(self, name: str, x: ArrayLike, y: ArrayLike, color: QColor | str) -> None:
        """Draw a way over the hills, the present place last, instead of the one of this name."""
        self.scene.ways[name] = Way(np.asarray(x, np.float64).ravel(), np.asarray(y, np.float64).ravel(), QColor(color))
        self.update()

    def keep_ways(self, names: set[str]) -> None:
        """Draw no other ways than these."""
        for gone in self.scene.ways.keys() - names:
            del self.scene.ways[gone]
            self.update()

    def set_mark(self, x: float, y: float, color: QColor | str) -> None:
        """Put a ring on a place."""
        self.scene.mark = (x, y, QColor(color))
        self.update()

    def clear(self) -> None:
        """Draw nothing."""
        self.scene.hills = self.scene.mark = None
        self.scene.ways.clear()
        self.update()

    def set_readout(self, text: str) -> None:
        """Show `text` in the upper right corner; nothing if it is empty."""
        self._readout.say(text, QPointF(self.width(), 0.0))

    # -- the view --------------------------------------------------------------------------------------------------

    @property
    def camera(self) -> Camera:
        """From where it is looked at."""
        return self.scene.camera

    @Slot()
    def reset_view(self) -> None:
        """Look at it as at first."""
        self.look(Camera())

    def look(self, camera: Camera) -> None:
        """Look at it from elsewhere."""
        self.scene.camera = camera.limited()
        self.update()
        self.turned.emit()

    def to_pixels(self, x: float, y: float) -> QPointF:
        """Return the pixel where a place of the ground is drawn."""
        hills = self.scene.hills
        if hills is None:
            return QPointF(self.rect().center())
        points = hills.lifted(np.array([x]), np.array([y]), 0.0)
        across, down, _ = self.scene.projected(points, QRectF(self.rect()))
        return QPointF(float(across[0]), float(down[0]))

    def to_data(self, position: QPointF) -> tuple[float, float] | None:
        """Return the place of the ground that is seen at a pixel; None beside it."""
        hills = self.scene.hills
        if hills is None:
            return None
        across, down, away = self.scene.projected(hills.corners, QRectF(self.rect()))
        return hills.hit(across, down, away, position.x(), position.y())

    # -- painting --------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_on(painter, QRectF(self.rect()))
        if self._by_key and self.hasFocus():
            painter.setPen(QPen(QColor(Theme.current().accent), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def paint_on(self, painter: QPainter, area: QRectF) -> None:
        """Draw it into `area` of any paint device."""
        painter.save()
        painter.fillRect(area, QColor(Theme.current().card))
        painter.setClipRect(area)
        self.scene.paint(painter, area)
        painter.restore()

    # -- events ----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._press = self._last = event.position()
            self._moved = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position = event.position()
        if self._press is None:
            place = self.to_data(position)
            if place is None:
                self.left.emit()
            else:
                self.hovered.emit(*place)
            return
        if not self._moved and (position - self._press).manhattanLength() < QApplication.startDragDistance():
            return
        if not self._moved:
            self.left.emit()
        self._moved = True
        step, self._last = position - self._last, position
        self.look(self.camera.turned(TURN_PER_PIXEL * step.x(), TURN_PER_PIXEL * step.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._press is None:
            return
        self._press = None
        place = self.to_data(event.position())
        if place is not None and not self._moved:
            self.clicked.emit(Pointer(*place, event.position(), event.button(), event.modifiers(), True))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.to_data(event.position()) is None:  # on the ground both clicks mean a place
            self.reset_view()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.look(self.camera.zoomed(NOTCH ** ((event.angleDelta().y() or event.angleDelta().x()) / 120.0)))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, turn = event.key(), TURN_PER_KEY
        turns = {
            Qt.Key.Key_Left: (-turn, 0.0),
            Qt.Key.Key_Right: (turn, 0.0),
            Qt.Key.Key_Up: (0.0, -turn),
            Qt.Key.Key_Down: (0.0, turn),
        }
        if key in turns:
            self.look(self.camera.turned(*turns[Qt.Key(key)]))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.look(self.camera.zoomed(KEY_ZOOM))
        elif key == Qt.Key.Key_Minus:
            self.look(self.camera.zoomed(1.0 / KEY_ZOOM))
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.reset_view()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._menu.open(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_key = came_by_key(event)
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 90)
