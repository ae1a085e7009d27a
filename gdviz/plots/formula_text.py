"""Formulas and the same lines with numbers, set like mathematics and standing still while the numbers change."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdviz.plots.theme import Theme, ThemeManager, tabular_figures

FAMILIES = ("STIX Two Text", "Cambria Math", "DejaVu Serif", "Noto Serif", "serif")
LARGEST, SMALLEST = 15.0, 12.0  # pixels of the text
_RESULT = re.compile(r" (?:=|≈|⇒|→) (?!.* (?:=|≈|⇒|→) )")  # the last sign before a result
_BREAKS = re.compile(r" (?=(?:\+|−|/|=|≈|⇒|→) )")


@dataclass(frozen=True)
class Line:
    """A formula and, if there are any, its numbers."""

    formula: str
    numbers: str = ""


class FormulaText(QWidget):
    """Blocks of lines. Rows that numbers have needed once stay reserved, so that nothing below moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: Hashable = None
        self._blocks: tuple[tuple[Line, ...], ...] = ()
        self._reserved: list[int] = []  # rows of numbers by place in a block
        self._size = LARGEST
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        ThemeManager.instance().changed.connect(self._follow_theme)

    @property
    def text(self) -> str:
        """All lines as plain text."""
        lines = [text for block in self._blocks for line in block for text in (line.formula, line.numbers) if text]
        return "\n".join(lines)

    def show_blocks(self, kind: Hashable, blocks: Sequence[Sequence[Line]]) -> None:
        """Show `blocks`; another `kind` gives reserved rows free."""
        shown = tuple(tuple(block) for block in blocks)
        if kind == self._kind and shown == self._blocks:
            return
        fresh = kind != self._kind or [len(b) for b in shown] != [len(b) for b in self._blocks]
        self._kind, self._blocks = kind, shown
        self._arrange(fresh)
        self.setAccessibleName(self.text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(Theme.current().length(220), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        plain, bold = self._font(), self._font(bold=True)
        metrics = QFontMetricsF(plain)
        row, ascent = self._row_height(), metrics.ascent()
        y = ascent
        for place, block in enumerate(self._blocks):
            y += self._gap() if place else 0.0
            for line, reserved in zip(block, self._reserved, strict=True):
                painter.setFont(plain)
                painter.setPen(QColor(theme.text if not line.numbers else theme.quiet))
                painter.drawText(QPointF(0, y), line.formula)
                y += row
                painter.setPen(QColor(theme.text))
                end = _RESULT.search(line.numbers)
                start_of_result = end.end() if end else len(line.numbers)
                done = 0
                for number, text in enumerate(self._wrapped(line.numbers)):
                    x = self._indent() if number else 0.0
                    usual = text[: max(0, start_of_result - done)]
                    painter.setFont(plain)
                    painter.drawText(QPointF(x, y + number * row), usual)
                    painter.setFont(bold)
                    painter.drawText(
                        QPointF(x + metrics.horizontalAdvance(usual), y + number * row), text[len(usual) :]
                    )
                    done += len(text) + 1
                y += row * reserved

    def _arrange(self, fresh: bool) -> None:
        """Choose the size of the text from the formulas, which stand still, and reserve rows for the numbers."""
        longest = max((len(block) for block in self._blocks), default=0)
        if fresh:
            self._reserved = [0] * longest
            self._size = LARGEST
            advance = QFontMetricsF(self._font()).horizontalAdvance
            widest = max((advance(line.formula) for block in self._blocks for line in block), default=1.0)
            self._size = min(LARGEST, max(SMALLEST, LARGEST * self.width() / max(widest, 1.0)))
        for block in self._blocks:
            for place, line in enumerate(block):
                needed = len(self._wrapped(line.numbers)) if line.numbers else 0
                self._reserved[place] = max(self._reserved[place], needed)
        rows = sum(1 + self._reserved[place] for block in self._blocks for place in range(len(block)))
        height = round(rows * self._row_height() + self._gap() * max(0, len(self._blocks) - 1))
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def _wrapped(self, text: str) -> list[str]:
        """Break before an operator where a row is full."""
        if not text:
            return []
        advance = QFontMetricsF(self._font(bold=True)).horizontalAdvance
        if QFontMetricsF(self._font()).horizontalAdvance(text) <= self.width() or self.width() < 40:
            return [text]
        rows: list[str] = []
        for part in _BREAKS.split(text):
            joined = f"{rows[-1]} {part}" if rows else part
            free = self.width() - (self._indent() if len(rows) > 1 else 0.0)
            if rows and advance(joined) > free:
                rows.append(part)
            else:
                rows[-1:] = [joined]
        return rows

    def _font(self, bold: bool = False) -> QFont:
        font = QFont()
        font.setFamilies(list(FAMILIES))
        font.setPixelSize(Theme.current().length(self._size))
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        return tabular_figures(font)

    def _row_height(self) -> float:
        return QFontMetricsF(self._font()).height() + Theme.current().length(3)

    def _gap(self) -> float:
        return float(Theme.current().length(4))

    def _indent(self) -> float:
        return float(Theme.current().length(16))

    @Slot()
    def _follow_theme(self) -> None:
        self._arrange(True)
        self.update()
