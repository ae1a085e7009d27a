"""The rows of a data set as markers: a colour and a shape for each class, hollow for the test share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPaintEngine, QPainter

from gdviz.plots.layer import Layer
from gdviz.plots.mapping import Floats, Mapping, data_range
from gdviz.plots.markers import draw_mark, draw_marker, mark_stamp, marker_of_class, stamp
from gdviz.plots.stamping import Stamper
from gdviz.plots.thinning import thinned_indices

Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

MOST_DRAWN = 20_000
HOLE = 0.4  # of a coloured marker of the test share is its hole
CROWD = 250  # from here on a mark that is larger than its point hides its neighbours


class Points(Layer):
    """Up to some 100,000 points; of more than `MOST_DRAWN` in view, an even choice is drawn."""

    kept = True

    def __init__(self, z: float = 40.0) -> None:
        super().__init__(z)
        self.size: float | None = None  # pixels; None: smaller, the more points there are
        self._x: Floats = np.empty(0)
        self._y: Floats = np.empty(0)
        self._classes: NDArray[np.intp] = np.empty(0, dtype=np.intp)
        self._colors: tuple[QColor, ...] = ()
        self._test: Mask = np.empty(0, dtype=bool)
        self._marks: dict[str, Indices] = {}
        self._choice: Indices | None = None
        self._stamper = Stamper()

    def set_points(
        self,
        x: ArrayLike,
        y: ArrayLike,
        classes: ArrayLike | None = None,
        test_mask: ArrayLike | None = None,
        wrong: ArrayLike | None = None,
        selected: ArrayLike | None = None,
        ringed: ArrayLike | None = None,
        colors: Sequence[QColor] = (),
    ) -> None:
        """Show points at x, y (n,); `classes` (n,) are integers from 0, the others masks (n,) or indices.

        With `colors` these are the classes' colours, and all are discs.

        Hollow: `test_mask`. With a cross: `wrong`. Framed: `selected`. In a thin ring: `ringed`.
        Raises ValueError if the lengths differ.
        """
        x, y = (np.asarray(values, dtype=np.float64).ravel() for values in (x, y))
        if x.size != y.size:
            raise ValueError(f"x and y must have the same length; got {x.size} and {y.size}")
        kinds = np.zeros(x.size, dtype=np.intp) if classes is None else np.asarray(classes).astype(np.intp).ravel()
        if kinds.size != x.size:
            raise ValueError(f"classes must have the length of x, {x.size}; got {kinds.size}")
        test = np.zeros(x.size, dtype=bool)
        test[_indices(test_mask, x.size, "test_mask")] = True
        marks = {"wrong": wrong, "selected": selected, "ringed": ringed}
        self._marks = {name: _indices(rows, x.size, name) for name, rows in marks.items()}
        self._x, self._y, self._classes, self._test = x, y, kinds, test
        self._colors = tuple(colors)
        self._choice = None
        self.redraw()

    def set_marks(
        self, wrong: ArrayLike | None = None, selected: ArrayLike | None = None, ringed: ArrayLike | None = None
    ) -> None:
        """Change what is crossed out, framed or ringed; the points stay. None leaves a mark as it is.

        Raises ValueError for a mask of another length.
        """
        changed = False
        for name, rows in (("wrong", wrong), ("selected", selected), ("ringed", ringed)):
            if rows is not None:
                marked = _indices(rows, self._x.size, name)
                changed |= not np.array_equal(marked, self._marks.get(name, _NO_ROWS))
                self._marks[name] = marked
        if changed:
            self.redraw()

    @property
    def count(self) -> int:
        """How many points there are."""
        return int(self._x.size)

    def place(self, row: int) -> tuple[float, float]:
        """Return where a point is."""
        return float(self._x[row]), float(self._y[row])

    @property
    def thinned(self) -> bool:
        """Whether there are too many points to draw all of them at once."""
        return self._x.size > MOST_DRAWN

    def bounds(self) -> QRectF | None:
        x, y = data_range(self._x), data_range(self._y, log=self.mapping.log_y)
        return None if x is None or y is None else QRectF(QPointF(x[0], y[0]), QPointF(x[1], y[1]))

    def nearest(self, x: float, y: float, radius_px: float = 12.0) -> int | None:
        """Return the index of the point nearest to the data value x, y within `radius_px` pixels, or None."""
        if self._x.size == 0:
            return None
        at_x, at_y = self.mapping.point(x, y)
        with np.errstate(all="ignore"):
            distance = (self.mapping.x(self._x) - at_x) ** 2 + (self.mapping.y(self._y) - at_y) ** 2
        distance[~np.isfinite(distance)] = np.inf
        index = int(np.argmin(distance))
        return index if distance[index] <= radius_px**2 else None

    def within(self, x: float, y: float, radius_px: float) -> Indices:
        """Return the indices of all points within `radius_px` pixels of the data value x, y."""
        at_x, at_y = self.mapping.point(x, y)
        with np.errstate(all="ignore"):
            distance = (self.mapping.x(self._x) - at_x) ** 2 + (self.mapping.y(self._y) - at_y) ** 2
            return np.flatnonzero(distance <= radius_px**2)

    def inside(self, rect: QRectF) -> Indices:
        """Return the indices of the points in a rectangle of data."""
        box = rect.normalized()
        across = (self._x >= box.left()) & (self._x <= box.right())
        return np.flatnonzero(across & (self._y >= box.top()) & (self._y <= box.bottom()))

    def marker_size(self) -> float:
        """Return the width of a marker in pixels."""
        if self.size is not None:
            return self.size
        crowd = max(1.0, self._x.size / 200.0)
        return self.mapping.theme.length(100) / 100 * float(max(4.5, 9.5 * crowd**-0.16))

    def drawn(self) -> Indices:
        """Return the rows that are drawn in the present view: all that it shows, or an even choice of too many."""
        return self._chosen(self._seen(self.mapping.x(self._x), self.mapping.y(self._y), self.mapping))

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        if self._x.size == 0:
            return
        size = self.marker_size()
        x, y = mapping.x(self._x), mapping.y(self._y)
        seen = self._seen(x, y, mapping)
        shown = self._chosen(seen)
        crowded = self._x.size > CROWD
        for mark in ("ringed", "selected") if crowded else ("wrong", "ringed", "selected"):
            self._draw_marks(painter, mark, x, y, seen)  # below the markers, whose colour must stay readable
        ring = mapping.theme.quiet if self._colors else mapping.theme.ring  # seen on a pale ground too
        for kind, hollow, rows in self._groups(shown):
            color = self._colors[kind] if self._colors else mapping.theme.class_color(kind)
            shape = marker_of_class(0 if self._colors else kind)
            solid = bool(self._colors)  # a stroke in the colour of the ground would not be seen: a hole is
            self._draw_shapes(painter, (shape, size, color, ring, hollow and not solid), x[rows], y[rows])
            if hollow and solid:
                hole = QColor(mapping.theme.ring)
                self._draw_shapes(painter, (shape, HOLE * size, hole, hole.name(), False), x[rows], y[rows])
        if crowded:
            self._draw_crosses(painter, x, y, seen)

    def _seen(self, x: Floats, y: Floats, mapping: Mapping) -> Mask:
        size = self.marker_size()
        with np.errstate(invalid="ignore"):
            return (x > -size) & (x < mapping.width + size) & (y > -size) & (y < mapping.height + size)

    def _chosen(self, seen: Mask) -> Indices:
        shown = np.flatnonzero(seen)
        if shown.size <= MOST_DRAWN:
            return shown
        if self._choice is None:
            self._choice = thinned_indices(self._x, self._y, MOST_DRAWN)
        return self._choice[seen[self._choice]]

    def _draw_shapes(
        self, painter: QPainter, look: tuple[str, float, QColor, str, bool], x: Floats, y: Floats
    ) -> None:  # fmt: skip
        """Draw the same marker (shape, size, fill, ring, hollow) at many pixels."""
        shape, size, color, ring, hollow = look
        if _keeps_strokes(painter):
            _draw_each(painter, partial(draw_marker, painter, shape, size, color, QColor(ring), hollow), x, y)
        else:
            ratio = painter.device().devicePixelRatio()
            self._stamper.stamp(painter, stamp(shape, size, color.name(), ring, hollow, ratio), x, y, ratio)

    def _groups(self, shown: Indices) -> Iterator[tuple[int, bool, Indices]]:
        kinds, test = self._classes[shown], self._test[shown]
        for kind in sorted(set(kinds.tolist())):
            for hollow in (False, True):
                rows = shown[(kinds == kind) & (test == hollow)]
                if rows.size:
                    yield kind, hollow, rows

    def _draw_marks(self, painter: QPainter, mark: str, x: Floats, y: Floats, seen: Mask) -> None:
        rows = self._marked(mark, seen)
        theme = self.mapping.theme
        self._draw_mark(painter, mark, theme.accent if mark == "selected" else theme.ink, x[rows], y[rows])

    def _marked(self, mark: str, seen: Mask) -> Indices:
        rows = self._marks.get(mark, _NO_ROWS)
        rows = rows[seen[rows]]
        return rows if rows.size <= MOST_DRAWN else np.intersect1d(rows, self._chosen(seen))

    def _draw_crosses(self, painter: QPainter, x: Floats, y: Floats, seen: Mask) -> None:
        rows = self._marked("wrong", seen)
        theme, hollow = self.mapping.theme, self._test[rows]
        for some, color in ((rows[~hollow], theme.ring), (rows[hollow], theme.ink)):
            self._draw_mark(painter, "crossed", color, x[some], y[some])

    def _draw_mark(self, painter: QPainter, mark: str, color: str, x: Floats, y: Floats) -> None:
        size, ring = self.marker_size(), self.mapping.theme.ring
        if _keeps_strokes(painter):
            _draw_each(painter, partial(draw_mark, painter, mark, size, QColor(color), QColor(ring)), x, y)
        else:
            ratio = painter.device().devicePixelRatio()
            self._stamper.stamp(painter, mark_stamp(mark, size, color, ring, ratio), x, y, ratio)


def _keeps_strokes(painter: QPainter) -> bool:
    return painter.paintEngine().type() != QPaintEngine.Type.Raster


def _draw_each(painter: QPainter, draw: Callable[[], None], x: Floats, y: Floats) -> None:
    for x_pixel, y_pixel in zip(x.tolist(), y.tolist(), strict=True):
        painter.save()
        painter.translate(x_pixel, y_pixel)
        draw()
        painter.restore()


_NO_ROWS: Indices = np.empty(0, dtype=np.intp)


def _indices(rows: ArrayLike | None, length: int, name: str) -> Indices:
    if rows is None:
        return _NO_ROWS
    rows = np.asarray(rows)
    if rows.dtype == np.bool_:
        if rows.size != length:
            raise ValueError(f"{name} must have the length of x, {length}; got {rows.size}")
        return np.flatnonzero(rows)
    indices = rows.astype(np.intp).ravel()
    if indices.size and not 0 <= indices.min() <= indices.max() < length:
        raise ValueError(f"{name} must be indices in [0, {length}); got {indices.min()} to {indices.max()}")
    return indices
