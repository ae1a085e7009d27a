"""A network as a picture: a tile a neuron, a curve a weight, a small square a bias."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from gdviz.plots.layer import draw_part, onto_screen
from gdviz.plots.mapping import Floats
from gdviz.plots.network_layout import Layout, Part, lay_out
from gdviz.plots.network_tiles import Colors, atlas
from gdviz.plots.number import MINUS
from gdviz.plots.theme import Theme, ThemeManager

THIN, THICK = 1.0, 8.0
FAINT = 0.16  # of an edge's colour, where its weight is next to nothing
SMALLEST_SCALE = 1.0  # weights up to 1 are no thicker for being the largest
MOST_EDGES = 1200  # in the whole picture; of more only the strongest are drawn ...
MOST_FOLDED = 96  # ... and so many to or from a column that is folded, the weaker the fainter
PAINT_SECONDS = 0.008  # of a frame may go into edges; the rest of them follows in the next
REPAINT_MILLISECONDS = 12
REACH_PIXELS = 5.0  # how near an edge the pointer must be
SAMPLES = np.linspace(0.0, 1.0, 33)
LEVELS = 63  # strengths of an edge that can be told apart


@dataclass(frozen=True)
class Column:
    """The neurons of one layer: how many, what stands above them, and names beside them where they have any."""

    title: str
    count: int
    detail: str = ""
    names: tuple[str, ...] = ()
    editable: bool = False  # whether neurons can be added and removed


class Overlay(Protocol):
    """Something that is drawn over the picture, such as the numbers of one sample."""

    def paint(self, painter: QPainter, view: NetworkView) -> None: ...


def edge_color(weight: float, theme: Theme) -> QColor:
    """Return the colour of a weight's sign: blue is positive, vermilion negative."""
    return theme.class_color(0 if weight >= 0 else 1)


def edge_share(weight: float, scale: float) -> float:
    """Return how strong a weight is, from 0 to 1 at `scale`; one that is not a number is as strong as can be."""
    size = abs(weight) / scale
    return min(1.0, size) if size == size else 1.0


def edge_width(weight: float, scale: float) -> float:
    """Return the width in pixels: 1 for no weight, 8 for one as large as `scale`."""
    return THIN + (THICK - THIN) * edge_share(weight, scale)


def _levels(weights: Floats, scale: float) -> NDArray[np.int8]:
    """Return the strengths (n_in, n_out) of weights: 1 is next to nothing, LEVELS + 1 is `scale`, with their signs."""
    with np.errstate(all="ignore"):
        share = np.nan_to_num(np.minimum(np.abs(weights) / scale, 1.0), nan=1.0)
    size = np.rint(LEVELS * share) + 1.0
    levels: NDArray[np.int8] = np.where(weights >= 0, size, -size).astype(np.int8)
    return levels


class NetworkView(QWidget):
    """Draws what it is given, and says what the pointer is on."""

    hovered = Signal(object)  # Part or None
    clicked = Signal(object, QPointF)  # Part or None, and where

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Network"))
        self.columns: tuple[Column, ...] = ()
        self.weights: list[Floats] = []
        self.biases: list[Floats] = []
        self.frozen_weights: list[Floats] = []
        self.frozen_biases: list[Floats] = []
        self.scale = SMALLEST_SCALE
        self.overlay: Overlay | None = None
        self.current: Part | None = None  # under the pointer, or chosen by key
        self.chosen: Part | None = None  # marked by whoever shows it
        self._pictures: list[QImage | None] = []
        self._layout: Layout | None = None
        self._drawn: list[list[tuple[int, int]]] = []  # by gap: source and row, weakest first
        self._levels: list[NDArray[np.int8]] = []  # by gap: the strength of each edge, negative ones below 0
        self._paths: dict[tuple[int, int, int], QPainterPath] = {}
        self._pens: dict[tuple[int, int], QPen] = {}
        self._areas: list[QRectF] = []  # of the strips
        self._strips: list[QImage | None] = []
        self._dirty: set[int] = set()
        self._next = 0
        self._places: tuple[Floats, list[tuple[int, int, int]]] | None = None
        self._by_key = False  # whether `current` was chosen by keys
        self._later = QTimer(self, singleShot=True, interval=REPAINT_MILLISECONDS)
        self._later.timeout.connect(self.update)
        ThemeManager.instance().changed.connect(self._follow_theme)

    # -- what is shown ---------------------------------------------------------------------------------------------

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show a network of these layers, without weights and pictures yet."""
        if tuple(columns) == self.columns:
            return
        same = [column.count for column in columns] == [column.count for column in self.columns]
        self.columns = tuple(columns)
        if not same:
            self.weights, self.biases, self._levels, self._pictures = [], [], [], [None] * len(columns)
            self.frozen_weights, self.frozen_biases = [], []
            self.current = self.chosen = self.overlay = None  # what they told of is gone
        self._arrange()

    def set_weights(self, weights: Sequence[Floats], biases: Sequence[Floats]) -> None:
        """Show these weights (n_in, n_out) of each pair of neighbouring columns, and biases (n_out,)."""
        counts = [column.count for column in self.columns]
        if [w.shape for w in weights] != list(pairwise(counts)):
            raise ValueError(f"weights must be of columns {counts}; got {[w.shape for w in weights]}")
        self.weights, self.biases = list(weights), list(biases)
        with np.errstate(all="ignore"):
            sizes = [float(np.nanmax(np.abs(w), initial=0.0)) for w in weights]
        largest = max(sizes, default=0.0)
        self.scale = max(SMALLEST_SCALE, largest) if np.isfinite(largest) else SMALLEST_SCALE
        levels = [_levels(w, self.scale) for w in weights]
        same = len(levels) == len(self._levels) == len(self._drawn)
        changed = [
            gap for gap, level in enumerate(levels) if not (same and np.array_equal(level, self._levels[gap]))
        ]  # fmt: skip
        self._levels = levels
        if changed:
            self._rank(changed if same else None)
            self._dirty |= set(changed)
        self.update()

    def set_frozen(self, weights: Sequence[Floats], biases: Sequence[Floats]) -> None:
        """Mark these weights and biases (booleans of the shapes of `set_weights`) as held still."""
        self.frozen_weights, self.frozen_biases = list(weights), list(biases)
        self.update()

    def set_pictures(self, column: int, tiles: Colors) -> None:
        """Show colours (n, rows, columns, 3), row 0 at the top, as the tiles of a column."""
        self._pictures[column] = atlas(tiles)
        self.update()

    def picture(self, column: int, row: int) -> QImage | None:
        """Return the picture of a neuron, one pixel a value."""
        image = self._pictures[column] if column < len(self._pictures) else None
        if image is None:
            return None
        side = image.height() // self.columns[column].count
        return image.copy(0, row * side, image.width(), side)

    def edges(self, gap: int) -> list[tuple[int, int]]:
        """Return the edges (source, row) that are drawn between a column and the next, weakest first."""
        return self._drawn[gap] if gap < len(self._drawn) else []

    def show_chosen(self, part: Part | None) -> None:
        """Mark a part, whose value is being edited."""
        self.chosen = part
        self.update()

    def show_overlay(self, overlay: Overlay | None) -> None:
        """Draw something over the picture from now on; None ends it."""
        self.overlay = overlay
        self.update()

    @property
    def arrangement(self) -> Layout | None:
        """Where everything lies, in pixels of this widget."""
        return self._layout

    # -- layout ----------------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        theme = Theme.current()
        self._layout = None
        if self.columns and self.width() > 40 and self.height() > 40:
            metrics = QFontMetricsF(theme.font(theme.small_size))
            margin = 20.0 * theme.text_scale
            names = [
                max((metrics.horizontalAdvance(name) for name in column.names), default=0.0)
                for column in (self.columns[0], self.columns[-1])
            ]
            titles = [metrics.horizontalAdvance(column.title) / 2 for column in (self.columns[0], self.columns[-1])]
            left, right = (
                max(margin + min(name, 0.15 * self.width()), margin + title / 2)
                for name, title in zip(names, titles, strict=True)
            )
            self._layout = lay_out(
                [column.count for column in self.columns],
                self.width(), self.height(),
                head=self._head_height(), left=left, right=right, scale=theme.text_scale,
            )  # fmt: skip
        self._strips = [None] * max(0, len(self.columns) - 1)
        self._paths.clear()
        self._pens.clear()
        self._areas = [self._layout.gap(gap) for gap in range(len(self._strips))] if self._layout is not None else []
        self._rank()
        self._dirty = set(range(len(self.weights)))
        self.update()

    def _head_height(self) -> float:
        theme = Theme.current()
        lines = 2 if any(column.detail for column in self.columns) else 1
        buttons = 22.0 * theme.text_scale if any(column.editable for column in self.columns) else 0.0
        return 8.0 + lines * 1.3 * theme.small_size * theme.text_scale + buttons

    def _rank(self, gaps: Sequence[int] | None = None) -> None:
        """Choose the edges to draw in some gaps or all: all of them, or the strongest where there are too many."""
        self._places = None
        if gaps is None:
            self._drawn = [[] for _ in self.weights]
        folded = self._layout.folded if self._layout is not None else (False,) * len(self.columns)
        total = sum(weights.size for weights in self.weights)
        for gap in range(len(self.weights)) if gaps is None else gaps:
            weights = self.weights[gap]
            size = np.nan_to_num(np.abs(weights).ravel(), nan=np.inf)
            order = np.argsort(size, kind="stable")
            if folded[gap] or folded[gap + 1]:
                order = order[-MOST_FOLDED:]
            elif total > MOST_EDGES:
                order = order[-max(1, MOST_EDGES // len(self.weights)) :]
            columns = weights.shape[1]
            self._drawn[gap] = [divmod(place, columns) for place in order.tolist()]

    # -- painting --------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            if onto_screen(painter):
                self._paint_edges(painter)
            else:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                for gap in range(len(self.weights) if self._layout is not None else 0):
                    self._draw_gap(painter, gap)
            self._paint_over(painter)
        finally:
            painter.end()  # one that an error left active would take the window down

    def paint_on(self, painter: QPainter, area: QRectF) -> None:
        """Draw this picture into `area` of any paint device, every line anew."""
        if self._layout is None:
            return
        painter.save()
        painter.translate(area.topLeft())
        painter.scale(area.width() / self.width(), area.height() / self.height())
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        for gap in range(len(self.weights)):
            self._draw_gap(painter, gap)
        self._paint_over(painter, buttons=False)
        painter.restore()

    def pictured(self, scale: float = 2.0) -> QImage:
        """Return this picture as it is, `scale` times as large, lines and letters too."""
        image = QImage(self.size() * scale, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(scale)
        image.fill(QColor(Theme.current().card))
        painter = QPainter(image)
        self.paint_on(painter, QRectF(0, 0, self.width(), self.height()))
        painter.end()
        return image

    def _paint_edges(self, painter: QPainter) -> None:
        """Bring the strips of edges up to date, as many as the time allows, and copy all of them."""
        layout = self._layout
        if layout is None:
            return
        began, ratio = time.perf_counter(), self.devicePixelRatioF()
        for turn in range(len(self.weights)):
            gap = (self._next + turn) % len(self.weights)
            if gap not in self._dirty:
                continue
            if self._strips[gap] is not None and time.perf_counter() - began > PAINT_SECONDS:
                self._next = gap
                self._later.start()
                break
            self._strips[gap] = self._strip(gap, self._areas[gap], ratio)
            self._dirty.discard(gap)
        for gap, strip in enumerate(self._strips):
            if strip is not None:
                painter.drawImage(self._areas[gap].topLeft(), strip)

    def _strip(self, gap: int, area: QRectF, ratio: float) -> QImage:
        size = (area.size() * ratio).toSize() + QSize(1, 1)
        strip = self._strips[gap]
        if strip is None or strip.size() != size:
            strip = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        strip.setDevicePixelRatio(ratio)
        strip.fill(Qt.GlobalColor.transparent)
        painter = QPainter(strip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-area.topLeft())
        self._draw_gap(painter, gap)
        painter.end()
        return strip

    def _draw_gap(self, painter: QPainter, gap: int) -> None:
        levels, drawn = self._levels[gap].tolist(), self._drawn[gap]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        thinned = len(drawn) < self.weights[gap].size
        for place, (source, row) in enumerate(drawn, start=1):
            fading = math.ceil(LEVELS * place / len(drawn)) if thinned else LEVELS
            painter.setPen(self._pen(levels[source][row], fading))
            painter.drawPath(self._path(gap, source, row))

    def _pen(self, level: int, fading: int) -> QPen:
        """Return the pen of an edge; there are few of them, and each is made once."""
        pen = self._pens.get((level, fading))
        if pen is None:
            share = (abs(level) - 1) / LEVELS
            color = edge_color(level, Theme.current())
            color.setAlphaF((FAINT + (1.0 - FAINT) * share**0.7) * fading / LEVELS)
            pen = self._pens[level, fading] = QPen(color, THIN + (THICK - THIN) * share, c=Qt.PenCapStyle.FlatCap)
        return pen

    def _path(self, gap: int, source: int, row: int) -> QPainterPath:
        path = self._paths.get((gap, source, row))
        if path is None:
            assert self._layout is not None
            path = self._paths[gap, source, row] = self._layout.edge(gap, source, row)
        return path

    def _paint_over(self, painter: QPainter, *, buttons: bool = True) -> None:
        """Paint all but the edges: marks, tiles, biases, titles."""
        layout, theme = self._layout, Theme.current()
        if layout is None:
            return
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_marks(painter, layout, theme)
        for place in range(len(self.columns)):
            self._paint_tiles(painter, layout, place, theme)
        self._paint_heads(painter, layout, theme, buttons)
        if self.overlay is not None:
            self.overlay.paint(painter, self)

    def _paint_marks(self, painter: QPainter, layout: Layout, theme: Theme) -> None:
        """Paint edges once more that are pointed at, chosen, or lead to the neuron that is pointed at."""
        for part in (self.current, self.chosen):
            if part is None or part.column < 1 or part.column > len(self.weights):
                continue
            gap = part.column - 1
            weights = self.weights[gap]
            sources = [part.source] if part.kind == "edge" else []
            if part.kind == "neuron":
                sources = [source for source, row in self._drawn[gap] if row == part.row]
            for source in sources:
                if source >= weights.shape[0] or part.row >= weights.shape[1]:
                    continue
                weight, path = float(weights[source, part.row]), layout.edge(gap, source, part.row)
                width = edge_width(weight, self.scale)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                if part.kind == "edge":
                    painter.setPen(QPen(QColor(theme.ink), width + 4.0, c=Qt.PenCapStyle.FlatCap))
                    painter.drawPath(path)
                painter.setPen(QPen(edge_color(weight, theme), width, c=Qt.PenCapStyle.FlatCap))
                painter.drawPath(path)
        painter.setPen(QPen(QColor(theme.ink), 1.5))
        painter.setBrush(QColor(theme.card))
        for gap, held in enumerate(self.frozen_weights):
            for source, row in np.argwhere(held).tolist():
                middle = layout.edge(gap, source, row).pointAtPercent(0.5)
                painter.drawEllipse(middle, 4.0, 4.0)

    def _paint_tiles(self, painter: QPainter, layout: Layout, place: int, theme: Theme) -> None:
        column, image = self.columns[place], self._pictures[place]
        frame = QPen(QColor(theme.ink), 1.2 if not layout.folded[place] else 0.8)
        held = self.frozen_biases[place - 1] if 0 < place <= len(self.frozen_biases) else None
        side = 0 if image is None else image.height() // column.count
        for row, tile in enumerate(layout.tiles[place]):
            if image is not None:
                draw_part(painter, tile, image, QRectF(0, row * side, image.width(), side))
            else:
                painter.fillRect(tile, QColor(theme.neutral))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(frame)
            painter.drawRoundedRect(tile, 3.0, 3.0)
            if place and place <= len(self.biases):
                self._paint_bias(painter, layout.bias(place, row), float(self.biases[place - 1][row]), theme,
                                 held is not None and bool(held[row]))  # fmt: skip
        painter.setFont(theme.font(theme.small_size))
        painter.setPen(QColor(theme.quiet))
        metrics = QFontMetricsF(painter.font())
        first = place == 0
        for name, tile in zip(column.names, layout.tiles[place], strict=False):
            room = tile.left() - 10.0 if first else self.width() - tile.right() - 10.0
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
            x = tile.left() - 8.0 - metrics.horizontalAdvance(text) if first else tile.right() + 8.0
            painter.drawText(QPointF(x, tile.center().y() + metrics.ascent() / 2 - 1.0), text)
        for part, color in ((self.chosen, theme.accent), (self.current, theme.accent)):
            if part is None or part.column != place or part.row >= column.count:
                continue
            mark = layout.tiles[place][part.row] if part.kind == "neuron" else None
            if part.kind == "bias":
                mark = layout.bias(place, part.row)
            if mark is not None:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(color), 2.5))
                painter.drawRoundedRect(mark.adjusted(-1.5, -1.5, 1.5, 1.5), 4.0, 4.0)

    def _paint_bias(self, painter: QPainter, square: QRectF | None, bias: float, theme: Theme, held: bool) -> None:
        if square is None:
            return
        share = edge_share(bias, self.scale)
        index = round(127.5 + (127.5 if bias >= 0 else -127.5) * share)
        painter.setBrush(QColor(*theme.diverging[index].tolist()))
        painter.setPen(QPen(QColor(theme.ink), 2.4 if held else 1.0))
        painter.drawRect(square)

    def _paint_heads(self, painter: QPainter, layout: Layout, theme: Theme, with_buttons: bool) -> None:
        painter.setFont(theme.font(theme.small_size))
        metrics = QFontMetricsF(painter.font())
        for column, head, buttons in zip(self.columns, layout.heads, layout.buttons, strict=True):
            lines = [column.title, column.detail]
            both = f"{column.title} · {column.detail}"
            if column.detail and metrics.horizontalAdvance(both) <= head.width() - 8.0:
                lines = [both]
            painter.setPen(QColor(theme.quiet))
            for place, line in enumerate(lines):
                text = metrics.elidedText(line, Qt.TextElideMode.ElideRight, head.width())
                painter.drawText(
                    QRectF(head.left(), 6.0 + place * metrics.height(), head.width(), metrics.height()),
                    Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text,
                )  # fmt: skip
            if column.editable and with_buttons:
                self._paint_buttons(painter, column, buttons, theme)

    def _paint_buttons(self, painter: QPainter, column: Column, buttons: tuple[QRectF, QRectF], theme: Theme) -> None:
        place = self.columns.index(column)
        for kind, area, sign in zip(("fewer", "more"), buttons, (MINUS, "+"), strict=True):
            pointed = self.current is not None and (self.current.kind, self.current.column) == (kind, place)
            if pointed:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.control_pressed))
                painter.drawRoundedRect(area, 4.0, 4.0)
            painter.setPen(QColor(theme.text))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, sign)
        between = QRectF(buttons[0].topRight(), buttons[1].bottomLeft())
        painter.setPen(QColor(theme.text))
        painter.drawText(between, Qt.AlignmentFlag.AlignCenter, str(column.count))

    # -- pointer ---------------------------------------------------------------------------------------------------

    def part_at(self, position: QPointF) -> Part | None:
        """Return what lies at a pixel: buttons and biases before neurons, neurons before edges."""
        layout = self._layout
        if layout is None:
            return None
        for place, column in enumerate(self.columns):
            if column.editable:
                for kind, area in zip(("fewer", "more"), layout.buttons[place], strict=True):
                    if area.contains(position):
                        return Part(kind, place)  # type: ignore[arg-type]
            for row, tile in enumerate(layout.tiles[place]):
                square = layout.bias(place, row) if place else None
                if square is not None and square.adjusted(-2, -2, 2, 2).contains(position):
                    return Part("bias", place, row)
                if tile.contains(position):
                    return Part("neuron", place, row)
        return self._edge_at(position)

    def _edge_at(self, position: QPointF) -> Part | None:
        layout = self._layout
        assert layout is not None
        if self._places is None:
            self._places = self._sampled(layout)
        places, parts = self._places
        if not len(places):
            return None
        nearest = np.hypot(places[..., 0] - position.x(), places[..., 1] - position.y()).min(axis=1)
        widths = np.array([edge_width(float(self.weights[gap][source, row]), self.scale) for gap, source, row in parts])
        excess = nearest - widths / 2
        best = int(np.argmin(np.where(excess <= 0, -widths, excess)))  # of those under the pointer the thickest
        if excess[best] > REACH_PIXELS:
            return None
        gap, source, row = parts[best]
        return Part("edge", gap + 1, row, source)

    def _sampled(self, layout: Layout) -> tuple[Floats, list[tuple[int, int, int]]]:
        """Return points (edges, samples, 2) of all drawn edges, and which edges they are."""
        t = SAMPLES  # the cubic of `Layout.edge`: level at both ends
        bend, rise = 1.5 * t * (1 - t) ** 2 + 1.5 * t**2 * (1 - t) + t**3, 3 * t**2 * (1 - t) + t**3
        ends, parts = [np.empty((0, 4))], []
        for gap, drawn in enumerate(self._drawn):
            if not drawn:
                continue
            first, second = (
                np.array([(tile.left(), tile.right(), tile.center().y()) for tile in layout.tiles[column]])
                for column in (gap, gap + 1)
            )
            pairs = np.array(drawn)
            ends.append(np.column_stack([first[pairs[:, 0]][:, 1:], second[pairs[:, 1]][:, [0, 2]]]))
            parts += [(gap, source, row) for source, row in drawn]
        x0, y0, x1, y1 = np.concatenate(ends).T[:, :, None]
        return np.stack([x0 + (x1 - x0) * bend, y0 + (y1 - y0) * rise], axis=-1), parts

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._by_key = False
        self._point_at(self.part_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self.part_at(event.position()), event.position())

    def _point_at(self, part: Part | None) -> None:
        if part != self.current:
            self.current = part
            hand = part is not None and part.kind != "neuron"
            self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
            self.hovered.emit(part)
            self.update()

    # -- keys ------------------------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason) and self.columns:
            self._by_key = True
            self._point_at(self.current or Part("neuron", min(1, len(self.columns) - 1), 0))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._by_key and event.reason() != Qt.FocusReason.PopupFocusReason:
            self._by_key = False
            self._point_at(None)

    def event(self, event: QEvent) -> bool:
        # With a neuron chosen by key, arrows go on to the next one; else they belong to the run.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._moves(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._moves(event):
            super().keyPressEvent(event)
            return
        part = self.current
        assert part is not None
        across = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        down = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            assert self._layout is not None
            target = Part("bias", part.column, part.row) if part.column else part
            self.clicked.emit(target, self._layout.tiles[part.column][part.row].center())
            return
        column = max(0, min(len(self.columns) - 1, part.column + across))
        row = max(0, min(self.columns[column].count - 1, part.row + down))
        self._point_at(Part("neuron", column, row))

    def _moves(self, event: QKeyEvent) -> bool:
        keys = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        chosen = self._by_key and self.current is not None and self.current.kind == "neuron"
        return chosen and event.key() in keys and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier,
        )  # fmt: skip

    # -- keeping things together -----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 160)

    @Slot()
    def _follow_theme(self) -> None:
        self._arrange()
