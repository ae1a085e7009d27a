"""The shapes of the classes, as outlines and as small pictures ready to be stamped."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from gdviz.plots.theme import CLASS_MARKERS


def marker_of_class(index: int) -> str:
    """Return the name of the shape of class `index`; they repeat after the last."""
    return CLASS_MARKERS[index % len(CLASS_MARKERS)]


@lru_cache(maxsize=64)
def outline(shape: str, size: float) -> QPainterPath:
    """Return a shape around the origin; all of one `size` look equally large (about equal areas).

    Raises ValueError naming a shape that does not exist.
    """
    path = QPainterPath()
    radius = size / 2
    if shape == "circle":
        path.addEllipse(QPointF(0, 0), radius, radius)
    elif shape == "square":
        side = 0.88 * size
        path.addRoundedRect(QRectF(-side / 2, -side / 2, side, side), 0.5, 0.5)
    elif shape == "triangle":
        path.addPolygon(_polygon([1.36 * radius] * 3, QPointF(0, 0.18 * radius)))
    elif shape == "diamond":
        path.addPolygon(_polygon([1.26 * radius] * 4))
    elif shape == "star":
        path.addPolygon(_polygon([1.45 * radius, 0.68 * radius] * 5))
    elif shape == "plus":
        arm, half = 1.2 * radius, 0.46 * radius
        corners = [(-half, -arm), (half, -arm), (half, -half), (arm, -half), (arm, half), (half, half)]
        corners += [(-x, -y) for x, y in corners]
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    else:
        raise ValueError(f"marker must be one of {', '.join(CLASS_MARKERS)}; got {shape!r}")
    path.closeSubpath()
    return path


@lru_cache(maxsize=256)
def stamp(shape: str, size: float, fill: str, ring: str, hollow: bool, ratio: float) -> QPixmap:
    """Return a shape of colour `fill` with a `ring` around it; `hollow`: a stroke of `fill` around `ring`."""
    pixmap, painter = _sheet(1.5 * size + 4, ratio)
    draw_marker(painter, shape, size, QColor(fill), QColor(ring), hollow)
    painter.end()
    return pixmap


@lru_cache(maxsize=64)
def mark_stamp(mark: str, size: float, color: str, ring: str, ratio: float) -> QPixmap:
    """Return a mark for a marker of `size`.

    "wrong" is a cross that looks out below it, "crossed" a small one on it; "selected" and "ringed" are rings.
    """
    pixmap, painter = _sheet(1.7 * size + 14, ratio)
    draw_mark(painter, mark, size, QColor(color), QColor(ring))
    painter.end()
    return pixmap


def draw_mark(painter: QPainter, mark: str, size: float, color: QColor, ring: QColor) -> None:
    """Draw one mark around the painter's origin, with a border of `ring` so that it reads on every ground."""
    share = size / 9.5
    width = {"wrong": 1.7, "crossed": 1.2, "selected": 2.4, "ringed": 1.4}[mark] * share
    radius = 0.5 * size + (3.0 if mark == "selected" else 2.5) * share
    arm = (0.26 if mark == "crossed" else 0.82) * size
    pens = [QPen(color, width)] if mark == "crossed" else [QPen(ring, width + 2.0 * share), QPen(color, width)]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in pens:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        if mark in ("wrong", "crossed"):
            painter.drawLine(QPointF(-arm, -arm), QPointF(arm, arm))
            painter.drawLine(QPointF(-arm, arm), QPointF(arm, -arm))
        else:
            painter.drawEllipse(QPointF(0, 0), radius, radius)


def _sheet(least: float, ratio: float) -> tuple[QPixmap, QPainter]:
    side = math.ceil(least * ratio)
    side += side % 2  # an even number of pixels puts the middle between two of them, for every stamp
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(side / 2, side / 2)
    painter.scale(ratio, ratio)
    return pixmap, painter


def draw_marker(painter: QPainter, shape: str, size: float, fill: QColor, ring: QColor, hollow: bool) -> None:
    """Draw one marker around the painter's origin."""
    if hollow:
        painter.setPen(QPen(fill, 0.18 * size))
        painter.setBrush(ring)
        painter.drawPath(outline(shape, 0.86 * size))
    else:
        painter.setPen(QPen(ring, max(1.0, 0.12 * size)))
        painter.setBrush(fill)
        painter.drawPath(outline(shape, size))


def _polygon(radii: list[float], center: QPointF | None = None) -> QPolygonF:
    middle = center if center is not None else QPointF(0, 0)
    corners = [
        QPointF(
            middle.x() + radius * math.sin(2 * math.pi * index / len(radii)),
            middle.y() - radius * math.cos(2 * math.pi * index / len(radii)),
        )
        for index, radius in enumerate(radii)
    ]
    return QPolygonF(corners)
