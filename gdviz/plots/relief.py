"""A surface seen from the side: hills with their light and shade, ways over them, turned with the mouse."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from gdviz.plots.canvas import Pointer
from gdviz.plots.colormaps import Lut
from gdviz.plots.icons import icon
from gdviz.plots.layer import onto_screen
from gdviz.plots.mapping import Floats
from gdviz.plots.number import number
from gdviz.plots.relief_view import Camera, Hills
from gdviz.plots.theme import Theme, ThemeManager
from gdviz.plots.trajectory import PLACE, WIDTH

TURN_PER_PIXEL, TURN_PER_KEY = 0.01, math.radians(7.5)
NOTCH, KEY_ZOOM = 1.15, 1.25
HIDDEN_WAY = 0.35  # of a way's colour where a hill stands before it
LIFT = 0.012  # of the height, by which a way floats above the ground
STEP_PIXELS = 1.5  # of a way that are drawn as one piece
HALO = 2.4


_Piece: TypeAlias = tuple[float, QLineF, QColor]  # of a way: how far away, where on the screen, its colour


@dataclass
class _Way:
    x: Floats
    y: Floats
    color: QColor


class Relief(QWidget):
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
        self.camera = Camera()
        self._hills: Hills | None = None
        self._colors: list[QColor] = []
        self._ways: dict[str, _Way] = {}
        self._mark: tuple[float, float, QColor] | None = None
        self._names = ("", "", "")
        self._press: QPointF | None = None
        self._last = QPointF()
        self._moved = self._by_key = False
        self._readout = QLabel(self)
        self._readout.setProperty("class", "readout")
        self._readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._readout.hide()
        self._actions = [QAction(self.tr("&Fit view"), self), QAction(self.tr("&Copy picture"), self),
                         QAction(self.tr("&Save picture…"), self)]  # fmt: skip
        for action, slot in zip(self._actions, (self.reset_view, self.copy_picture, self.save_wanted), strict=True):
            action.triggered.connect(slot)
        ThemeManager.instance().changed.connect(self._dress)
        self._dress()

    # -- what is in it ---------------------------------------------------------------------------------------------

    def set_values(self, values: Floats, rect: QRectF, lut: Lut) -> None:
        """Draw `values` (rows, columns) over `rect` of data, row 0 at its top (least y); all finite, low to high.

        Colour and height are the same: the least value lies on the floor in the first colour of `lut`.
        """
        self._hills = Hills(values, rect.left(), rect.right(), rect.top(), rect.bottom())
        self._colors = self._hills.colors(lut)
        self.update()

    def set_axes(self, x: str, y: str, height: str) -> None:
        """Name the two sides and the height."""
        self._names = (x, y, height)
        self.update()

    def set_way(self, name: str, x: ArrayLike, y: ArrayLike, color: QColor | str) -> None:
        """Draw a way over the hills, the present place last, instead of the one of this name."""
        self._ways[name] = _Way(np.asarray(x, np.float64).ravel(), np.asarray(y, np.float64).ravel(), QColor(color))
        self.update()

    def keep_ways(self, names: set[str]) -> None:
        """Draw no other ways than these."""
        for gone in self._ways.keys() - names:
            del self._ways[gone]
            self.update()

    def set_mark(self, x: float, y: float, color: QColor | str) -> None:
        """Put a ring on a place."""
        self._mark = (x, y, QColor(color))
        self.update()

    def clear(self) -> None:
        """Draw nothing."""
        self._hills, self._mark = None, None
        self._ways.clear()
        self.update()

    def set_readout(self, text: str) -> None:
        """Show `text` in the upper right corner; nothing if it is empty."""
        if text != self._readout.text():
            self._readout.setText(text)
            self._readout.adjustSize()
            self._readout.move(self.width() - self._readout.width() - 4, 4)
        self._readout.setVisible(bool(text))

    # -- the view --------------------------------------------------------------------------------------------------

    @Slot()
    def reset_view(self) -> None:
        """Look at it as at first."""
        self.look(Camera())

    def look(self, camera: Camera) -> None:
        """Look at it from elsewhere."""
        self.camera = camera.limited()
        self.update()
        self.turned.emit()

    def to_pixels(self, x: float, y: float) -> QPointF:
        """Return the pixel where a place of the ground is drawn."""
        if self._hills is None:
            return QPointF(self.rect().center())
        points = self._hills.lifted(np.array([x]), np.array([y]), 0.0)
        across, down, _ = self._projected(points, QRectF(self.rect()))
        return QPointF(float(across[0]), float(down[0]))

    def to_data(self, position: QPointF) -> tuple[float, float] | None:
        """Return the place of the ground that is seen at a pixel; None beside it."""
        if self._hills is None:
            return None
        across, down, away = self._projected(self._hills.corners, QRectF(self.rect()))
        return self._hills.hit(across, down, away, position.x(), position.y())

    def _projected(self, points: Floats, area: QRectF) -> tuple[Floats, Floats, Floats]:
        """Return pixels across and down, and how far away, of points (n, 3) of the unit box."""
        theme = Theme.current()
        margin = theme.length(30)
        return self.camera.project(points, area.adjusted(margin, theme.length(10), -margin, -theme.length(22)))

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
        theme = Theme.current()
        painter.save()
        painter.fillRect(area, QColor(theme.card))
        painter.setClipRect(area)
        if self._hills is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_box(painter, area, theme)
            self._paint_hills(painter, area, theme)
        painter.restore()

    def pictured(self, scale: float = 2.0) -> QImage:
        """Return it as it is, `scale` times as large, lines and letters too."""
        image = QImage(self.size() * scale, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(scale)
        image.fill(QColor(Theme.current().card))
        painter = QPainter(image)
        self.paint_on(painter, QRectF(self.rect()))
        painter.end()
        return image

    @Slot()
    def copy_picture(self) -> None:
        """Put a picture of it on the clipboard."""
        QGuiApplication.clipboard().setImage(self.pictured(2.0))

    def _paint_hills(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """Paint quads from back to front, and pieces of the ways as soon as what is behind them is there."""
        hills = self._hills
        assert hills is not None
        across, down, away = self._projected(hills.corners, area)
        order, quads_away = hills.order(away)
        pieces = self._pieces(area)
        # a piece lies on a quad: it comes after that quad and those around it
        due = np.searchsorted(-quads_away, [-(piece[0] - hills.reach) for piece in pieces])
        points = [QPointF(x, y) for x, y in zip(across.tolist(), down.tolist(), strict=True)]
        screen = onto_screen(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not screen)
        painter.setPen(Qt.PenStyle.NoPen)
        colors, begin = self._colors, 0
        corners = hills.quads[order].tolist()
        shades = order.tolist()
        batches: dict[int, list[_Piece]] = {}
        for stop, piece in zip(due.tolist(), pieces, strict=True):
            batches.setdefault(stop, []).append(piece)
        batches.setdefault(len(shades), [])
        for stop, here in sorted(batches.items()):
            for place in range(begin, stop):
                a, b, c, d = corners[place]
                color = colors[shades[place]]
                painter.setBrush(color)
                if not screen:  # a drawing program would let the ground shine through between two quads
                    painter.setPen(QPen(color, 0.6))
                painter.drawConvexPolygon([points[a], points[b], points[c], points[d]])
            begin = max(begin, stop)
            if here:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                _stroke(painter, here, theme)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, not screen)
                painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(HIDDEN_WAY)
        for _, line, color in pieces:
            painter.setPen(QPen(color, WIDTH, c=Qt.PenCapStyle.FlatCap))
            painter.drawLine(line)
        painter.setOpacity(1.0)
        self._paint_places(painter, area, theme)
        self._name_height(painter, area, theme)

    def _pieces(self, area: QRectF) -> list[_Piece]:
        """Return distance, line and colour of each piece of each way, the furthest first."""
        hills = self._hills
        assert hills is not None
        pieces = []
        for way in self._ways.values():
            x, y = hills.followed(way.x, way.y)
            across, down, away = self._projected(hills.lifted(x, y, LIFT), area)
            spot = np.floor(across / STEP_PIXELS) + 1j * np.floor(down / STEP_PIXELS)
            moved = np.flatnonzero(np.concatenate([spot[:1] == spot[:1], spot[1:] != spot[:-1]]))
            for first, last in itertools.pairwise(moved):
                if not math.isfinite(across[first] + across[last] + down[first] + down[last]):
                    continue
                line = QLineF(across[first], down[first], across[last], down[last])
                pieces.append((float(min(away[first], away[last])), line, way.color))
        return sorted(pieces, key=lambda piece: -piece[0])

    def _paint_places(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """Paint the present place of each way and the mark: they are to be found wherever they are."""
        hills = self._hills
        assert hills is not None
        halo = QColor(theme.halo)
        rings = [(way.x[-1], way.y[-1], way.color) for way in self._ways.values() if len(way.x)]
        for x, y, color in rings:
            spot = self._spot(x, y, area)
            if spot is None:
                continue
            painter.setPen(QPen(QColor("#ffffff"), 2.0))
            painter.setBrush(color)
            painter.drawEllipse(spot, PLACE, PLACE)
            painter.setPen(QPen(halo, 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(spot, PLACE + 1.2, PLACE + 1.2)
        if self._mark is not None:
            spot = self._spot(*self._mark[:2], area)
            if spot is not None:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                for tint, width in ((halo, 4.5), (self._mark[2], 2.2)):
                    painter.setPen(QPen(tint, width))
                    painter.drawEllipse(spot, 7.0, 7.0)

    def _spot(self, x: float, y: float, area: QRectF) -> QPointF | None:
        hills = self._hills
        assert hills is not None
        points = hills.lifted(np.array([x]), np.array([y]), LIFT)
        if not np.isfinite(points).all():
            return None
        across, down, _ = self._projected(points, area)
        return QPointF(float(across[0]), float(down[0]))

    def _paint_box(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """Paint the floor's edge, the upright where the height is read, and their names and ends."""
        hills = self._hills
        assert hills is not None
        box = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], np.float64)
        across, down, away = self._projected(box, area)
        floor = [QPointF(x, y) for x, y in zip(across.tolist(), down.tolist(), strict=True)]
        painter.setPen(QPen(QColor(theme.control_border), 1.0))
        painter.setBrush(QColor(theme.plot_grid))
        painter.drawPolygon(QPolygonF(floor))
        nearest = int(np.argmin(away))
        left = int(np.argmin(across))
        upright = np.array([[*box[left, :2], 0.0], [*box[left, :2], 1.0]])
        up_x, up_y, _ = self._projected(upright, area)
        painter.drawLine(QPointF(up_x[0], up_y[0]), QPointF(up_x[1], up_y[1]))
        font = theme.font(theme.axis_size, tabular=True)
        painter.setFont(font)
        painter.setPen(QColor(theme.axis_text))
        ends = (hills.x_ends, hills.y_ends)
        for other in ((nearest + 1) % 4, (nearest - 1) % 4):
            axis = 0 if box[other, 0] != box[nearest, 0] else 1
            edge = (floor[nearest], floor[other])
            values = [ends[axis][int(box[corner, axis])] for corner in (nearest, other)]
            self._paint_edge(painter, area, edge, values, self._names[axis], theme)

    def _name_height(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """Write what the height is along the upright."""
        box = np.array([[0, 0, 0.5], [1, 0, 0.5], [1, 1, 0.5], [0, 1, 0.5]], np.float64)
        across, down, _ = self._projected(box, area)
        left = int(np.argmin(across))
        painter.save()
        painter.setFont(theme.font(theme.axis_size))
        painter.setPen(QColor(theme.axis_text))
        width = painter.fontMetrics().horizontalAdvance(self._names[2])
        painter.translate(max(area.left() + theme.length(14), across[left] - theme.length(8)), down[left] + width / 2)
        painter.rotate(-90)
        painter.drawText(QPointF(0.0, 0.0), self._names[2])
        painter.restore()

    def _paint_edge(
        self,
        painter: QPainter,
        area: QRectF,
        edge: tuple[QPointF, QPointF],
        values: list[float],
        name: str,
        theme: Theme,
    ) -> None:
        metrics = painter.fontMetrics()
        near, far = edge
        rightwards = far.x() >= near.x()
        for share, text in ((0.06, number(values[0])), (0.5, name), (0.94, number(values[1]))):
            at = near + (far - near) * share
            width = metrics.horizontalAdvance(text)
            left = at.x() + 5 if rightwards else at.x() - 5 - width
            left = min(max(area.left() + 3, left), area.right() - 3 - width)
            painter.drawText(QPointF(left, min(at.y() + metrics.ascent() + 4, area.bottom() - 4)), text)

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
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._actions)
        menu.popup(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        by_key = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
        self._by_key = event.reason() in by_key
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 90)

    @Slot()
    def _dress(self) -> None:
        for action, sign in zip(self._actions, ("fit", "copy", "save"), strict=True):
            action.setIcon(icon(sign))
        self.update()


def _stroke(painter: QPainter, pieces: list[_Piece], theme: Theme) -> None:
    halo = QColor(theme.halo)  # flat ends: round ones would lie on the piece before
    painter.setPen(QPen(halo, WIDTH + HALO, c=Qt.PenCapStyle.FlatCap))
    painter.drawLines([line for _, line, _ in pieces])
    for _, line, color in pieces:
        painter.setPen(QPen(color, WIDTH, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(line)
