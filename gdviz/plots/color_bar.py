"""The colours of a heatmap with the values that they stand for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from gdviz.plots.colormaps import Lut
from gdviz.plots.mapping import Floats
from gdviz.plots.number import number
from gdviz.plots.theme import Theme

WIDE, LEAST_WIDE = 120, 40  # pixels of the colours at 100 % text: as many as there is room for, and at least
HIGH = 8
GAP = 6
STEPS = 33  # in which points are coloured like the heatmap below them


class ColorBar:
    """One line above the view, at its right: what the colours are values of, least value, colours, greatest value.

    It stands beside the name of the vertical axis, so that it covers nothing of the picture and takes no room from it.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
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
            self._changed()

    def clear(self) -> None:
        """Show no bar."""
        if self._ends is not None:
            self._ends = None
            self._changed()

    def least_width(self, theme: Theme) -> float:
        """Return the width that values and colours need, without the name; 0 without a bar."""
        if self._ends is None:
            return 0.0
        metrics = QFontMetricsF(theme.font(theme.axis_size, tabular=True))
        return sum(map(metrics.horizontalAdvance, self._texts())) + theme.length(LEAST_WIDE + 2 * GAP)

    def draw(self, painter: QPainter, room: QRectF, theme: Theme) -> None:
        """Draw it at the right of `room`; the name is shortened first, and then left out."""
        if self._ends is None or self._lut is None:
            return
        painter.setFont(theme.font(theme.axis_size, tabular=True))
        metrics, gap = QFontMetricsF(painter.font()), theme.length(GAP)
        low, high = self._texts()
        ends = metrics.horizontalAdvance(low) + metrics.horizontalAdvance(high) + 2 * gap
        name = self._name
        spare = room.width() - ends - theme.length(LEAST_WIDE) - gap
        if name and metrics.horizontalAdvance(name) > spare:
            name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, spare)
            name = name if len(name) > 3 else ""
        named = metrics.horizontalAdvance(name) + gap if name else 0.0
        strip = min(float(theme.length(WIDE)), max(float(theme.length(LEAST_WIDE)), room.width() - ends - named))
        row = QRectF(room)
        row.setLeft(room.right() - strip - ends - named)
        painter.setPen(QColor(theme.axis_text))
        left, right = (Qt.AlignmentFlag.AlignVCenter | side for side in (Qt.AlignmentFlag.AlignLeft,
                                                                         Qt.AlignmentFlag.AlignRight))  # fmt: skip
        painter.drawText(row, left, name)
        painter.drawText(row, right, high)
        row.setLeft(row.left() + named)
        painter.drawText(row, left, low)
        start = row.left() + metrics.horizontalAdvance(low) + gap
        bar = QRectF(start, row.center().y() - theme.length(HIGH) / 2, strip, theme.length(HIGH))
        colors = np.ascontiguousarray(self._lut[None, :, :3])
        painter.drawImage(bar, QImage(colors.data, len(self._lut), 1, QImage.Format.Format_RGB888).copy())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.control_border), 0.8))
        painter.drawRect(bar)

    def _texts(self) -> tuple[str, str]:
        low, high = self._ends or (0.0, 0.0)
        return number(low, 3), number(high, 3)


def diverging_steps(values: Floats, theme: Theme) -> tuple[NDArray[np.intp], list[QColor]]:
    """Return which of `STEPS` colours from -1 to 1 each value (n,) has, and the colours."""
    steps = (np.clip(values, -1.0, 1.0) + 1.0) * (STEPS - 1) / 2
    colors = theme.diverging[np.linspace(0, 255, STEPS).round().astype(np.intp)]
    return steps.round().astype(np.intp), [QColor(*color) for color in colors[:, :3].tolist()]
