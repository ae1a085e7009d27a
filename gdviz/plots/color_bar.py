"""The colours of a heatmap with the values that they stand for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from gdviz.plots.colormaps import Lut
from gdviz.plots.layer import Layer
from gdviz.plots.mapping import Floats, Mapping
from gdviz.plots.number import number
from gdviz.plots.theme import Theme

WIDTH_SHARE, MOST_WIDE = 0.6, 240.0  # of the view, and in pixels
HIGH = 8.0
MARGIN = 6.0
STEPS = 33  # in which points are coloured like the heatmap below them


class ColorBar(Layer):
    """A strip at the bottom of the view: least value, colours, greatest value, and what they are values of."""

    def __init__(self, z: float = 500.0) -> None:
        super().__init__(z)
        self._ends: tuple[float, float] | None = None
        self._lut: Lut | None = None
        self._name = ""

    @property
    def ends(self) -> tuple[float, float] | None:
        """The values of the first and last colour; None while there is no bar."""
        return self._ends

    @property
    def name(self) -> str:
        """What the colours are values of, with its unit."""
        return self._name

    def set_scale(self, low: float, high: float, lut: Lut, name: str) -> None:
        """Show the colours of `lut` from `low` to `high`, values of `name`."""
        if (low, high) != self._ends or lut is not self._lut or name != self._name:
            self._ends, self._lut, self._name = (low, high), lut, name
            self.redraw()

    def clear(self) -> None:
        """Show no bar."""
        if self._ends is not None:
            self._ends = None
            self.redraw()

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        if self._ends is None or self._lut is None:
            return
        theme = mapping.theme
        painter.setFont(theme.font(theme.axis_size, tabular=True))
        metrics = QFontMetricsF(painter.font())
        low, high = (number(value, 3) for value in self._ends)
        ends = max(metrics.horizontalAdvance(text) for text in (low, high))
        strip = max(24.0, min(MOST_WIDE, WIDTH_SHARE * mapping.width) - 2 * ends)
        wide = min(strip + 2 * ends + 6 * MARGIN, mapping.width - 8.0)
        room = wide - 4 * MARGIN
        name = metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        lines = 2 if name else 1
        ground = QRectF((mapping.width - wide) / 2, 0, wide, lines * metrics.height() + MARGIN)
        ground.moveBottom(mapping.height - 4.0)
        color = QColor(theme.card)
        color.setAlphaF(0.88)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(ground, 4.0, 4.0)
        row = QRectF(ground.left() + MARGIN, ground.top() + MARGIN / 2, wide - 2 * MARGIN, metrics.height())
        painter.setPen(QColor(theme.text))
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, low)
        painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, high)
        left = row.left() + metrics.horizontalAdvance(low) + MARGIN
        right = row.right() - metrics.horizontalAdvance(high) - MARGIN
        bar = QRectF(left, row.center().y() - HIGH / 2, max(8.0, right - left), HIGH)
        colors = np.ascontiguousarray(self._lut[None, :, :3])
        painter.drawImage(bar, QImage(colors.data, len(self._lut), 1, QImage.Format.Format_RGB888).copy())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.control_border), 0.8))
        painter.drawRect(bar)
        if name:
            painter.setPen(QColor(theme.axis_text))
            painter.drawText(row.translated(0, metrics.height()), Qt.AlignmentFlag.AlignCenter, name)


def diverging_steps(values: Floats, theme: Theme) -> tuple[NDArray[np.intp], list[QColor]]:
    """Return which of `STEPS` colours from -1 to 1 each value (n,) has, and the colours."""
    steps = (np.clip(values, -1.0, 1.0) + 1.0) * (STEPS - 1) / 2
    colors = theme.diverging[np.linspace(0, 255, STEPS).round().astype(np.intp)]
    return steps.round().astype(np.intp), [QColor(*color) for color in colors[:, :3].tolist()]
