"""Small pictures for buttons: a data set, a class's marker, a feature over the plane."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter

from gdviz.plots.drawn_icon import DrawnIcon
from gdviz.plots.mapping import Floats, data_range, usable_range
from gdviz.plots.markers import draw_marker, marker_of_class
from gdviz.plots.theme import Theme

DOT = 1.35  # radius at 42 pixels
MARGIN = 0.1


def thumbnail(
    x: ArrayLike, y: ArrayLike, classes: ArrayLike | None, theme: Theme, colors: Sequence[QColor] = ()
) -> QIcon:
    """Return the points (x, y), each (n,), as dots in the colours of their classes (n,): `colors`, or the usual."""
    xs, ys = np.asarray(x, np.float64), np.asarray(y, np.float64)
    labels = np.zeros(len(xs), np.int64) if classes is None else np.asarray(classes, np.int64)
    known = np.isfinite(xs) & np.isfinite(ys)
    across, up, labels = _unit(xs[known]), _unit(ys[known]), labels[known]

    def draw(painter: QPainter, area: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = DOT * area.width() / 42
        lefts, tops = area.left() + across * area.width(), area.top() + (1.0 - up) * area.height()
        for label in sorted(set(labels.tolist())):  # numpy's unique would load its masked arrays, at each start
            painter.setBrush(colors[label] if colors else theme.class_color(label))
            for place in np.flatnonzero(labels == label):
                painter.drawEllipse(QPointF(lefts[place], tops[place]), radius, radius)

    return QIcon(DrawnIcon(draw))


def marker_icon(label: int, theme: Theme) -> QIcon:
    """Return the marker of a class in its colour."""

    def draw(painter: QPainter, area: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(area.center())
        size = 0.7 * area.width()
        draw_marker(painter, marker_of_class(label), size, theme.class_color(label), QColor(theme.ring), False)

    return QIcon(DrawnIcon(draw))


def heat_tile(values: Floats, theme: Theme) -> QIcon:
    """Return values (rows, columns), row 0 at the bottom, on the diverging scale with 0 in its middle."""
    values = np.nan_to_num(values, nan=0.0)
    most = float(np.abs(values).max(initial=0.0)) or 1.0
    index = np.clip(127.5 + 127.5 * (values / most), 0, 255).astype(np.uint8)
    return _picture(theme.diverging[index])


def height_tile(values: Floats, theme: Theme) -> QIcon:
    """Return values (rows, columns), row 0 at the bottom, on the sequential scale as a loss surface has it."""
    values = np.nan_to_num(values - np.nanmin(values), nan=np.inf, posinf=np.inf)
    finite = values[np.isfinite(values)]
    most = float(finite.max(initial=0.0)) or 1.0
    logs = np.log10(np.minimum(values, most) / most + 0.01)
    index = np.clip(255 * (logs + 2) / 2, 0, 255).astype(np.uint8)
    return _picture(theme.sequential[index])


def _picture(tints: NDArray[np.uint8]) -> QIcon:
    colors = np.ascontiguousarray(tints[::-1])
    rows, columns = colors.shape[:2]
    image = QImage(colors.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()

    def draw(painter: QPainter, area: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, image)

    return QIcon(DrawnIcon(draw))


def _unit(values: Floats) -> Floats:
    """Return values between 0 and 1, with a margin."""
    low, high = usable_range(*(data_range(values) or (0.0, 1.0)))
    unit: Floats = MARGIN + (1 - 2 * MARGIN) * (values - low) / (high - low)
    return unit
