"""Paints a surface seen from the side: quads from back to front, with the ways that lie on them."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gdviz.plots.layer import onto_screen
from gdviz.plots.mapping import Floats
from gdviz.plots.number import number
from gdviz.plots.relief_view import Camera, Hills
from gdviz.plots.theme import Theme
from gdviz.plots.trajectory import PLACE, WIDTH

HIDDEN_WAY = 0.35  # of a way's colour where a hill stands before it
LIFT = 0.012  # of the height, by which a way floats above the ground
STEP_PIXELS = 1.5  # of a way that are drawn as one piece
HALO = 2.4


_Piece: TypeAlias = tuple[float, QLineF, QColor]  # of a way: how far away, where on the screen, its colour
_Words: TypeAlias = tuple[QPointF, bool, str]  # at an edge: where, whether it stands to the right of it, the text
FLOOR = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], np.float64)  # its corners, all around


@dataclass
class Way:
    """Places on the ground, the present one last, and their colour."""

    x: Floats
    y: Floats
    color: QColor


@dataclass
class Scene:
    """Hills with their colours, ways by name, a mark, the names of both sides and the height, and who looks on."""

    hills: Hills | None = None
    colors: list[QColor] = field(default_factory=list)
    camera: Camera = field(default_factory=Camera)
    ways: dict[str, Way] = field(default_factory=dict)
    mark: tuple[float, float, QColor] | None = None
    names: tuple[str, str, str] = ("", "", "")

    def projected(self, points: Floats, area: QRectF) -> tuple[Floats, Floats, Floats]:
        """Return pixels across and down, and how far away, of points (n, 3) of the unit box."""
        theme = Theme.current()
        margin = theme.length(30)
        return self.camera.project(points, area.adjusted(margin, theme.length(10), -margin, -theme.length(22)))

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Draw it into `area` of any paint device; nothing without hills."""
        theme = Theme.current()
        if self.hills is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_box(painter, self.hills, area, theme)
            self._paint_hills(painter, self.hills, area, theme)
            self._paint_places(painter, self.hills, area, theme)
            self._name_sides(painter, self.hills, area, theme)
            self._name_height(painter, area, theme)

    def _paint_hills(self, painter: QPainter, hills: Hills, area: QRectF, theme: Theme) -> None:
        """Paint quads from back to front, and pieces of the ways as soon as what is behind them is there."""
        across, down, away = self.projected(hills.corners, area)
        order, quads_away = hills.order(away)
        pieces = self._pieces(hills, area)
        # a piece lies on a quad: it comes after that quad and those around it
        due = np.searchsorted(-quads_away, [-(piece[0] - hills.reach) for piece in pieces])
        points = [QPointF(x, y) for x, y in zip(across.tolist(), down.tolist(), strict=True)]
        screen = onto_screen(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not screen)
        painter.setPen(Qt.PenStyle.NoPen)
        colors, begin = self.colors, 0
        corners = hills.quads[order].tolist()
        shades = order.tolist()
        batches: dict[int, list[_Piece]] = {}
        for stop, piece in zip(due.tolist(), pieces, strict=True):
            batches.setdefault(stop, []).append(piece)
        batches.setdefault(len(shades), [])
        for stop, here in sorted(batches.items()):
            for place in range(begin, stop):
                a, b, c, d = corners[place]
                color = colors[shades[place]]
                painter.setBrush(color)
                if not screen:  # a drawing program would let the ground shine through between two quads
                    painter.setPen(QPen(color, 0.6))
                painter.drawConvexPolygon([points[a], points[b], points[c], points[d]])
            begin = max(begin, stop)
            if here:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                _stroke(painter, here, theme)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, not screen)
                painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(HIDDEN_WAY)
        for _, line, color in pieces:
            painter.setPen(QPen(color, WIDTH, c=Qt.PenCapStyle.FlatCap))
            painter.drawLine(line)
        painter.setOpacity(1.0)

    def _pieces(self, hills: Hills, area: QRectF) -> list[_Piece]:
        """Return distance, line and colour of each piece of each way, the furthest first."""
        pieces = []
        for way in self.ways.values():
            x, y = hills.followed(way.x, way.y)
            across, down, away = self.projected(hills.lifted(x, y, LIFT), area)
            spot = np.floor(across / STEP_PIXELS) + 1j * np.floor(down / STEP_PIXELS)
            moved = np.flatnonzero(np.concatenate([spot[:1] == spot[:1], spot[1:] != spot[:-1]]))
            for first, last in itertools.pairwise(moved):
                if not math.isfinite(across[first] + across[last] + down[first] + down[last]):
                    continue
                line = QLineF(across[first], down[first], across[last], down[last])
                pieces.append((float(min(away[first], away[last])), line, way.color))
        return sorted(pieces, key=lambda piece: -piece[0])

    def _paint_places(self, painter: QPainter, hills: Hills, area: QRectF, theme: Theme) -> None:
        """Paint the present place of each way and the mark: they are to be found wherever they are."""
        halo = QColor(theme.halo)
        rings = [(way.x[-1], way.y[-1], way.color) for way in self.ways.values() if len(way.x)]
        for x, y, color in rings:
            spot = self._spot(hills, x, y, area)
            if spot is None:
                continue
            painter.setPen(QPen(QColor("#ffffff"), 2.0))
            painter.setBrush(color)
            painter.drawEllipse(spot, PLACE, PLACE)
            painter.setPen(QPen(halo, 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(spot, PLACE + 1.2, PLACE + 1.2)
        if self.mark is not None:
            spot = self._spot(hills, *self.mark[:2], area)
            if spot is not None:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                for tint, width in ((halo, 4.5), (self.mark[2], 2.2)):
                    painter.setPen(QPen(tint, width))
                    painter.drawEllipse(spot, 7.0, 7.0)

    def _spot(self, hills: Hills, x: float, y: float, area: QRectF) -> QPointF | None:
        points = hills.lifted(np.array([x]), np.array([y]), LIFT)
        if not np.isfinite(points).all():
            return None
        across, down, _ = self.projected(points, area)
        return QPointF(float(across[0]), float(down[0]))

    def _paint_box(self, painter: QPainter, hills: Hills, area: QRectF, theme: Theme) -> None:
        """Paint the floor's edge, and the upright where the height is read."""
        across, down, _ = self.projected(FLOOR, area)
        floor = [QPointF(x, y) for x, y in zip(across.tolist(), down.tolist(), strict=True)]
        painter.setPen(QPen(QColor(theme.control_border), 1.0))
        painter.setBrush(QColor(theme.plot_grid))
        painter.drawPolygon(QPolygonF(floor))
        left = int(np.argmin(across))
        upright = np.array([[*FLOOR[left, :2], 0.0], [*FLOOR[left, :2], 1.0]])
        up_x, up_y, _ = self.projected(upright, area)
        painter.drawLine(QPointF(up_x[0], up_y[0]), QPointF(up_x[1], up_y[1]))

    def _name_sides(self, painter: QPainter, hills: Hills, area: QRectF, theme: Theme) -> None:
        """Write names and ends along the two near edges of the floor, over a hill that hangs down to there."""
        across, down, away = self.projected(FLOOR, area)
        floor = [QPointF(x, y) for x, y in zip(across.tolist(), down.tolist(), strict=True)]
        nearest = int(np.argmin(away))
        font = theme.font(theme.axis_size, tabular=True)
        painter.setFont(font)
        painter.setPen(QColor(theme.axis_text))
        ends = (hills.x_ends, hills.y_ends)
        words: list[_Words] = []
        for other in ((nearest + 1) % 4, (nearest - 1) % 4):
            axis = 0 if FLOOR[other, 0] != FLOOR[nearest, 0] else 1
            near, far = floor[nearest], floor[other]
            values = [number(ends[axis][int(FLOOR[corner, axis])]) for corner in (nearest, other)]
            for share, text in ((0.06, values[0]), (0.94, values[1]), (0.5, self.names[axis])):
                words.append((near + (far - near) * share, far.x() >= near.x(), text))
        taken: list[QRectF] = []
        for at, rightwards, text in sorted(words, key=lambda each: each[2] in self.names):  # names give way to numbers
            taken.append(_write_beside(painter, area, at, rightwards, text, taken, theme))

    def _name_height(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """Write what the height is along the upright."""
        box = np.array([[0, 0, 0.5], [1, 0, 0.5], [1, 1, 0.5], [0, 1, 0.5]], np.float64)
        across, down, _ = self.projected(box, area)
        left = int(np.argmin(across))
        painter.save()
        painter.setFont(theme.font(theme.axis_size))
        painter.setPen(QColor(theme.axis_text))
        width = painter.fontMetrics().horizontalAdvance(self.names[2])
        painter.translate(max(area.left() + theme.length(14), across[left] - theme.length(8)), down[left] + width / 2)
        painter.rotate(-90)
        painter.drawText(QPointF(0.0, 0.0), self.names[2])
        painter.restore()


def _write_beside(
    painter: QPainter, area: QRectF, at: QPointF, rightwards: bool, text: str, taken: list[QRectF], theme: Theme
) -> QRectF:
    """Write at the outer side of an edge, lower where something else stands there; return where it stands."""
    metrics = painter.fontMetrics()
    width, high = metrics.horizontalAdvance(text), float(metrics.height())
    left = at.x() + 5 if rightwards else at.x() - 5 - width
    left = min(max(area.left() + 3, left), area.right() - 3 - width)
    lowest = area.bottom() - 4 - metrics.descent() - high
    first = QRectF(left - 2, min(at.y() + 4, lowest), width + 4, high)
    lower = (first.translated(0, line * high / 2) for line in range(1, 5))
    higher = (first.translated(0, -line * high / 2) for line in range(1, 5))
    places = [first, *(place for place in lower if place.top() <= lowest), *higher]
    place = next((each for each in places if not any(each.intersects(other) for other in taken)), first)
    ground = QColor(theme.card)
    ground.setAlphaF(0.7)
    painter.fillRect(place, ground)
    painter.drawText(QPointF(place.left() + 2, place.top() + metrics.ascent()), text)
    return place


def _stroke(painter: QPainter, pieces: list[_Piece], theme: Theme) -> None:
    halo = QColor(theme.halo)  # flat ends: round ones would lie on the piece before
    painter.setPen(QPen(halo, WIDTH + HALO, c=Qt.PenCapStyle.FlatCap))
    painter.drawLines([line for _, line, _ in pieces])
    for _, line, color in pieces:
        painter.setPen(QPen(color, WIDTH, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(line)
