"""Small pictures for buttons: a data set, a class's marker, a feature over the plane."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPainter, QPixmap

from gdviz.plots.mapping import Floats, data_range, usable_range
from gdviz.plots.markers import draw_marker, marker_of_class
from gdviz.plots.theme import Theme

DOT = 1.35  # radius at 42 pixels
MARGIN = 0.1


def thumbnail(
    x: ArrayLike, y: ArrayLike, classes: ArrayLike | None, size: QSize, theme: Theme, colors: Sequence[QColor] = ()
) -> QIcon:
    """Return the points (x, y), each (n,), as dots in the colours of their classes (n,): `colors`, or the usual."""
    xs, ys = np.asarray(x, np.float64), np.asarray(y, np.float64)
    labels = np.zeros(len(xs), np.int64) if classes is None else np.asarray(classes, np.int64)
    pixmap, painter = _sheet(size)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = DOT * size.width() / 42
    known = np.isfinite(xs) & np.isfinite(ys)
    xs, ys, labels = xs[known], ys[known], labels[known]
    across, up = _unit(xs), _unit(ys)
    for label in np.unique(labels):
        painter.setBrush(colors[label] if colors else theme.class_color(int(label)))
        for place in np.flatnonzero(labels == label):
            painter.drawEllipse(
                QPointF(across[place] * size.width(), (1.0 - up[place]) * size.height()), radius, radius
            )
    painter.end()
    return QIcon(pixmap)


def marker_icon(label: int, theme: Theme) -> QIcon:
    """Return the marker of a class in its colour."""
    side = theme.length(16)
    pixmap, painter = _sheet(QSize(side, side))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(side / 2, side / 2)
    draw_marker(painter, marker_of_class(label), 0.7 * side, theme.class_color(label), QColor(theme.ring), False)
    painter.end()
    return QIcon(pixmap)


def heat_tile(values: Floats, size: QSize, theme: Theme) -> QIcon:
    """Return values (rows, columns), row 0 at the bottom, on the diverging scale with 0 in its middle."""
    values = np.nan_to_num(values, nan=0.0)
    most = float(np.abs(values).max(initial=0.0)) or 1.0
    index = np.clip(127.5 + 127.5 * (values / most), 0, 255).astype(np.uint8)
    return _picture(theme.diverging[index], size)


def height_tile(values: Floats, size: QSize, theme: Theme) -> QIcon:
    """Return values (rows, columns), row 0 at the bottom, on the sequential scale as a loss surface has it."""
    values = np.nan_to_num(values - np.nanmin(values), nan=np.inf, posinf=np.inf)
    finite = values[np.isfinite(values)]
    most = float(finite.max(initial=0.0)) or 1.0
    logs = np.log10(np.minimum(values, most) / most + 0.01)
    index = np.clip(255 * (logs + 2) / 2, 0, 255).astype(np.uint8)
    return _picture(theme.sequential[index], size)


def _picture(tints: NDArray[np.uint8], size: QSize) -> QIcon:
    colors = np.ascontiguousarray(tints[::-1])
    rows, columns = colors.shape[:2]
    image = QImage(colors.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
    pixmap, painter = _sheet(size)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(0, 0, size.width(), size.height()), image)
    painter.end()
    return QIcon(pixmap)


def _sheet(size: QSize) -> tuple[QPixmap, QPainter]:
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap, QPainter(pixmap)


def _unit(values: Floats) -> Floats:
    """Return values between 0 and 1, with a margin."""
    low, high = usable_range(*(data_range(values) or (0.0, 1.0)))
    unit: Floats = MARGIN + (1 - 2 * MARGIN) * (values - low) / (high - low)
    return unit
