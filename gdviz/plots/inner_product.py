"""Nine pixels times nine weights, added up: an inner product with all its numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdviz.plots.number import fixed
from gdviz.plots.theme import Theme, ThemeManager

DECIMALS = 3
LARGEST = 1.4  # times the usual size, where there is room


class InnerProduct(QWidget):
    """pixels (3, 3) x weights (3, 3) = products (3, 3), and what they add up to with the bias."""

    def __init__(self, pixels: str, weights: str, products: str, parent: QWidget | None = None) -> None:
        """The names stand over the three squares of numbers."""
        super().__init__(parent)
        self._names = (pixels, weights, products)
        self._parts: tuple[NDArray[np.float64], ...] = (np.zeros((3, 3)),) * 3
        self.bias, self.answer = 0.0, 0.0
        self._zoom = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        ThemeManager.instance().changed.connect(self._follow_theme)

    def show_product(
        self, pixels: NDArray[np.float64], weights: NDArray[np.float64], bias: float, answer: float
    ) -> None:
        """Show the sum of pixels times weights, plus the bias, that comes to `answer`."""
        self._parts = (pixels, weights, pixels * weights)
        self.bias, self.answer = bias, answer
        self.setAccessibleName(self.text)
        self.update()

    @property
    def text(self) -> str:
        """All of it in one line."""
        pixels, weights, _ = self._parts
        terms = " + ".join(
            f"{fixed(x, DECIMALS)}·{_signed(w)}" for x, w in zip(pixels.ravel(), weights.ravel(), strict=True)
        )
        bias = f" + {_signed(self.bias)}" if self.bias else ""
        return f"{terms}{bias} = {fixed(self.answer, DECIMALS)}"

    def sizeHint(self) -> QSize:
        cell, line = self._cell()
        return QSize(round(9 * cell + 9 * line), round(4.4 * line))

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.sizeHint().height())

    def _cell(self) -> tuple[float, float]:
        theme = Theme.current()
        metrics = QFontMetrics(theme.font(tabular=True))
        return metrics.horizontalAdvance("−0.000") + theme.length(8), metrics.height() + theme.length(8)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = Theme.current()
        cell, line = self._cell()
        zoom = min(LARGEST, self.width() / (9 * cell + 7.4 * line), self.height() / (4.6 * line))
        self._zoom = zoom
        cell, line = zoom * cell, zoom * line
        painter = QPainter(self)
        top = max(line, (self.height() - 3 * line) / 2 + 0.5 * line)
        x = 0.0
        most = max(float(np.abs(self._parts[2]).max()), 1e-9)
        for place, (part, sign) in enumerate(zip(self._parts, "×=", strict=False)):
            self._draw_part(painter, x, top, cell, line, place, part, most)
            x += 3 * cell
            self._draw_text(painter, QRectF(x, top + line, line, line), sign, theme.quiet, theme.title_size)
            x += line
        self._draw_part(painter, x, top, cell, line, 2, self._parts[2], most)
        x += 3 * cell + 0.4 * line
        room = QRectF(x, top, max(10.0, self.width() - x), line)
        bias = f"  + {_signed(self.bias)}" if self.bias else ""
        painter.setFont(theme.font(self._zoom * theme.small_size))
        painter.setPen(QColor(theme.quiet))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, left, f"Σ{bias} =")
        painter.setFont(theme.font(self._zoom * theme.figure_size, bold=True, tabular=True))
        painter.setPen(QColor(theme.text))
        painter.drawText(room.translated(0, 1.1 * line), left, fixed(self.answer, DECIMALS))
        painter.end()

    def _draw_part(
        self, painter: QPainter, x: float, top: float, cell: float, line: float, kind: int,
        values: NDArray[np.float64], most: float,
    ) -> None:  # fmt: skip
        theme = Theme.current()
        heading = QRectF(x, top - line, 3 * cell, line)
        self._draw_text(painter, heading, self._names[kind], theme.quiet, theme.small_size)
        painter.setFont(theme.font(self._zoom * theme.font_size, tabular=True))
        scale = (1.0, max(float(np.abs(values).max()), 1e-9), most)[kind]
        for (row, column), value in np.ndenumerate(values):
            rect = QRectF(x + column * cell, top + row * line, cell, line)
            if kind == 0:
                ground = QColor.fromRgbF(*(min(1.0, max(0.0, float(value))),) * 3)
            else:
                place = round(127.5 + 127.5 * min(1.0, max(-1.0, float(value) / scale)))
                ground = QColor(*(int(part) for part in theme.diverging[place]))
            painter.fillRect(rect, ground)
            painter.setPen(QPen(QColor(theme.border), 1))
            painter.drawRect(rect)
            painter.setPen(QColor("#000000" if ground.lightnessF() > 0.5 else "#ffffff"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, fixed(float(value), DECIMALS))

    def _draw_text(self, painter: QPainter, rect: QRectF, text: str, color: str, size: float) -> None:
        painter.setFont(Theme.current().font(self._zoom * size))
        painter.setPen(QColor(color))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    @Slot()
    def _follow_theme(self) -> None:
        self.updateGeometry()
        self.update()


def _signed(value: float) -> str:
    text = fixed(value, DECIMALS)
    return f"({text})" if value < 0 else text
