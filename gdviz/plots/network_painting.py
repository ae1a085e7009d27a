"""What is painted over the edges of a network: tiles, biases, marks, names and titles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from gdviz.plots.layer import draw_part
from gdviz.plots.mapping import Floats
from gdviz.plots.network_edges import Edges, edge_color, edge_shares, edge_width
from gdviz.plots.network_layout import Layout, Part
from gdviz.plots.number import MINUS
from gdviz.plots.theme import Theme

SMALL_TILE = 16.0  # pixels, below which a frame must not take the picture's room


@dataclass(frozen=True)
class Column:
    """The neurons of one layer: how many, what stands above them, and names beside them where they have any."""

    title: str
    count: int
    detail: str = ""
    names: tuple[str, ...] = ()
    editable: bool = False  # whether neurons can be added and removed


def head_height(columns: Sequence[Column], theme: Theme) -> float:
    """Return the room that titles and buttons take at the top."""
    lines = 2 if any(column.detail for column in columns) else 1
    buttons = 22.0 * theme.text_scale if any(column.editable for column in columns) else 0.0
    return 8.0 + lines * 1.3 * theme.small_size * theme.text_scale + buttons


def side_margins(columns: Sequence[Column], width: float, theme: Theme) -> tuple[float, float]:
    """Return the room at the left and the right for names beside the first and last column, and for their titles."""
    metrics = QFontMetricsF(theme.font(theme.small_size))
    margin = 20.0 * theme.text_scale

    def room(column: Column) -> float:
        name = max((metrics.horizontalAdvance(name) for name in column.names), default=0.0)
        return max(margin + min(name, 0.15 * width), margin + metrics.horizontalAdvance(column.title) / 2)

    return room(columns[0]), room(columns[-1])


def paint_marked_edges(painter: QPainter, layout: Layout, edges: Edges, parts: Sequence[Part | None]) -> None:
    """Paint edges once more that are pointed at or chosen, or lead to a neuron that is."""
    theme = Theme.current()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for part in parts:
        if part is None or not 1 <= part.column <= len(edges.weights):
            continue
        gap = part.column - 1
        weights = edges.weights[gap]
        sources = [part.source] if part.kind == "edge" else []
        if part.kind == "neuron":
            sources = [source for source, row in edges.drawn(gap) if row == part.row]
        for source in sources:
            if source >= weights.shape[0] or part.row >= weights.shape[1]:
                continue
            weight, path = float(weights[source, part.row]), layout.edge(gap, source, part.row)
            width = edge_width(weight, edges.scale)
            if part.kind == "edge":
                painter.setPen(QPen(QColor(theme.ink), width + 4.0, c=Qt.PenCapStyle.FlatCap))
                painter.drawPath(path)
            painter.setPen(QPen(edge_color(weight, theme), width, c=Qt.PenCapStyle.FlatCap))
            painter.drawPath(path)


def paint_frozen_edges(painter: QPainter, layout: Layout, frozen: Sequence[Floats]) -> None:
    """Put a bead on each edge (booleans (n_in, n_out) by gap) that is held still."""
    theme = Theme.current()
    painter.setPen(QPen(QColor(theme.ink), 1.5))
    painter.setBrush(QColor(theme.card))
    for gap, held in enumerate(frozen):
        for source, row in np.argwhere(held).tolist():
            painter.drawEllipse(layout.edge(gap, source, row).pointAtPercent(0.5), 4.0, 4.0)


def paint_tiles(painter: QPainter, layout: Layout, place: int, column: Column, image: QImage | None) -> None:
    """Paint the neurons of a column: their pictures below each other in `image`, or a neutral ground."""
    theme = Theme.current()
    small = layout.tiles[place][0].width() < SMALL_TILE
    frame = QPen(QColor(theme.ink), 0.5 if small else 1.2 if not layout.folded[place] else 0.8)
    corner = 1.0 if small else 3.0
    side = 0 if image is None else image.height() // column.count
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(frame)
    for row, tile in enumerate(layout.tiles[place]):
        if image is not None:
            draw_part(painter, tile, image, QRectF(0, row * side, image.width(), side))
        else:
            painter.fillRect(tile, QColor(theme.neutral))
        painter.drawRoundedRect(tile, corner, corner)


def paint_biases(
    painter: QPainter, layout: Layout, place: int, biases: Floats, held: Floats | None, scale: float
) -> None:
    """Paint the small square of each bias (n,) of a column; those `held` still with a thicker frame."""
    if layout.bias(place, 0) is None:
        return
    theme = Theme.current()
    shares = np.copysign(edge_shares(biases, scale), biases)
    colors = theme.diverging[np.rint(127.5 + 127.5 * shares).astype(np.intp)].tolist()
    ink = QColor(theme.ink)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # fills that end on pixels cost a fifth of strokes
    for row, color in enumerate(colors):
        square, frame = layout.bias(place, row), 2.0 if held is not None and held[row] else 1.0
        assert square is not None
        painter.fillRect(square.adjusted(-0.5, -0.5, 0.5, 0.5), ink)
        painter.fillRect(square.adjusted(frame - 0.5, frame - 0.5, 0.5 - frame, 0.5 - frame), QColor(*color))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def paint_names(painter: QPainter, layout: Layout, place: int, names: Sequence[str], width: float) -> None:
    """Write the names of a column's neurons: left of the first column, right of others."""
    theme = Theme.current()
    painter.setFont(theme.font(theme.small_size))
    painter.setPen(QColor(theme.quiet))
    metrics = QFontMetricsF(painter.font())
    for name, tile in zip(names, layout.tiles[place], strict=False):
        room = tile.left() - 10.0 if place == 0 else width - tile.right() - 10.0
        text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        x = tile.left() - 8.0 - metrics.horizontalAdvance(text) if place == 0 else tile.right() + 8.0
        painter.drawText(QPointF(x, tile.center().y() + metrics.ascent() / 2 - 1.0), text)


def paint_marked_tiles(painter: QPainter, layout: Layout, parts: Sequence[Part | None]) -> None:
    """Frame neurons and biases that are pointed at or chosen."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(Theme.current().accent), 2.5))
    for part in parts:
        if part is None or part.column >= len(layout.tiles) or part.row >= len(layout.tiles[part.column]):
            continue
        mark = layout.tiles[part.column][part.row] if part.kind == "neuron" else None
        if part.kind == "bias":
            mark = layout.bias(part.column, part.row)
        if mark is not None:
            painter.drawRoundedRect(mark.adjusted(-1.5, -1.5, 1.5, 1.5), 4.0, 4.0)


def paint_heads(painter: QPainter, layout: Layout, columns: Sequence[Column]) -> None:
    """Write what stands above the columns, in one line where there is room, else in two."""
    theme = Theme.current()
    painter.setFont(theme.font(theme.small_size))
    painter.setPen(QColor(theme.quiet))
    metrics = QFontMetricsF(painter.font())
    for column, head in zip(columns, layout.heads, strict=True):
        lines = [column.title, column.detail]
        both = f"{column.title} · {column.detail}"
        if column.detail and metrics.horizontalAdvance(both) <= head.width() - 8.0:
            lines = [both]
        for place, line in enumerate(lines):
            painter.drawText(
                QRectF(head.left(), 6.0 + place * metrics.height(), head.width(), metrics.height()),
                Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop,
                metrics.elidedText(line, Qt.TextElideMode.ElideRight, head.width()),
            )


def paint_buttons(painter: QPainter, layout: Layout, columns: Sequence[Column], current: Part | None) -> None:
    """Paint minus and plus above each column that can be changed, and how many neurons it has."""
    theme = Theme.current()
    painter.setFont(theme.font(theme.small_size))
    for place, column in enumerate(columns):
        if not column.editable:
            continue
        fewer, more = layout.buttons[place]
        for kind, area, sign in (("fewer", fewer, MINUS), ("more", more, "+")):
            if current is not None and (current.kind, current.column) == (kind, place):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.control_pressed))
                painter.drawRoundedRect(area, 4.0, 4.0)
            painter.setPen(QColor(theme.text))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, sign)
        between = QRectF(fewer.topRight(), more.bottomLeft())
        painter.drawText(between, Qt.AlignmentFlag.AlignCenter, str(column.count))
