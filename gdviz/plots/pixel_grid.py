"""An image pixel by pixel, with a window that stands on some of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdviz.plots.number import fixed
from gdviz.plots.theme import Theme, ThemeManager

READABLE = 30  # pixels a cell from which on its number is written into it
_WAYS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class PixelGrid(QWidget):
    """Shows (h, w) as squares, grey from 0 to 1 or, if signed, vermilion - neutral - blue around 0.

    `pointed` tells the row and column under the pointer, `moved` the way of an arrow key.
    """

    pointed = Signal(int, int)
    moved = Signal(int, int)

    def __init__(self, name: str, *, signed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._signed = signed
        self._image: QImage | None = None
        self.values: NDArray[np.float64] = np.zeros((1, 1))
        self.window_cells: tuple[int, int, int] = (0, 0, 1)
        self._margin = 0
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        ThemeManager.instance().changed.connect(self._dress)

    def set_values(self, values: NDArray[np.generic], margin: int = 0) -> None:
        """Show (h, w); `margin` cells of padding around are drawn as such."""
        self.values = np.asarray(values, np.float64)
        self._margin = margin
        self._dress()

    def set_window(self, row: int, column: int, side: int) -> None:
        """Draw a frame around side x side cells; row and column may lie in the margin."""
        if (row, column, side) != self.window_cells:
            self.window_cells = (row, column, side)
            self.update()

    @property
    def most(self) -> float:
        """The value that has the full colour."""
        return max(float(np.abs(self.values).max(initial=0.0)), 1e-9) if self._signed else 1.0

    def sizeHint(self) -> QSize:
        side = Theme.current().length(260)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        side = Theme.current().length(120)
        return QSize(side, side)

    def cell_rect(self, row: int, column: int, side: int = 1) -> QRectF:
        """Return where a cell, or side x side of them, is drawn."""
        left, top, size = self._layout()
        return QRectF(
            left + (column + self._margin) * size, top + (row + self._margin) * size, side * size, side * size
        )

    def _layout(self) -> tuple[float, float, float]:
        rows, columns = (length + 2 * self._margin for length in self.values.shape)
        size = max(1.0, min((self.width() - 2) / columns, (self.height() - 2) / rows))
        return (self.width() - size * columns) / 2, (self.height() - size * rows) / 2, size

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = Theme.current()
        rows, columns = self.values.shape
        size = self._layout()[2]
        whole = QRectF(self.cell_rect(0, 0).topLeft(), self.cell_rect(rows, columns).topLeft())
        painter = QPainter(self)
        if self._margin:
            edge = self._margin * size
            around = whole.adjusted(-edge, -edge, edge, edge)
            painter.fillRect(around, QColor(theme.track))
            painter.setPen(QPen(QColor(theme.control_border), 1, Qt.PenStyle.DotLine))
            painter.drawRect(around)
        if self._image is not None:
            painter.drawImage(whole, self._image)
        painter.setPen(QPen(QColor(theme.border), 1))
        painter.drawRect(whole)
        if size >= theme.length(READABLE):
            painter.setPen(QPen(QColor(theme.border), 1))
            for line in range(1, max(rows, columns)):
                corner, end = self.cell_rect(line, line).topLeft(), whole.bottomRight()
                if line < rows:
                    painter.drawLine(QPointF(whole.left(), corner.y()), QPointF(end.x(), corner.y()))
                if line < columns:
                    painter.drawLine(QPointF(corner.x(), whole.top()), QPointF(corner.x(), end.y()))
            self._write_numbers(painter)
        row, column, side = self.window_cells
        frame = self.cell_rect(row, column, side)
        for color, width in ((theme.card, 5.0), (theme.accent, 2.5)):
            painter.setPen(
                QPen(QColor(color), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin)
            )
            painter.drawRect(frame)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 1, Qt.PenStyle.DashLine))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _write_numbers(self, painter: QPainter) -> None:
        theme = Theme.current()
        painter.setFont(theme.font(theme.small_size, tabular=True))
        for (row, column), value in np.ndenumerate(self.values):
            painter.setPen(_readable_on(self._color(value)))
            painter.drawText(self.cell_rect(row, column), Qt.AlignmentFlag.AlignCenter, fixed(value, 1))
        rows, columns = self.values.shape
        painter.setPen(QColor(theme.quiet))
        for row, column in np.ndindex(rows + 2 * self._margin, columns + 2 * self._margin):
            row, column = row - self._margin, column - self._margin
            if not (0 <= row < rows and 0 <= column < columns):
                painter.drawText(self.cell_rect(row, column), Qt.AlignmentFlag.AlignCenter, "0")

    def _color(self, value: float) -> QColor:
        return QColor(*(int(part) for part in self._colors(np.array([[value]]))[0, 0]))

    def _colors(self, values: NDArray[np.float64]) -> NDArray[np.uint8]:
        if not self._signed:
            grey = np.rint(255 * np.clip(values, 0.0, 1.0)).astype(np.uint8)
            return np.repeat(grey[..., None], 3, axis=2)
        places = np.rint(127.5 + 127.5 * np.clip(values / self.most, -1.0, 1.0)).astype(np.intp)
        return Theme.current().diverging[places]

    @Slot()
    def _dress(self) -> None:
        pixels = np.ascontiguousarray(self._colors(self.values))
        height, width = self.values.shape
        self._image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._point(event.position())

    def _point(self, where: QPointF) -> None:
        left, top, size = self._layout()
        row, column = int((where.y() - top) // size) - self._margin, int((where.x() - left) // size) - self._margin
        rows, columns = self.values.shape
        if -self._margin <= row < rows + self._margin and -self._margin <= column < columns + self._margin:
            self.pointed.emit(row, column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _WAYS.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(*way)


def _readable_on(ground: QColor) -> QColor:
    return QColor("#000000" if ground.lightnessF() > 0.55 else "#ffffff")
