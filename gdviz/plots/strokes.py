"""Polylines, fast: as single segments, since Qt needs a hundred times as long to stroke the outline of a rough path."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from pyqtgraph.Qt import internals
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPen

from gdviz.plots.mapping import Floats, Mapping

_DASH, _GAP = 5.0, 4.0
_MOST_DASHES = 4000
_FEW = 300  # segments; of more, joints cannot be told apart, and round ones take five times as long


class Stroker:
    """Keeps the memory that QPainter reads the segments from."""

    def __init__(self) -> None:
        self._segments = internals.PrimitiveArray(QLineF, 4)

    def stroke(
        self,
        painter: QPainter,
        mapping: Mapping,
        x: Floats,
        y: Floats,
        color: QColor,
        width: float,
        dashed: bool = False,
    ) -> None:
        """Draw a line of an opaque `color` through x, y (n,) in pixels; NaN lifts the pen."""
        if x.size < 2:
            return
        if painter.paintEngine().type() != QPaintEngine.Type.Raster:
            _stroke_path(painter, x, y, color, width, dashed)
            return
        ends = _ends(x, y)
        if not _all_seen(x, y, mapping, width):
            ends = _seen(ends, mapping, width)
        if dashed:
            ends = _dashes(ends)
        if not len(ends):
            return
        cap = Qt.PenCapStyle.RoundCap if len(ends) <= _FEW else Qt.PenCapStyle.SquareCap
        painter.setPen(QPen(color, width, c=Qt.PenCapStyle.FlatCap if dashed else cap))
        self._segments.resize(len(ends))
        self._segments.ndarray()[:] = ends
        first, count = self._segments.drawargs()
        painter.drawLines(first, count)


def blended(color: QColor, ground: QColor, share: float) -> QColor:
    """Return `share` of `color` over `ground`, opaque: where see-through segments meet, they would show as beads."""
    rest = 1.0 - share
    return QColor(
        round(share * color.red() + rest * ground.red()),
        round(share * color.green() + rest * ground.green()),
        round(share * color.blue() + rest * ground.blue()),
    )


def _ends(x: Floats, y: Floats) -> Floats:
    """Return the segments (n - 1, 4) of a line through x, y (n,)."""
    ends = np.empty((len(x) - 1, 4))
    ends[:, 0], ends[:, 1], ends[:, 2], ends[:, 3] = x[:-1], y[:-1], x[1:], y[1:]
    return ends


def _all_seen(x: Floats, y: Floats, mapping: Mapping, width: float) -> bool:
    """Return whether all segments may touch the view: mostly so, and quickly seen. False for NaN."""
    across = x.min() > -width and x.max() < mapping.width + width
    return bool(across and y.min() > -width and y.max() < mapping.height + width)


def _seen(ends: Floats, mapping: Mapping, width: float) -> Floats:
    """Return the segments (n, 4) that may touch the view."""
    x0, y0, x1, y1 = ends.T
    with np.errstate(invalid="ignore"):
        seen = (np.maximum(x0, x1) > -width) & (np.minimum(x0, x1) < mapping.width + width)
        seen &= (np.maximum(y0, y1) > -width) & (np.minimum(y0, y1) < mapping.height + width)
    kept: Floats = ends[seen]
    return kept


def _dashes(ends: Floats) -> Floats:
    """Cut segments (n, 4), taken as one line, into dashes of equal length."""
    if not len(ends):
        return ends
    lengths = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1])
    after = np.cumsum(lengths)
    before = after - lengths
    period = max(_DASH + _GAP, float(after[-1]) / _MOST_DASHES)
    on = period * _DASH / (_DASH + _GAP)
    starts = np.arange(0.0, float(after[-1]), period)
    cuts = np.unique(np.concatenate([before, starts, starts + on, after[-1:]]))
    low, high = cuts[:-1], cuts[1:]
    middle = (low + high) / 2
    drawn = (middle % period < on) & (high > low)
    low, high, middle = low[drawn], high[drawn], middle[drawn]
    owner = np.minimum(np.searchsorted(after, middle), len(ends) - 1)
    scale = np.where(lengths[owner] > 0.0, lengths[owner], 1.0)
    along = ends[owner, 2:] - ends[owner, :2]
    first = ends[owner, :2] + along * ((low - before[owner]) / scale)[:, None]
    last = ends[owner, :2] + along * ((high - before[owner]) / scale)[:, None]
    # Pieces of one dash overlap by a pixel: two smoothed ends side by side would let the ground through.
    overlap = 0.5 * along / scale[:, None]
    return np.hstack([first - overlap, last + overlap])


def _stroke_path(painter: QPainter, x: Floats, y: Floats, color: QColor, width: float, dashed: bool) -> None:
    pen = QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    if dashed:
        pen.setDashPattern([_DASH / width, _GAP / width])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.strokePath(pg.arrayToQPath(x, y, connect="finite", finiteCheck=True), pen)
