"""The legend of a figure: a stroke of each colour with a name beside it, in as many rows as it takes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from gdviz.plots.theme import Theme

Entry = tuple[str, QColor, bool]
"""A text, its colour, and whether its lines are dashed."""


class Legend:
    """Entries side by side on a given width."""

    def __init__(self, entries: Sequence[Entry], width: float) -> None:
        self._theme = Theme.current()
        self._unit = self._theme.length(10)
        self._font = self._theme.font()
        self._width = width
        self._rows = self._broken(entries)

    @property
    def height(self) -> float:
        """What it needs, with some room below; 0 without entries."""
        return len(self._rows) * self._row_height + 0.4 * self._unit if self._rows else 0.0

    def paint(self, painter: QPainter, corner: QPointF) -> None:
        """Draw it with its top left corner there."""
        painter.setFont(self._font)
        for place, row in enumerate(self._rows):
            left, top = corner.x(), corner.y() + place * self._row_height
            for name, color, dashed in row:
                middle = top + self._row_height / 2
                self._paint_stroke(painter, QPointF(left, middle), color, dashed)
                painter.setPen(QColor(self._theme.text))
                area = QRectF(left + 1.8 * self._unit, top, corner.x() + self._width - left, self._row_height)
                shown = QFontMetricsF(self._font).elidedText(
                    name, Qt.TextElideMode.ElideRight, self._width - 1.8 * self._unit
                )
                painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
                left += self._entry_width(name)

    @property
    def _row_height(self) -> float:
        return 1.3 * QFontMetricsF(self._font).height()

    def _entry_width(self, name: str) -> float:
        return QFontMetricsF(self._font).horizontalAdvance(name) + 3.2 * self._unit

    def _broken(self, entries: Sequence[Entry]) -> list[list[Entry]]:
        rows: list[list[Entry]] = []
        room = 0.0
        for entry in entries:
            width = self._entry_width(entry[0])
            if not rows or width > room:
                rows.append([])
                room = self._width
            rows[-1].append(entry)
            room -= width
        return rows

    def _paint_stroke(self, painter: QPainter, start: QPointF, color: QColor, dashed: bool) -> None:
        width = 1.4 * self._unit
        for share in (0.0, 0.6) if dashed else (0.0,):
            length = 0.4 * width if dashed else width
            painter.fillRect(QRectF(start.x() + share * width, start.y() - 1.5, length, 3.0), color)
