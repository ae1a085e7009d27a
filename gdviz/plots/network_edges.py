"""The weights of a network as curves between its columns: which are drawn, how strong, and which one is pointed at."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from gdviz.plots.mapping import Floats
from gdviz.plots.network_layout import Layout, Part
from gdviz.plots.theme import Theme

THIN, THICK = 1.0, 8.0
FAINT = 0.16  # of an edge's colour, where its weight is next to nothing
SMALLEST_SCALE = 1.0  # weights up to 1 are no thicker for being the largest
MOST_EDGES = 1200  # in the whole picture; of more only the strongest are drawn ...
MOST_FOLDED = 96  # ... and so many to or from a column that is folded, the weaker the fainter
REACH_PIXELS = 5.0  # how near an edge the pointer must be
SAMPLES = np.linspace(0.0, 1.0, 33)
LEVELS = 63  # strengths of an edge that can be told apart ...
STAYS = 0.8  # ... and how many of them a weight may be off before its edge is painted anew


def edge_color(weight: float, theme: Theme) -> QColor:
    """Return the colour of a weight's sign: blue is positive, vermilion negative."""
    return theme.class_color(0 if weight >= 0 else 1)


def edge_shares(weights: Floats, scale: float) -> Floats:
    """Return how strong weights are, from 0 to 1 at `scale`; one that is not a number is as strong as can be."""
    with np.errstate(all="ignore"):
        shares: Floats = np.minimum(np.abs(weights) / scale, 1.0)
    shares[shares != shares] = 1.0
    return shares


def edge_width(weight: float, scale: float) -> float:
    """Return the width in pixels: 1 for no weight, 8 for one as large as `scale`."""
    return THIN + (THICK - THIN) * float(edge_shares(np.array([weight]), scale)[0])


def _levels(weights: Floats, scale: float, before: NDArray[np.int8] | None) -> NDArray[np.int8]:
    """Return the strengths (n_in, n_out) of weights: 1 is next to nothing, LEVELS + 1 is `scale`, with their signs.

    Those that are hardly others than `before` stay: nobody sees it, and training moves all weights a little each time.
    """
    exact = np.copysign(LEVELS * edge_shares(weights, scale) + 1.0, weights)
    levels: NDArray[np.int8] = np.rint(exact).astype(np.int8)
    return levels if before is None else np.where(np.abs(exact - before) <= STAYS, before, levels)


class Edges:
    """All edges, in strips: a strip pictures those between two columns, painted anew when one looks different."""

    def __init__(self) -> None:
        self.weights: list[Floats] = []
        self.scale = SMALLEST_SCALE
        self._layout: Layout | None = None
        self._drawn: list[list[tuple[int, int]]] = []  # by gap: source and row, weakest first
        self._levels: list[NDArray[np.int8]] = []  # by gap: the strength of each edge, negative ones below 0
        self._paths: list[dict[tuple[int, int], QPainterPath]] = []  # by gap: of source and row
        self._pens: dict[tuple[int, int], QPen] = {}
        self._areas: list[QRectF] = []  # of the strips
        self._strips: list[QImage | None] = []
        self._dirty: set[int] = set()
        self._next = 0
        self._places: tuple[Floats, list[tuple[int, int, int]]] | None = None

    def clear(self) -> None:
        """Forget the weights: the columns are others."""
        self.weights, self._levels = [], []

    def set_weights(self, weights: Sequence[Floats]) -> None:
        """Take weights (n_in, n_out) of each pair of neighbouring columns."""
        self.weights = list(weights)
        with np.errstate(all="ignore"):
            sizes = [float(np.nanmax(np.abs(w), initial=0.0)) for w in weights]
        largest = max(sizes, default=0.0)
        self.scale = max(SMALLEST_SCALE, largest) if np.isfinite(largest) else SMALLEST_SCALE
        same = len(weights) == len(self._levels) == len(self._drawn)
        known = self._levels if same else [None] * len(weights)
        levels = [_levels(w, self.scale, before) for w, before in zip(weights, known, strict=True)]
        changed = [
            gap for gap, level in enumerate(levels) if not (same and np.array_equal(level, self._levels[gap]))
        ]  # fmt: skip
        self._levels = levels
        if changed:
            self._rank(changed if same else None)
            self._dirty |= set(changed)

    def arrange(self, layout: Layout | None) -> None:
        """Lie between these columns from now on; None where there is no room."""
        self._layout = layout
        self._paths = [{} for _ in range(len(layout.tiles) - 1)] if layout is not None else []
        self._pens.clear()
        self._areas = [] if layout is None else [layout.gap(gap) for gap in range(len(layout.tiles) - 1)]
        self._strips = [None] * len(self._areas)
        self._rank()
        self._dirty = set(range(len(self.weights)))

    def drawn(self, gap: int) -> list[tuple[int, int]]:
        """Return the edges (source, row) that are drawn between a column and the next, weakest first."""
        return self._drawn[gap] if gap < len(self._drawn) else []

    def _rank(self, gaps: Sequence[int] | None = None) -> None:
        """Choose the edges to draw in some gaps or all: all of them, or the strongest where there are too many."""
        self._places = None
        if gaps is None:
            self._drawn = [[] for _ in self.weights]
        folded = self._layout.folded if self._layout is not None else (False,) * (len(self.weights) + 1)
        total = sum(weights.size for weights in self.weights)
        for gap in range(len(self.weights)) if gaps is None else gaps:
            weights = self.weights[gap]
            size = np.abs(weights).ravel()
            size[size != size] = np.inf
            most = size.size
            if folded[gap] or folded[gap + 1]:
                most = min(most, MOST_FOLDED)
            elif total > MOST_EDGES:
                most = min(most, max(1, MOST_EDGES // len(self.weights)))
            # the few strongest are found without sorting all: a wide layer has hundreds of thousands
            chosen = np.argpartition(size, size.size - most)[size.size - most :] if most < size.size else slice(None)
            places = np.sort(np.arange(size.size)[chosen])
            order = places[np.argsort(size[places], kind="stable")]
            columns = weights.shape[1]
            self._drawn[gap] = list(zip((order // columns).tolist(), (order % columns).tolist(), strict=True))

    # -- painting --------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, ratio: float, seconds: float) -> bool:
        """Copy all strips, brought up to date as far as so many seconds allow; return whether some are left for later.

        The strips take turns, so that each is new before another is for the second time.
        """
        began, late = time.thread_time(), False  # other threads' and programs' time is not ours to save
        for turn in range(len(self.weights) if self._areas else 0):
            gap = (self._next + turn) % len(self.weights)
            if gap not in self._dirty:
                continue
            if self._strips[gap] is not None and time.thread_time() - began > seconds:
                self._next, late = gap, True
                break
            self._strips[gap] = self._strip(gap, self._areas[gap], ratio)
            self._dirty.discard(gap)
        for area, strip in zip(self._areas, self._strips, strict=True):
            if strip is not None:
                painter.drawImage(area.topLeft(), strip)
        return late

    def draw(self, painter: QPainter) -> None:
        """Draw every edge anew, in strokes."""
        for gap in range(len(self.weights) if self._layout is not None else 0):
            self._draw_gap(painter, gap)

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
        paths, pen = self._paths[gap], None
        for place, (source, row) in enumerate(drawn, start=1):
            fading = math.ceil(LEVELS * place / len(drawn)) if thinned else LEVELS
            before, pen = pen, self._pen(levels[source][row], fading)
            if pen is not before:
                painter.setPen(pen)
            path = paths.get((source, row))
            if path is None:
                assert self._layout is not None
                path = paths[source, row] = self._layout.edge(gap, source, row)
            painter.drawPath(path)

    def _pen(self, level: int, fading: int) -> QPen:
        """Return the pen of an edge; there are few of them, and each is made once."""
        pen = self._pens.get((level, fading))
        if pen is None:
            share = (abs(level) - 1) / LEVELS
            color = edge_color(level, Theme.current())
            color.setAlphaF((FAINT + (1.0 - FAINT) * share**0.7) * fading / LEVELS)
            pen = self._pens[level, fading] = QPen(color, THIN + (THICK - THIN) * share, c=Qt.PenCapStyle.FlatCap)
        return pen

    # -- the pointer -----------------------------------------------------------------------------------------------

    def at(self, position: QPointF) -> Part | None:
        """Return the edge at a pixel; of several the thickest."""
        if self._layout is None:
            return None
        if self._places is None:
            self._places = self._sampled(self._layout)
        places, parts = self._places
        if not len(places):
            return None
        nearest = np.hypot(places[..., 0] - position.x(), places[..., 1] - position.y()).min(axis=1)
        weights = np.array([self.weights[gap][source, row] for gap, source, row in parts])
        widths = THIN + (THICK - THIN) * edge_shares(weights, self.scale)
        excess = nearest - widths / 2
        best = int(np.argmin(np.where(excess <= 0, -widths, excess)))
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
