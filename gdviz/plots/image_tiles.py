"""Many small pictures side by side: weights, filters, or a gallery that is walked through by mouse and keys."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gdviz.plots.gray_image import gray_qimage
from gdviz.plots.theme import VERMILION, Theme, ThemeManager

GAP = 4
_STEPS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


def colored(values: NDArray[np.floating], limit: float, lut: NDArray[np.uint8]) -> QImage:
    """Return (h, w) of numbers from -limit to limit in the colours of `lut` (256, 3); it holds its own memory."""
    share = values / (2.0 * limit) + 0.5 if limit > 0 else np.full(values.shape, 0.5)
    pixels = np.ascontiguousarray(lut[np.rint(255.0 * np.clip(share, 0.0, 1.0)).astype(np.uint8)])
    height, width = values.shape
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


class ImageTiles(QWidget):
    """Pictures (n, h, w): bytes are grey, numbers go from vermilion through nothing to blue, on one scale for all.

    Tiles have `side` pixels, or with `fits` as many as the widget has room for, between `side` and `most`. Only what
    is in view is painted. Captions that tell of `errors` are orange.

    chosen      the number of a tile: it was clicked, or Enter pressed on it
    opened      the number of a tile: it was clicked twice, or Enter pressed on it
    current_changed     the number of the tile that the keyboard is at
    """

    chosen = Signal(int)
    opened = Signal(int)
    current_changed = Signal(int)

    def __init__(
        self,
        name: str,
        side: int = 44,
        *,
        fits: bool = False,
        most: int = 96,
        errors: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._side, self._fits, self._most, self._errors = side, fits, most, errors
        self._images: NDArray[np.generic] = np.zeros((0, 1, 1), np.uint8)
        self._captions: tuple[str, ...] = ()
        self._tips: tuple[str, ...] = ()
        self._limit = 0.0
        self.current = 0
        self._room: int | None = None  # the height that tiles are fitted into
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        # only who holds it knows whether there is a scroll bar at this height, and what width is left then
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        ThemeManager.instance().changed.connect(self._follow_theme)

    # -- what it shows ---------------------------------------------------------------------------------------------

    @property
    def n(self) -> int:
        """How many pictures there are."""
        return len(self._images)

    @property
    def captions(self) -> tuple[str, ...]:
        """What stands below the pictures."""
        return self._captions

    def show_images(self, images: NDArray[np.generic], captions: Sequence[str] = (), tips: Sequence[str] = ()) -> None:
        """Show these pictures (n, h, w), each with its caption below it and a tip for pointer and screen reader."""
        same = images.shape == self._images.shape and tuple(captions) == self._captions
        self._images, self._captions, self._tips = images, tuple(captions), tuple(tips)
        if images.dtype != np.uint8:
            self._limit = float(np.abs(images).max()) if images.size else 0.0
        if not same:
            self.current = 0
            self.updateGeometry()
        self._describe()
        self.update()

    def set_room(self, height: int) -> None:
        """Fit the tiles into this height, where they are fitted."""
        if height != self._room:
            self._room = height
            self.updateGeometry()

    def select(self, number: int) -> None:
        """Move the keyboard to a tile."""
        if self.n:
            self.current = min(self.n - 1, max(0, number))
            self._describe()
            self.current_changed.emit(self.current)
            self.update()

    def rect_of(self, number: int) -> QRect:
        """Return where a picture is painted."""
        columns, side = self._layout(self.width())
        gap = Theme.current().length(GAP)
        row, column = divmod(number, columns)
        return QRect(column * (side + gap), row * (side + gap + self._below()), side, side)

    def at(self, place: QPoint) -> int | None:
        """Return the number of the tile at a place."""
        columns, side = self._layout(self.width())
        gap = Theme.current().length(GAP)
        column, row = place.x() // (side + gap), place.y() // (side + gap + self._below())
        number = row * columns + column
        return number if 0 <= column < columns and 0 <= number < self.n else None

    # -- size ------------------------------------------------------------------------------------------------------

    def _below(self) -> int:
        if not self._captions:
            return 0
        theme = Theme.current()
        return QFontMetrics(theme.font(theme.small_size)).height()

    def _layout(self, width: int) -> tuple[int, int]:
        """Return columns and the side of a tile, in so many pixels."""
        theme, width = Theme.current(), max(1, width)
        gap, least = theme.length(GAP), theme.length(self._side)
        columns = max(1, (width + gap) // (least + gap))
        if not self._fits or not self.n:
            return columns, min(least, width)
        for fewer in range(1, columns + 1):
            side = min(theme.length(self._most), (width + gap) // fewer - gap)
            rows = -(-self.n // fewer)
            if self._room is not None and rows * (side + gap + self._below()) <= self._room:
                return fewer, side
        return columns, min(theme.length(self._most), (width + gap) // columns - gap)

    def heightForWidth(self, width: int) -> int:
        columns, side = self._layout(width)
        rows = -(-self.n // columns)
        return rows * (side + Theme.current().length(GAP) + self._below())

    def minimumSizeHint(self) -> QSize:
        side = Theme.current().length(self._side)
        return QSize(side, side if self.n else 0)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    # -- mouse and keys ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self.at(event.position().toPoint())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self.select(number)
            self.chosen.emit(number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        number = self.at(event.position().toPoint())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        columns, _ = self._layout(self.width())
        key = Qt.Key(event.key())
        page = 5 * columns
        jumps = {
            Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.n - 1,
            Qt.Key.Key_PageDown: self.current + page, Qt.Key.Key_PageUp: self.current - page,
        }  # fmt: skip
        if key in _STEPS:
            right, down = _STEPS[key]
            target = self.current + right + down * columns
            if 0 <= target < self.n:
                self.select(target)
        elif key in jumps:
            self.select(jumps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.n:
            self.chosen.emit(self.current)
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self.at(event.pos())
            if number is not None and number < len(self._tips):
                QToolTip.showText(event.globalPos(), self._tips[number], self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _describe(self) -> None:
        if self.current < len(self._tips):
            self.setAccessibleDescription(self._tips[self.current])

    # -- looks -------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.n:
            return
        theme = Theme.current()
        columns, side = self._layout(self.width())
        gap, text_high = theme.length(GAP), self._below()  # asked once: each asks for the metrics of a font
        high = side + gap + text_high
        first = max(0, event.rect().top() // high) * columns
        last = min(self.n, (event.rect().bottom() // high + 1) * columns)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.setFont(theme.font(theme.small_size, tabular=True))
        wrong = theme.class_colors[1] if theme.is_dark else VERMILION
        caption = QColor(wrong if self._errors else theme.quiet)
        grey = self._images.dtype == np.uint8
        for number in range(first, last):
            row, column = divmod(number, columns)
            where = QRect(column * (side + gap), row * high, side, side)
            image = self._images[number]
            painter.drawImage(where, gray_qimage(image) if grey else colored(image, self._limit, theme.diverging))
            if number < len(self._captions):
                below = QRect(where.x(), where.bottom() + 1, side, text_high)
                painter.setPen(caption)
                text = painter.fontMetrics().elidedText(
                    self._captions[number], Qt.TextElideMode.ElideRight, below.width()
                )
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
            if not grey or theme.is_dark:
                painter.setPen(QPen(QColor(theme.border), 1))
                painter.drawRect(where.adjusted(0, 0, -1, -1))
            if number == self.current and self.hasFocus():
                painter.setPen(QPen(QColor(theme.accent), 2))
                painter.drawRect(where.adjusted(1, 1, -1, -1))
        painter.end()

    @Slot()
    def _follow_theme(self) -> None:
        self.updateGeometry()
        self.update()
