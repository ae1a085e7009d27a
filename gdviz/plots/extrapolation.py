"""Quiet lines over what lies outside the data: there curve and boundary are guesses."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gdviz.plots.layer import Layer
from gdviz.plots.mapping import Mapping

OPACITY = 0.3
SPACING = 7.0  # pixels between two lines


class Extrapolation(Layer):
    """Hatches everything left and right of a range of x, or around a box, and says what that means."""

    kept = True

    def __init__(self, z: float = -700.0) -> None:
        super().__init__(z)
        self._range: tuple[float, float] | None = None
        self._heights: tuple[float, float] | None = None

    def set_range(self, low: float, high: float) -> None:
        """Leave x from `low` to `high` free: that is where the data lies."""
        self._set((low, high), None)

    def set_box(self, left: float, right: float, low: float, high: float) -> None:
        """Leave a box of x and y free."""
        self._set((left, right), (low, high))

    def clear(self) -> None:
        """Draw nothing."""
        self._set(None, None)

    def _set(self, x: tuple[float, float] | None, y: tuple[float, float] | None) -> None:
        if (x, y) != (self._range, self._heights):
            self._range, self._heights = x, y
            self.redraw()

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        if self._range is None:
            return
        theme = mapping.theme
        low, high = (min(max(float(edge), 0.0), mapping.width) for edge in mapping.x(self._range))
        hatch = QColor(theme.extrapolation if self._heights is None else theme.ink)  # a box lies on coloured ground
        hatch.setAlphaF(OPACITY)
        text = QCoreApplication.translate("Extrapolation", "extrapolation")
        painter.setFont(theme.font(theme.small_size))
        metrics = painter.fontMetrics()
        for area in (
            QRectF(0.0, 0.0, low, mapping.height),
            QRectF(high, 0.0, mapping.width - high, mapping.height),
        ):
            if not area.width() >= 1.0:  # nor where an edge is not a number
                continue
            _hatch(painter, area, hatch)
            if self._says(area, mapping, metrics.height()) and mapping.height > metrics.horizontalAdvance(text) + 16:
                self._say(painter, mapping, area, text)

        if self._heights is None or not high > low:
            return
        top, bottom = (min(max(float(edge), 0.0), mapping.height) for edge in mapping.y(self._heights[::-1]))
        for area in (QRectF(low, 0.0, high - low, top), QRectF(low, bottom, high - low, mapping.height - bottom)):
            if area.height() >= 1.0:
                _hatch(painter, area, hatch)

    def _says(self, area: QRectF, mapping: Mapping, letter: float) -> bool:
        """Return whether an area is wide enough for the word; around a box it is said once."""
        return area.width() > letter * 1.5 and (self._heights is None or area.left() > 0.0)

    def _say(self, painter: QPainter, mapping: Mapping, area: QRectF, text: str) -> None:
        metrics = painter.fontMetrics()
        length, height = metrics.horizontalAdvance(text) + 8, metrics.height()
        painter.save()
        painter.translate(area.center().x() + height / 2, area.top() + 8)
        painter.rotate(90)
        painter.fillRect(QRectF(0, 0, length, height), QColor(mapping.theme.card))
        painter.setPen(QColor(mapping.theme.extrapolation))
        painter.drawText(QRectF(4, 0, length, height), Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()


def _hatch(painter: QPainter, area: QRectF, color: QColor) -> None:
    """Draw diagonal lines over `area`; Qt's own pattern is made of dots of the device, and vanishes on a fine one."""
    lines = []
    for place in np.arange(SPACING / 2, area.width() + area.height(), SPACING).tolist():
        # From the top edge down to the left; cut by hand, as a clip makes each line ten times as slow.
        first, last = max(0.0, place - area.width()), min(area.height(), place)
        start = QPointF(area.left() + place - first, area.top() + first)
        lines.append(QLineF(start, QPointF(area.left() + place - last, area.top() + last)))
    painter.setPen(QPen(color, 1.0))
    painter.drawLines(lines)
