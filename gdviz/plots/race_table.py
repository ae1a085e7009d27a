"""A table of figures, each line with a dot, a name and a bar; it is drawn, so that figures move no layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gdviz.plots.theme import Theme, ThemeManager

GAP = 14  # pixels between columns
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Column:
    """A heading; where there is no room for all, the one with the highest `spare` goes first, 0 never."""

    title: str
    spare: int = 0


@dataclass(frozen=True)
class Line:
    """What one line shows: `texts` a column, and a bar as long as `share` (0..1) of the table's width."""

    name: str
    color: QColor
    texts: tuple[str, ...]
    share: float = 0.0


class RaceTable(QWidget):
    """A name with its dot in a row of its own, its figures below it, then the bar; at the foot a sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[Column, ...] = ()
        self._lines: tuple[Line, ...] = ()
        self._foot = ""
        self._wide: list[float] = []  # columns grow with their figures, and never shrink: so they stay where they are
        ThemeManager.instance().changed.connect(self._follow_theme)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown, from top to bottom."""
        return self._lines

    @property
    def foot(self) -> str:
        """The sentence below the lines."""
        return self._foot

    @property
    def text(self) -> str:
        """The table as it goes to a spreadsheet: tabs between columns, whatever there is room to draw."""
        rows = [("", *(column.title for column in self._columns))]
        rows += [(line.name, *line.texts) for line in self._lines]
        return "\n".join("\t".join(row) for row in rows)

    def show_lines(self, columns: Sequence[Column], lines: Sequence[Line], foot: str) -> None:
        """Show other figures; each line has a text for each column."""
        if (tuple(columns), tuple(lines), foot) == (self._columns, self._lines, self._foot):
            return
        if tuple(columns) != self._columns or len(lines) != len(self._lines):
            self._wide = []
        self._columns, self._lines, self._foot = tuple(columns), tuple(lines), foot
        terms = [
            f"{line.name}: " + ", ".join(f"{c.title} {t}" for c, t in zip(self._columns, line.texts, strict=True))
            for line in self._lines
        ]
        self.setAccessibleDescription("; ".join([*terms, foot]))
        self._measure()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(Theme.current().length(360), round(self._height(Theme.current().length(360))))

    def minimumSizeHint(self) -> QSize:
        return QSize(Theme.current().length(200), round(self._height(Theme.current().length(360))))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_on(painter, QRectF(self.rect()))
        painter.end()

    def paint_on(self, painter: QPainter, area: QRectF) -> None:
        """Draw the table on any paint device, from the top of `area` on."""
        theme = Theme.current()
        margin, row = theme.length(12), self._row()
        left, right = area.left() + margin, area.right() - margin
        shown = self._fitting(right - left)
        painter.setFont(theme.font(theme.small_size))
        painter.setPen(QColor(theme.quiet))
        y = area.top() + theme.length(4)
        for place, end in self._ends(shown, right):
            painter.drawText(
                QRectF(end - self._wide[place], y, self._wide[place], row), _RIGHT, self._columns[place].title
            )
        y += row
        for line in self._lines:
            self._paint_name(painter, QRectF(left, y, right - left, row), line)
            painter.setFont(theme.font(theme.heading_size, tabular=True))
            painter.setPen(QColor(theme.text))
            for place, end in self._ends(shown, right):
                cell = QRectF(end - self._wide[place], y + row, self._wide[place], row)
                painter.drawText(cell, _RIGHT, line.texts[place])
            self._paint_bar(painter, QRectF(left, y + 2 * row + theme.length(1), right - left, theme.length(3)), line)
            y += self._line_height()
        painter.setFont(theme.font(theme.small_size))
        painter.setPen(QColor(theme.quiet))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(QRectF(left, y, right - left, max(0.0, area.bottom() - y)), flags, self._foot)

    def _paint_name(self, painter: QPainter, area: QRectF, line: Line) -> None:
        theme = Theme.current()
        dot, indent = theme.length(9), theme.length(16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(line.color)
        painter.drawEllipse(QRectF(area.left(), area.center().y() - dot / 2, dot, dot))
        painter.setFont(theme.font())
        painter.setPen(QColor(theme.text))
        room = area.adjusted(indent, 0, 0, 0)
        name = painter.fontMetrics().elidedText(line.name, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, _LEFT, name)

    def _paint_bar(self, painter: QPainter, area: QRectF, line: Line) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(Theme.current().hairline))
        radius = area.height() / 2
        painter.drawRoundedRect(area, radius, radius)
        if line.share > 0:
            part = QRectF(
                area.left(), area.top(), max(area.height(), min(1.0, line.share) * area.width()), area.height()
            )
            painter.setBrush(line.color)
            painter.drawRoundedRect(part, radius, radius)

    # -- places ----------------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        theme = Theme.current()
        small = QFontMetricsF(theme.font(theme.small_size)).horizontalAdvance
        figures = QFontMetricsF(theme.font(theme.heading_size, tabular=True)).horizontalAdvance
        wide = [
            max(small(column.title), *(figures(line.texts[place]) for line in self._lines), 0.0)
            for place, column in enumerate(self._columns)
        ]
        self._wide = [max(pair) for pair in zip(wide, self._wide or wide, strict=True)]

    def _fitting(self, room: float) -> list[int]:
        """Return the columns that there is room for: of those too many, the most spare ones are left out."""
        gap, shown = Theme.current().length(GAP), list(range(len(self._columns)))
        while sum(self._wide[place] for place in shown) + gap * (len(shown) - 1) > room:
            spare = max(shown, key=lambda place: self._columns[place].spare, default=None)
            if spare is None or not self._columns[spare].spare:
                break
            shown.remove(spare)
        return shown

    def _ends(self, shown: Sequence[int], right: float) -> list[tuple[int, float]]:
        """Return each column with its right edge: what room is left is shared between them."""
        gap, x, ends = float(Theme.current().length(GAP)), right, []
        for place in reversed(shown):
            ends.append((place, x))
            x -= self._wide[place] + gap
        return ends

    def _row(self) -> float:
        theme = Theme.current()
        return QFontMetricsF(theme.font(theme.heading_size, tabular=True)).height() + theme.length(1)

    def _line_height(self) -> float:
        return 2 * self._row() + Theme.current().length(10)

    def _height(self, width: float) -> float:
        theme = Theme.current()
        margin = 2 * theme.length(12)
        metrics = QFontMetricsF(theme.font(theme.small_size))
        flags = int(Qt.TextFlag.TextWordWrap)
        foot = (
            metrics.boundingRect(QRectF(0, 0, width - margin, 1e4), flags, self._foot).height() if self._foot else 0.0
        )
        return theme.length(8) + self._row() + len(self._lines) * self._line_height() + foot

    @Slot()
    def _follow_theme(self) -> None:
        self._wide = []
        self._measure()
        self.updateGeometry()
        self.update()
