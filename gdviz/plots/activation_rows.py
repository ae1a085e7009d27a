"""What each layer of a network makes of one picture: neurons as cells, feature maps as little pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gdviz.plots.number import number
from gdviz.plots.theme import Theme, ThemeManager

MOST_CELL, LEAST_CELL = 30, 4
MOST_MAP, LEAST_MAP = 64, 16
FEWEST_COLUMNS = 32
NAMED = 14  # cells of a layer with names in them
SHRINK = (1.0, 0.85, 0.7, 0.55, 0.45, 0.35)


@dataclass(frozen=True, eq=False)
class ActivationRow:
    """One layer: `values` (n,) or (h, w, n), `names` of its cells where it has few; `low` and `high` end the scale."""

    title: str
    values: NDArray[np.floating]
    names: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def is_map(self) -> bool:
        return self.values.ndim == 3

    @property
    def n(self) -> int:
        return int(self.values.shape[-1])

    @cached_property
    def bytes(self) -> NDArray[np.uint8]:
        """Return the values as places on the scale, 0 to 255; all layers that are alike have 0 at its low end."""
        low = min(0.0, float(self.values.min())) if self.low is None else self.low
        high = float(self.values.max()) if self.high is None else self.high
        if not np.isfinite((low, high)).all() or high <= low:
            return np.zeros(self.values.shape, np.uint8)
        share = np.clip((self.values - low) / (high - low), 0.0, 1.0)
        places: NDArray[np.uint8] = np.rint(255.0 * share).astype(np.uint8)
        return places


class ActivationRows(QWidget):
    """Layers one below the other, each with its title; all smaller where the room is low."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[ActivationRow, ...] = ()
        self._pale = False
        self._room = 0
        self._scale = 1.0
        self._shapes: tuple[tuple[int, ...], ...] = ()
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        # only who holds it knows whether there is a scroll bar at this height, and what width is left then
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        ThemeManager.instance().changed.connect(self._follow_theme)

    def show_rows(self, rows: Sequence[ActivationRow], *, pale: bool = False) -> None:
        """Show these layers; `pale` where there is nothing to be seen by them."""
        self.rows, self._pale = tuple(rows), pale
        shapes = tuple(row.values.shape for row in self.rows)
        if shapes != self._shapes:
            self._shapes = shapes
            self._fit()
        self.setAccessibleDescription("" if pale else "; ".join(_told(row) for row in self.rows))
        self.update()

    def set_room(self, height: int) -> None:
        """Make the layers fit into this height, if they can."""
        if height != self._room:
            self._room = height
            self._fit()

    # -- places ------------------------------------------------------------------------------------------------------

    def cells_of(self, row: ActivationRow) -> tuple[int, int, int]:
        """Return columns, the side of a cell or map, and the gap between two."""
        return _cells(row, self.width(), self._scale)

    def places(self) -> list[tuple[ActivationRow, QRect, QRect]]:
        """Return the layers with where their title and their cells stand."""
        found = []
        title, between = self._title_height(), self._between()
        y = 0
        for row in self.rows:
            columns, side, gap = self.cells_of(row)
            height = ceil(row.n / columns) * (side + gap)
            found.append((row, QRect(0, y, self.width(), title), QRect(0, y + title, columns * (side + gap), height)))
            y += title + height + between
        return found

    def _title_height(self) -> int:
        return QFontMetrics(Theme.current().font(Theme.current().heading_size)).height() + 4

    def _between(self) -> int:
        spare = self._room - self._needed(0, self.width(), self._scale)
        return max(4, min(Theme.current().length(26), spare // max(1, len(self.rows))))

    def _needed(self, between: int, width: int, scale: float) -> int:
        total = 0
        for row in self.rows:
            columns, side, gap = _cells(row, width, scale)
            total += self._title_height() + ceil(row.n / columns) * (side + gap) + between
        return total

    def _scale_at(self, width: int) -> float:
        """Return the largest scale at which all fits into the room, the smallest if none does."""
        return next((scale for scale in SHRINK if self._needed(4, width, scale) <= self._room), SHRINK[-1])

    def _fit(self) -> None:
        self._scale = self._scale_at(self.width())
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        return self._needed(4, width, self._scale_at(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._title_height())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scale = self._scale_at(self.width())

    def value_at(self, place: QPoint) -> str:
        """Return what stands at a place, as it is told: "Dense 128 · ReLU, 17: 0.82"; empty where nothing does."""
        for row, _, cells in self.places():
            if not cells.contains(place):
                continue
            columns, side, gap = self.cells_of(row)
            column, line = (place.x() - cells.x()) // (side + gap), (place.y() - cells.y()) // (side + gap)
            index = line * columns + column
            if index >= row.n:
                return ""
            if not row.is_map:
                name = row.names[index] if index < len(row.names) else str(index + 1)
                return f"{row.title}, {name}: {number(float(row.values[index]))}"
            x, y = (place.x() - cells.x()) % (side + gap), (place.y() - cells.y()) % (side + gap)
            height, width = row.values.shape[:2]
            i, j = min(height - 1, y * height // side), min(width - 1, x * width // side)
            return f"{row.title}, {index + 1} [{i + 1}, {j + 1}]: {number(float(row.values[i, j, index]))}"
        return ""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.value_at(event.pos()) if not self._pale else ""
            QToolTip.showText(event.globalPos(), text, self) if text else QToolTip.hideText()
            return True
        return super().event(event)

    # -- looks -------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for row, title, cells in self.places():
            if not title.united(cells).intersects(event.rect()):
                continue
            painter.setPen(QColor(theme.quiet))
            painter.setFont(theme.font(theme.heading_size))
            shown = painter.fontMetrics().elidedText(row.title, Qt.TextElideMode.ElideRight, title.width())
            painter.drawText(title, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)
            if row.is_map:
                self._paint_maps(painter, row, cells)
            else:
                self._paint_cells(painter, row, cells)
        painter.end()

    def _paint_cells(self, painter: QPainter, row: ActivationRow, cells: QRect) -> None:
        theme = Theme.current()
        columns, side, gap = self.cells_of(row)
        lines = ceil(row.n / columns)
        pixels = np.zeros((lines, side + gap, columns, side + gap), np.uint32)  # 0 is transparent
        colors = np.zeros(lines * columns, np.uint32)
        colors[: row.n] = QColor(theme.segment).rgba() if self._pale else _argb(theme.sequential)[row.bytes]
        pixels[:, :side, :, :side] = colors.reshape(lines, 1, columns, 1)
        wide, high = columns * (side + gap), lines * (side + gap)
        painter.drawImage(cells.topLeft(), QImage(pixels.data, wide, high, QImage.Format.Format_ARGB32))
        if not row.names or side < 12:
            return
        part = 0.6 if max(map(len, row.names)) < 3 else 0.36
        painter.setFont(theme.font(min(theme.font_size, side * part / theme.text_scale), tabular=True))
        for index, (name, place) in enumerate(zip(row.names, row.bytes.tolist(), strict=False)):
            line, column = divmod(index, columns)
            where = QRect(cells.x() + column * (side + gap), cells.y() + line * (side + gap), side, side)
            bright = (self._pale and not theme.is_dark) or (not self._pale and place > 150)
            painter.setPen(QColor("#14171c" if bright else "#f2f4f8"))
            short = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, side - 2)
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, short)

    def _paint_maps(self, painter: QPainter, row: ActivationRow, cells: QRect) -> None:
        theme = Theme.current()
        columns, side, gap = self.cells_of(row)
        height, width, n = row.values.shape
        pixels = np.ascontiguousarray(theme.sequential[row.bytes.transpose(2, 0, 1)]).reshape(n * height, width, 3)
        image = QImage(pixels.data, width, n * height, 3 * width, QImage.Format.Format_RGB888)
        for index in range(n):
            line, column = divmod(index, columns)
            where = QRect(cells.x() + column * (side + gap), cells.y() + line * (side + gap), side, side)
            if self._pale:
                painter.fillRect(where, QColor(theme.segment))
            else:
                painter.drawImage(where, image, QRect(0, index * height, width, height))

    @Slot()
    def _follow_theme(self) -> None:
        self._fit()
        self.update()


def _cells(row: ActivationRow, width: int, scale: float) -> tuple[int, int, int]:
    """Return columns, the side of a cell or map, and the gap between two, in so many pixels."""
    theme, width = Theme.current(), max(1, width)
    if row.is_map:
        gap = theme.length(3)
        most = max(LEAST_MAP, theme.length(MOST_MAP) * scale)
        side = int(min(most, max(theme.length(LEAST_MAP), width / min(row.n, 16) - gap)))
        return max(1, min(row.n, (width + gap) // (side + gap))), side, gap
    gap = 1
    if row.n <= NAMED:
        side = min(theme.length(MOST_CELL), width // row.n - gap)
        return row.n, max(LEAST_CELL, side), gap
    columns = max(FEWEST_COLUMNS, ceil(sqrt(8 * row.n)))
    side = max(LEAST_CELL, int(min(theme.length(MOST_CELL), width // columns - gap) * scale))
    return max(1, min((width + gap) // (side + gap), columns if scale == 1.0 else row.n)), side, gap


def _argb(colors: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return colours (n, 3) as opaque pixels (n,)."""
    red, green, blue = colors.astype(np.uint32).T
    pixels: NDArray[np.uint32] = 0xFF000000 | red << 16 | green << 8 | blue
    return pixels


def _told(row: ActivationRow) -> str:
    active = int(np.count_nonzero(row.bytes > 127))
    if row.names and len(row.names) == row.n:
        return f"{row.title}: {row.names[int(row.values.argmax())]}"
    return f"{row.title}: {active} / {row.values.size}"
