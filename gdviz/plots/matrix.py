"""A matrix of numbers from -1 to 1 as coloured cells with names beside them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gdviz.plots.theme import Theme, ThemeManager

LEAST_FOR_NUMBERS = 26  # pixels of a cell in which a number can be read
ARROWS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class Matrix(QWidget):
    """Row 0 is at the top. A click, or arrows and Enter, choose a cell; `hovered` tells which one is pointed at."""

    chosen = Signal(int, int)  # row, column
    hovered = Signal(int, int)
    left = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._values: NDArray[np.float64] = np.empty((0, 0))
        self._marked: tuple[int, int] | None = None
        self._pointed: tuple[int, int] | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        ThemeManager.instance().changed.connect(self._follow_theme)

    def show_values(
        self, names: Sequence[str], values: NDArray[np.float64], marked: tuple[int, int] | None = None
    ) -> None:
        """Show values (d, d) with the names of its rows and columns; `marked` is framed."""
        self._names, self._values, self._marked = tuple(names), values, marked
        self.update()

    @property
    def marked(self) -> tuple[int, int] | None:
        """The cell that is framed: row and column."""
        return self._marked

    def cell(self, row: int, column: int) -> QRectF:
        """Return where a cell is drawn."""
        area = self._area()
        side = area.width() / max(1, len(self._names))
        return QRectF(area.left() + column * side, area.top() + row * side, side, side)

    def sizeHint(self) -> QSize:
        side = Theme.current().length(320)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        side = Theme.current().length(120)
        return QSize(side, side)

    # -- drawing ---------------------------------------------------------------------------------------------------

    def _area(self) -> QRectF:
        """Return the square of the cells: names stand at its left and, turned, below it."""
        theme = Theme.current()
        metrics = QFontMetricsF(theme.font(theme.small_size))
        names = max((metrics.horizontalAdvance(name) for name in self._names), default=0.0) + theme.length(8)
        edge = theme.length(8)
        side = max(1.0, min(self.width(), self.height()) - names - 2 * edge)
        left = max(edge + names, (self.width() - side + names) / 2)
        top = max(edge, (self.height() - side - names) / 2)
        return QRectF(left, top, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._names:
            return
        theme = Theme.current()
        painter = QPainter(self)
        font = theme.font(theme.small_size)
        painter.setFont(font)
        metrics, lut = QFontMetricsF(font), theme.diverging
        index = np.clip(np.nan_to_num(127.5 * (self._values + 1.0), nan=127.5), 0, 255).astype(int)
        side = self.cell(0, 0).width()
        for row, name in enumerate(self._names):
            for column in range(len(self._names)):
                cell = self.cell(row, column)
                color = QColor(*(int(part) for part in lut[index[row, column]]))
                painter.fillRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), color)
                if side >= theme.length(LEAST_FOR_NUMBERS):
                    painter.setPen(QColor("#14171c" if color.lightnessF() > 0.5 else "#ffffff"))
                    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, short(float(self._values[row, column])))
            painter.setPen(QColor(theme.axis_text))
            beside = self.cell(row, 0)
            text = QRectF(0.0, beside.top(), beside.left() - theme.length(6), side)
            painter.drawText(text, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
            below = self.cell(len(self._names) - 1, row)
            painter.save()
            painter.translate(QPointF(below.center().x() + metrics.height() / 2, below.bottom() + theme.length(6)))
            painter.rotate(90)
            painter.drawText(QRectF(0, 0, self.height(), metrics.height()), Qt.AlignmentFlag.AlignLeft, name)
            painter.restore()
        for place, frame in ((self._marked, theme.ink), (self._pointed, theme.accent)):
            if place is not None:
                painter.setPen(QPen(QColor(frame), 2.0))
                painter.drawRect(self.cell(*place))
        painter.end()

    # -- pointer and keys ------------------------------------------------------------------------------------------

    def _place_of(self, position: QPointF) -> tuple[int, int] | None:
        area, count = self._area(), len(self._names)
        if not count or not area.contains(position):
            return None
        side = area.width() / count
        row, column = int((position.y() - area.top()) / side), int((position.x() - area.left()) / side)
        return min(row, count - 1), min(column, count - 1)

    def _point(self, place: tuple[int, int] | None) -> None:
        if place == self._pointed:
            return
        self._pointed = place
        self.update()
        if place is None:
            self.left.emit()
        else:
            self.hovered.emit(*place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._place_of(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point(None)
        super().focusOutEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._place_of(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self.chosen.emit(*place)

    def event(self, event: QEvent) -> bool:
        """Take arrows and Enter before they are shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._takes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._takes(event):
            super().keyPressEvent(event)
            return
        row, column = self._pointed or self._marked or (0, 0)
        down, right = ARROWS.get(Qt.Key(event.key()), (0, 0))
        if down or right:
            last = len(self._names) - 1
            self._point((min(max(row + down, 0), last), min(max(column + right, 0), last)))
        elif self._pointed is not None:
            self.chosen.emit(row, column)

    def _takes(self, event: QKeyEvent) -> bool:
        keys = (*ARROWS, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return bool(self._names) and plain and event.key() in keys

    @Slot()
    def _follow_theme(self) -> None:
        self.updateGeometry()
        self.update()


def short(value: float) -> str:
    """Return two digits without the zero before the point: ".70", "−.09"; "1" and "–" for what has none."""
    if not np.isfinite(value):
        return "–"
    text = f"{abs(value):.2f}"
    sign = "−" if value < 0 and float(text) else ""
    return sign + ("1" if text == "1.00" else text.lstrip("0") if float(text) else "0")
