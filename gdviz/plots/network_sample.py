"""The numbers of one sample over the picture of a network: on nodes going forward, on edges coming back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from gdviz.plots.network import NetworkView
from gdviz.plots.network_edges import edge_width
from gdviz.plots.network_layout import Layout, Part
from gdviz.plots.theme import Theme

GLOW = 5.0  # pixels that a moving edge is wider
TAG_AT = 0.34  # of an edge, where its number stands: further on, edges meet


@dataclass
class SampleOverlay:
    """`above` and `below` are texts at neurons (column, row), `edges` at edges (column, row, source).

    `moving` are the parts that this move is about, `ahead` how far the colours of forward have come.
    """

    above: dict[tuple[int, int], str] = field(default_factory=dict)
    below: dict[tuple[int, int], str] = field(default_factory=dict)
    edges: dict[tuple[int, int, int], str] = field(default_factory=dict)
    moving: tuple[Part, ...] = ()
    backward: bool = False

    def paint(self, painter: QPainter, view: NetworkView) -> None:
        """Draw over the picture."""
        layout, theme = view.arrangement, Theme.current()
        if layout is None:
            return
        if not self._fits([len(tiles) for tiles in layout.tiles]):
            return  # they tell of a network that is no longer shown
        color = QColor(theme.danger if self.backward else theme.accent)
        for part in self.moving:
            if part.kind == "edge" and part.column <= len(view.weights):
                self._glow(painter, view, layout, part, color)
        painter.setFont(theme.font(theme.small_size, tabular=True))
        taken = [self._neuron_tag(painter, layout, *place, theme) for place in {**self.below, **self.above}]
        first = [(part.column, part.row, part.source) for part in self.moving]
        for column, row, source in sorted(self.edges, key=lambda edge: edge not in first):
            text = self.edges[column, row, source]
            area = tag_area(painter, text, layout.edge(column - 1, source, row).pointAtPercent(TAG_AT))
            if not any(area.intersects(other) for other in taken):  # what has no room is told by the formula
                taken.append(area)
                tag(painter, text, area, theme, QColor(theme.danger))
        for part in self.moving:
            mark = layout.tiles[part.column][part.row] if part.kind == "neuron" else None
            if part.kind == "bias":
                mark = layout.bias(part.column, part.row)
            if mark is not None:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(color, 3.0))
                painter.drawRoundedRect(mark.adjusted(-3, -3, 3, 3), 5.0, 5.0)

    def _neuron_tag(self, painter: QPainter, layout: Layout, column: int, row: int, theme: Theme) -> QRectF:
        """Write a neuron's numbers above and below it, where neighbours leave no room for both beside it."""
        tiles, metrics = layout.tiles[column], QFontMetricsF(painter.font())
        tile, beside = tiles[row], _is_tight(tiles, metrics)
        red = QColor(theme.danger)
        lines = [(self.below.get((column, row)), None, 1.0), (self.above.get((column, row)), red, -1.0)]
        whole = QRectF()
        for text, color, side in lines:
            if not text:
                continue
            middle = QPointF(tile.center().x(), tile.center().y() + side * (tile.height() + metrics.height() + 4) / 2)
            if beside:
                last = column == len(layout.tiles) - 1  # names stand at its right
                away = (tile.width() + metrics.horizontalAdvance(text)) / 2 + 8.0
                middle = tile.center() + QPointF(-away if last else away, -side * metrics.height() / 2)
            area = tag_area(painter, text, middle)
            tag(painter, text, area, theme, color)
            whole |= area
        return whole

    def _fits(self, counts: list[int]) -> bool:
        """Return whether the picture has all that is told of."""
        neurons = [*self.above, *self.below, *((column, row) for column, row, _ in self.edges)]
        neurons += [(part.column, part.row) for part in self.moving]
        sources = [(column - 1, source) for column, _, source in self.edges]
        sources += [(part.column - 1, part.source) for part in self.moving if part.kind == "edge"]
        return all(0 <= column < len(counts) and row < counts[column] for column, row in (*neurons, *sources))

    @staticmethod
    def _glow(painter: QPainter, view: NetworkView, layout: Layout, part: Part, color: QColor) -> None:
        weight = float(view.weights[part.column - 1][part.source, part.row])
        glow = QColor(color)
        glow.setAlphaF(0.45)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(glow, edge_width(weight, view.scale) + GLOW, c=Qt.PenCapStyle.RoundCap))
        painter.drawPath(layout.edge(part.column - 1, part.source, part.row))


def _is_tight(tiles: Sequence[QRectF], metrics: QFontMetricsF) -> bool:
    """Return whether two numbers have no room between the tiles of a column."""
    pitch = min((abs(other.top() - tiles[0].top()) for other in tiles[1:] if other.top() != tiles[0].top()),
                default=math.inf)  # fmt: skip
    return pitch < tiles[0].height() + 2 * metrics.height() + 4.0


def tag_area(painter: QPainter, text: str, middle: QPointF) -> QRectF:
    """Return the ground that `text` takes around `middle`."""
    metrics = QFontMetricsF(painter.font())
    width, height = metrics.horizontalAdvance(text) + 6.0, metrics.height()
    return QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)


def tag(painter: QPainter, text: str, area: QRectF, theme: Theme, color: QColor | None = None) -> None:
    """Write `text` on a small ground of its own, so that it reads over edges."""
    ground = QColor(theme.card)
    ground.setAlphaF(0.88)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(area, 3.0, 3.0)
    painter.setPen(color or QColor(theme.text))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
