"""Formulas and the same lines with numbers, set like mathematics and standing still while the numbers change."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdviz.plots.theme import Theme, ThemeManager, tabular_figures

FAMILIES = ("STIX Two Text", "Cambria Math", "DejaVu Serif Condensed", "DejaVu Serif", "Noto Serif", "serif")
SIZES = (15.0, 14.0, 13.0, 12.0)  # pixels of the text: the first at which every line fits one row
WRAPPED_SIZE = 13.0  # where none does
_RESULT = re.compile(r" (?:=|≈|⇒|→) (?!.* (?:=|≈|⇒|→) )")  # the last sign before a result
_BREAK = re.compile(r" (?=[+−/=≈⇒→] )")


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
        self._reserved: list[list[int]] = []  # rows of the numbers of each line
        self._size = SIZES[0]
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
        painter = QPainter(self)
        self._paint(painter)

    def paint_on(self, painter: QPainter, area: QRectF) -> None:
        """Draw the lines on any paint device, from the top of `area` on."""
        painter.save()
        painter.translate(area.topLeft())
        self._paint(painter)
        painter.restore()

    def _paint(self, painter: QPainter) -> None:
        theme, row = Theme.current(), self._row_height()
        y = QFontMetricsF(self._font()).ascent()
        for place, block in enumerate(self._blocks):
            y += self._gap() if place else 0.0
            for line, reserved in zip(block, self._reserved[place], strict=True):
                painter.setPen(QColor(theme.quiet if line.numbers else theme.text))
                y += row * self._draw(painter, line.formula, y)
                painter.setPen(QColor(theme.text))
                self._draw(painter, line.numbers, y, _result_at(line.numbers))
                y += row * reserved

    def _draw(self, painter: QPainter, text: str, y: float, bold_from: int | None = None) -> int:
        """Draw `text` from the baseline `y` on, bold from a place on; return how many rows it took."""
        plain, bold = self._font(), self._font(bold=True)
        advance, done = QFontMetricsF(plain).horizontalAdvance, 0
        rows = self._wrapped(text, bold_from)
        for number, part in enumerate(rows):
            x, baseline = self._indent() if number else 0.0, y + number * self._row_height()
            usual = part if bold_from is None else part[: max(0, bold_from - done)]
            painter.setFont(plain)
            painter.drawText(QPointF(x, baseline), usual)
            painter.setFont(bold)
            painter.drawText(QPointF(x + advance(usual), baseline), part[len(usual) :])
            done += len(part) + 1
        return len(rows)

    def _arrange(self, fresh: bool) -> None:
        """Choose the size of the text and reserve rows for the numbers; without `fresh` they only shrink and grow."""
        if fresh:
            self._reserved = [[0] * len(block) for block in self._blocks]
            self._size = SIZES[0]
        lines = [line for block in self._blocks for line in block]
        fits = [size for size in SIZES if size <= self._size and all(self._fits(line, size) for line in lines)]
        self._size = fits[0] if fits else min(self._size, WRAPPED_SIZE)
        rows = 0
        for block, reserved in zip(self._blocks, self._reserved, strict=True):
            for place, line in enumerate(block):
                needed = len(self._wrapped(line.numbers, _result_at(line.numbers)))
                reserved[place] = max(reserved[place], needed)
                rows += len(self._wrapped(line.formula)) + reserved[place]
        height = round(rows * self._row_height() + self._gap() * max(0, len(self._blocks) - 1))
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def _fits(self, line: Line, size: float) -> bool:
        texts = (self._advance(line.formula, None, size), self._advance(line.numbers, _result_at(line.numbers), size))
        return max(texts) <= self.width()

    def _advance(self, text: str, bold_from: int | None, size: float | None = None) -> float:
        plain, bold = QFontMetricsF(self._font(size)), QFontMetricsF(self._font(size, bold=True))
        place = len(text) if bold_from is None else max(0, bold_from)
        return plain.horizontalAdvance(text[:place]) + bold.horizontalAdvance(text[place:])

    def _wrapped(self, text: str, bold_from: int | None = None) -> list[str]:
        """Break before an operator where a row is full."""
        if not text or self.width() < self._indent() or self._advance(text, bold_from) <= self.width():
            return [text] if text else []
        rows: list[str] = []
        done = 0
        for part in _parts(text):
            joined = f"{rows[-1]} {part}" if rows else part
            free = self.width() - (self._indent() if len(rows) > 1 else 0.0)
            if rows and self._advance(joined, None if bold_from is None else bold_from - done) > free:
                done += len(rows[-1]) + 1
                rows.append(part)
            else:
                rows[-1:] = [joined]
        return rows

    def _font(self, size: float | None = None, bold: bool = False) -> QFont:
        return _font(Theme.current().length(self._size if size is None else size), bold)

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


def _result_at(numbers: str) -> int:
    """Return where the result begins; at the end if there is none."""
    sign = _RESULT.search(numbers)
    return sign.end() if sign else len(numbers)


def _parts(text: str) -> list[str]:
    """Return `text` cut before each operator that stands in no brackets."""
    parts, begin = [], 0
    for found in _BREAK.finditer(text):
        if text.count("(", 0, found.start()) == text.count(")", 0, found.start()):
            parts.append(text[begin : found.start()])
            begin = found.end()
    return [*parts, text[begin:]]


@lru_cache(maxsize=32)
def _font(pixels: int, bold: bool) -> QFont:
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return tabular_figures(font)
