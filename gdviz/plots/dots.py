"""Single places on a curve: full where the function is, open where it only comes near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gdviz.plots.layer import Layer
from gdviz.plots.mapping import Mapping

OPEN, FULL, GRIP = 5.0, 4.5, 7.0  # radius in pixels


@dataclass(frozen=True)
class Dot:
    """A place; one that is `open` shows the ground inside, one with a `grip` is large and can be dragged."""

    x: float
    y: float
    color: str
    open: bool = False
    grip: bool = False


class Dots(Layer):
    """Dots, the last on top."""

    def __init__(self, z: float = 300.0) -> None:
        super().__init__(z)
        self.dots: tuple[Dot, ...] = ()

    def set_dots(self, dots: Sequence[Dot]) -> None:
        """Draw these."""
        if tuple(dots) != self.dots:
            self.dots = tuple(dots)
            self.redraw()

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(mapping.theme.card)
        for dot in self.dots:
            x, y = mapping.point(dot.x, dot.y)
            if not (-20 <= x <= mapping.width + 20 and -20 <= y <= mapping.height + 20):
                continue
            color = QColor(dot.color)
            radius = GRIP if dot.grip else OPEN if dot.open else FULL
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawEllipse(QPointF(x, y), radius + 2.0, radius + 2.0)
            painter.setPen(QPen(color, 2.0) if dot.open else Qt.PenStyle.NoPen)
            painter.setBrush(ground if dot.open else color)
            painter.drawEllipse(QPointF(x, y), radius, radius)
