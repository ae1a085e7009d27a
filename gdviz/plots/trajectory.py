"""The way of a method over a loss surface, arrows at its place, and marked places."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from gdviz.plots.layer import Layer, onto_screen
from gdviz.plots.mapping import Floats, Mapping
from gdviz.plots.strokes import Stroker

WIDTH = 2.4
DOT = 2.8  # radius of a step
PLACE = 6.0  # radius of the present place
SPARSE = 7.0  # pixels between steps from which on each gets a dot
MAX_DOTS = 100  # more are noise, and say nothing that the line does not say
GROWN = 48  # steps that are painted anew each time before they join the picture of those behind them
OVERLAP = 3  # steps that the colour goes back, over the end of the halo that a new part brings


class Trajectory(Layer):
    """Steps (n, 2) as a line with a dark halo, dots where they can be told apart, and a ring at the last one."""

    def __init__(self, z: float = 100.0) -> None:
        super().__init__(z)
        self._x: Floats = np.empty(0)
        self._y: Floats = np.empty(0)
        self._color = QColor()
        self._stroker = Stroker()
        self._behind: QPixmap | None = None  # the way up to the last few steps: it grows, and nothing else changes
        self._behind_of: tuple[int, float, str] | None = None
        self._behind_x: Floats = np.empty(0)
        self._behind_y: Floats = np.empty(0)

    def set_path(self, x: ArrayLike, y: ArrayLike, color: QColor | str) -> None:
        """Draw the way through (x, y), each (n,), the present place last."""
        x, y = np.asarray(x, np.float64).ravel(), np.asarray(y, np.float64).ravel()
        if QColor(color) == self._color and np.array_equal(x, self._x) and np.array_equal(y, self._y):
            return
        self._x, self._y = x, y
        self._color = QColor(color)
        self.redraw()

    @property
    def place(self) -> tuple[float, float] | None:
        """The present place in data; None without steps."""
        return (float(self._x[-1]), float(self._y[-1])) if len(self._x) else None

    def clear(self) -> None:
        """Draw nothing."""
        self.set_path([], [], self._color)

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        finite = np.isfinite(self._x) & np.isfinite(self._y)
        way_x, way_y = self._x[finite], self._y[finite]
        if not len(way_x):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        halo = QColor(mapping.theme.halo)
        behind = self._paint_behind(painter, mapping, way_x, way_y) if onto_screen(painter) else 0
        begin = max(0, behind - 1 - OVERLAP)
        x, y = mapping.x(way_x[begin:]), mapping.y(way_y[begin:])
        self._stroke(painter, mapping, x, y, behind - 1 - begin if behind else 0)
        painter.setPen(QPen(halo, 0.8))
        painter.setBrush(self._color)
        if len(way_x) <= MAX_DOTS:  # whatever it is drawn on: a figure is as the window
            x, y = mapping.x(way_x), mapping.y(way_y)
            for place in _sparse(x, y, mapping):
                painter.drawEllipse(QPointF(x[place], y[place]), DOT, DOT)
        painter.setPen(QPen(QColor("#ffffff"), 2.0))
        painter.drawEllipse(QPointF(x[-1], y[-1]), PLACE, PLACE)
        painter.setPen(QPen(halo, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(x[-1], y[-1]), PLACE + 1.2, PLACE + 1.2)

    def _stroke(self, painter: QPainter, mapping: Mapping, x: Floats, y: Floats, new: int) -> None:
        """Draw a way in pixels whose first `new` steps have been drawn before."""
        if len(x) < 2:
            return
        halo = QColor(mapping.theme.halo)
        self._stroker.stroke(painter, mapping, *_moving(x[new:], y[new:]), halo, WIDTH + 2.0)
        self._stroker.stroke(painter, mapping, *_moving(x, y), self._color, WIDTH)

    def _paint_behind(self, painter: QPainter, mapping: Mapping, x: Floats, y: Floats) -> int:
        """Copy the picture of the way so far, after new steps have joined it; return how many it holds."""
        ratio = painter.device().devicePixelRatio()
        state = (mapping.version, ratio, self._color.name())
        held = len(self._behind_x)
        if (
            self._behind is None
            or state != self._behind_of
            or held >= len(x)
            or not (np.array_equal(x[:held], self._behind_x) and np.array_equal(y[:held], self._behind_y))
        ):
            self._behind, held = None, 0
        if len(x) - held > GROWN:
            if self._behind is None:
                self._behind, self._behind_of = self.empty_picture(ratio), state
            begin, end = max(0, held - 1 - OVERLAP), len(x) - 1  # the last place is no step of the way yet
            brush = QPainter(self._behind)
            brush.setRenderHint(QPainter.RenderHint.Antialiasing)
            new = held - 1 - begin if held else 0
            self._stroke(brush, mapping, mapping.x(x[begin:end]), mapping.y(y[begin:end]), new)
            brush.end()
            self._behind_x, self._behind_y, held = x[:end].copy(), y[:end].copy(), end
        if self._behind is None:
            self._behind_x = self._behind_y = np.empty(0)
            return 0
        painter.drawPixmap(0, 0, self._behind)
        return held


class Arrows(Layer):
    """Arrows by name, from a place along a vector, both in data."""

    def __init__(self, z: float = 200.0) -> None:
        super().__init__(z)
        self._arrows: dict[str, tuple[Floats, Floats, QColor]] = {}

    def add(self, name: str, origin: ArrayLike, vector: ArrayLike, color: QColor | str) -> None:
        """Draw an arrow, in place of the one of this name."""
        self._arrows[name] = (np.asarray(origin, np.float64), np.asarray(vector, np.float64), QColor(color))
        self.redraw()

    def clear(self) -> None:
        """Draw no arrow."""
        if self._arrows:
            self._arrows.clear()
            self.redraw()

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for origin, vector, color in self._arrows.values():
            ends = np.array([origin, origin + vector])
            x, y = mapping.x(ends[:, 0]), mapping.y(ends[:, 1])
            if not (np.isfinite(x).all() and np.isfinite(y).all()):
                continue
            along = np.array([x[1] - x[0], y[1] - y[0]])
            length = float(np.hypot(*along))
            if length < 3.0:
                continue
            along /= length
            across = np.array([-along[1], along[0]])
            tip = np.array([x[1], y[1]])
            head = min(9.0, length)
            left, right = tip - head * along + 0.5 * head * across, tip - head * along - 0.5 * head * across
            halo = QColor(mapping.theme.halo)
            shaft = QPointF(x[0], y[0]), QPointF(*(tip - 0.6 * head * along))
            for tint, width in ((halo, 5.0), (color, 2.5)):
                painter.setPen(QPen(tint, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                painter.drawLine(*shaft)
            painter.setPen(QPen(halo, 1.0))
            painter.setBrush(color)
            painter.drawPolygon(QPolygonF([QPointF(*tip), QPointF(*left), QPointF(*right)]))


class Marker(Layer):
    """Rings at places, each with a name beside it that stays inside the view."""

    kept = True

    def __init__(self, z: float = 300.0) -> None:
        super().__init__(z)
        self._places: tuple[tuple[float, float], ...] = ()
        self._text = ""
        self._color = QColor()
        self._others: Sequence[tuple[Floats, Floats]] = ()
        self._letters: tuple[QFont, str, QPainterPath] | None = None

    @property
    def marked(self) -> tuple[tuple[float, float], ...]:
        """What is marked, in data."""
        return self._places

    def set_place(
        self, x: float, y: float, text: str, color: QColor | str, others: Sequence[tuple[Floats, Floats]] = ()
    ) -> None:
        """Mark (x, y); the name stands where it lies least on the `others`, which are curves."""
        self.set_places(((x, y),), text, color)
        self._others = others

    def set_places(self, places: Sequence[tuple[float, float]], text: str, color: QColor | str) -> None:
        """Mark several places; the text stands at the first."""
        self._places, self._text, self._color = tuple(places), text, QColor(color)
        self._others = ()
        self.redraw()

    def clear(self) -> None:
        """Mark nothing."""
        self._places = ()
        self.redraw()

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        for number, place in enumerate(self._places):
            x, y = mapping.point(*place)
            if 0 <= x <= mapping.width and 0 <= y <= mapping.height:
                self._draw_ring(painter, mapping, x, y, self._text if number == 0 else "")

    def _draw_ring(self, painter: QPainter, mapping: Mapping, x: float, y: float, name: str) -> None:
        theme = mapping.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        dark = self._color.lightness() < 128
        halo = QColor("#ffffff" if dark else theme.halo)
        for color, width in ((halo, 4.5), (self._color, 2.2)):
            painter.setPen(QPen(color, width))
            painter.drawEllipse(QPointF(x, y), 7.0, 7.0)
        font = theme.font(theme.axis_size, bold=True)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(mapping.width) - 8)
        width = metrics.horizontalAdvance(text)
        left, base = self._free_place(x, y, width, metrics.ascent(), mapping)
        outline = self._outline(font, text).translated(left, base)
        painter.strokePath(
            outline, QPen(halo, 3.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.fillPath(outline, self._color)

    def _outline(self, font: QFont, text: str) -> QPainterPath:
        """Return the letters of the name, from 0, 0 on: they stay the same while the ring moves."""
        if self._letters is None or self._letters[:2] != (font, text):
            outline = QPainterPath()
            outline.addText(QPointF(0.0, 0.0), font, text)
            self._letters = font, text, outline
        return self._letters[2]

    def _free_place(self, x: float, y: float, width: int, height: int, mapping: Mapping) -> tuple[float, float]:
        """Return left end and base line of the name: near the ring, or further above or below it."""
        best: tuple[int, float, float] | None = None
        heights: dict[float, list[Floats]] = {}  # of the curves, in pixels, by where the name begins
        for base in (y - 10.0, y + 10.0 + height, y - 20.0 - height, y + 20.0 + 2 * height, y - 30.0 - 2 * height):
            for left in (x + 14.0, x - 14.0 - width):
                kept = min(max(4.0, left), max(4.0, mapping.width - 4 - width))
                foot = min(max(base, height + 4.0), mapping.height - 6.0)
                name = QRectF(kept, foot - height, width, height)
                if kept not in heights:
                    heights[kept] = [_heights(line, name, mapping) for line in self._others]
                # in how many places across a line runs through the name: how much of it that would hide
                over = (abs(at - name.center().y()) < height / 2 + 4.0 for at in heights[kept])
                hit = sum(int(np.count_nonzero(there)) for there in over)
                if left != kept or foot != base:
                    hit += 1  # pushed by the edge, perhaps onto the ring
                if best is None or hit < best[0]:
                    best = hit, kept, foot
                if not hit:
                    return kept, foot
        assert best is not None
        return best[1:]


def _heights(line: tuple[Floats, Floats], name: QRectF, mapping: Mapping) -> Floats:
    """Return the pixels y of a line at places across `name` (pixels)."""
    x, y = line
    if len(x) < 2:
        return np.empty(0)
    ends = mapping.data(name.left() - 3.0, 0.0)[0], mapping.data(name.right() + 3.0, 0.0)[0]
    across = np.linspace(*ends, max(2, round(name.width() / 2)))
    across = across[(across >= x[0]) & (across <= x[-1])]
    return mapping.y(np.interp(across, x, y))


def _moving(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Leave out steps of less than half a pixel: thousands of them would be drawn on one spot."""
    spot = np.floor(2 * x) + 1j * np.floor(2 * y)
    moved = np.concatenate([[True], spot[1:] != spot[:-1]])
    moved[-1] = True
    return np.ascontiguousarray(x[moved]), np.ascontiguousarray(y[moved])


def _sparse(x: Floats, y: Floats, mapping: Mapping) -> NDArray[np.intp]:
    """Return the steps in view that are far enough from the step before to be told apart; none if they are many."""
    far = np.concatenate([[True], np.hypot(np.diff(x), np.diff(y)) >= SPARSE])
    seen = (x > -DOT) & (x < mapping.width + DOT) & (y > -DOT) & (y < mapping.height + DOT)
    places = np.flatnonzero(far & seen)
    return places if len(places) <= MAX_DOTS else places[:0]
