"""Which class is taken for which: a matrix of counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gdviz.plots.confusion_picture import ConfusionPicture, shade_of
from gdviz.plots.number import count, percent
from gdviz.plots.theme import Theme, ThemeManager

MOST_SIDE = 60
_ARROWS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class ConfusionMatrix(QWidget):
    """counts (k, k): how many images of the row's class are taken for the column's.

    The diagonal is blue; beside it, the more orange a cell is the larger its share among all errors.

    chosen      row and column of a cell that was clicked, or on which Enter was pressed; only of cells with images
    """

    chosen = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._counts: NDArray[np.int64] | None = None
        self._picture = ConfusionPicture()
        self.current = (0, 0)
        self._hover: tuple[int, int] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        ThemeManager.instance().changed.connect(self._follow_theme)

    @property
    def counts(self) -> NDArray[np.int64] | None:
        """What is shown."""
        return self._counts

    def show_counts(self, counts: NDArray[np.int64] | None, names: Sequence[str]) -> None:
        """Show these counts (k, k) of k named classes; None for an empty matrix."""
        self._counts, self._names = counts, tuple(names)
        k = len(self._names) - 1
        self.current = (min(self.current[0], k), min(self.current[1], k))
        self._describe()
        self.update()

    def text_of(self, row: int, column: int) -> str:
        """Return what a cell says, in words."""
        if self._counts is None:
            return ""
        n, whole = int(self._counts[row, column]), int(self._counts[row].sum())
        text = self.tr("{label} read as {said}: {n}").format(
            label=self._names[row], said=self._names[column], n=count(n)
        )
        return f"{text} ({percent(n / whole, 2)})" if whole else text

    # -- places ------------------------------------------------------------------------------------------------------

    def _frame(self) -> tuple[QRectF, float]:
        """Return where the cells stand, and the side of one."""
        theme, k = Theme.current(), max(1, len(self._names))
        metrics = QFontMetrics(theme.font(theme.axis_size))
        widest = max((metrics.horizontalAdvance(name) for name in self._names), default=0)
        left = min(widest, 0.28 * self.width()) + theme.length(8)
        below = metrics.height() + theme.length(4)
        side = min((self.width() - left) / k, (self.height() - below) / k, theme.length(MOST_SIDE))
        wide = left + k * side
        return QRectF(max(0.0, (self.width() - wide) / 2) + left, 0.0, k * side, k * side), side

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Return where a cell is painted."""
        frame, side = self._frame()
        return QRectF(frame.x() + column * side, frame.y() + row * side, side, side)

    def cell_at(self, place: QPoint) -> tuple[int, int] | None:
        """Return row and column at a place."""
        frame, side = self._frame()
        if not frame.contains(place) or side <= 0:
            return None
        k = len(self._names) - 1
        row, column = int((place.y() - frame.y()) / side), int((place.x() - frame.x()) / side)
        return min(k, row), min(k, column)

    def sizeHint(self) -> QSize:
        side = Theme.current().length(320)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        side = Theme.current().length(200)
        return QSize(side, side)

    # -- mouse and keys ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.current = cell
            self._describe()
            self._choose(cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.cell_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def _point_at(self, cell: tuple[int, int] | None) -> None:
        if cell != self._hover:
            self._hover = cell
            full = cell is not None and self._counts is not None and self._counts[cell] > 0
            self.setCursor(Qt.CursorShape.PointingHandCursor if full else Qt.CursorShape.ArrowCursor)
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, k = Qt.Key(event.key()), len(self._names)
        if key in _ARROWS and k:
            row, column = self.current
            self.current = (
                min(k - 1, max(0, row + _ARROWS[key][0])), min(k - 1, max(0, column + _ARROWS[key][1])),
            )  # fmt: skip
            self._describe()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.current)
        else:
            super().keyPressEvent(event)

    def _choose(self, cell: tuple[int, int]) -> None:
        self.update()
        if self._counts is not None and self._counts[cell] > 0:
            self.chosen.emit(*cell)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self.cell_at(event.pos())
            text = self.text_of(*cell) if cell is not None else ""
            QToolTip.showText(event.globalPos(), text, self) if text else QToolTip.hideText()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self.text_of(*self.current) if self._names else "")

    # -- looks -------------------------------------------------------------------------------------------------------

    def color_of(self, row: int, column: int) -> QColor | None:
        """Return the colour of a cell; None of an empty one."""
        shade = None if self._counts is None else shade_of(self._counts, row, column)
        return None if shade is None else QColor(shade)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._names:
            return
        theme = Theme.current()
        frame, side = self._frame()
        painter = QPainter(self)
        self._picture.paint(painter, self.size(), frame, self._counts, self._names)
        marked = {self._hover} | ({self.current} if self.hasFocus() else set())
        for cell in marked:
            if cell is not None:
                painter.setPen(QPen(QColor(theme.accent if cell == self.current else theme.quiet), 2))
                where = QRectF(frame.x() + cell[1] * side, frame.y() + cell[0] * side, side, side)
                painter.drawRect(where.adjusted(1.5, 1.5, -1.5, -1.5))
        painter.end()

    @Slot()
    def _follow_theme(self) -> None:
        self.updateGeometry()
        self.update()
