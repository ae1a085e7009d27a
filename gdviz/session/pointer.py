"""What the pointer does to points: gestures of the drawing tools as edits of the data."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal

from gdviz.core.operations import Array
from gdviz.session import edits
from gdviz.session.session import Session

PICK_PIXELS = 12.0
NUDGE_PIXELS = 2.0
FAR_NUDGE_PIXELS = 16.0
MAX_SPRAY = 2_000  # points a stroke


class Picking(Protocol):
    """The points as drawn."""

    def nearest(self, x: float, y: float, radius_px: float) -> int | None: ...
    def inside(self, rect: QRectF) -> Array: ...


class Scale(Protocol):
    """The plot that the pointer is over."""

    def to_data(self, position: QPointF) -> tuple[float, float]: ...


class PointEditor(QObject):
    """Turns presses, drags and keys into edits; one gesture is one undo."""

    rectangle_changed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._places: Array = np.empty((0, 2))
        self._gesture = 0
        self._kind = ""
        self._rows: Array = np.empty(0, np.int64)
        self._from = (0.0, 0.0)
        self._began: Array = np.empty((0, 2))
        self._sprayed = 0
        self._rng = np.random.default_rng(0)

    def see(self, places: Array) -> None:
        """Learn where the points are drawn (n, 2)."""
        self._places = places

    def press(self, pointer: Any, points: Picking, plot: Scale) -> None:
        tools = self._session.tools
        self._gesture += 1
        self._sprayed = 0
        self._kind = tools.kind
        self._from = (pointer.x, pointer.y)
        self._rows = np.empty(0, np.int64)
        right = pointer.button == Qt.MouseButton.RightButton
        if not pointer.inside:
            self._kind = ""
        elif right or self._kind == "add":
            self._add(pointer, right, points)
        elif self._kind == "move":
            self._grab(pointer, points)
        elif self._kind in ("spray", "erase"):
            self.drag(pointer, points, plot)

    def drag(self, pointer: Any, points: Picking, plot: Scale) -> None:
        session, tools = self._session, self._session.tools
        if self._kind == "move" and len(self._rows):
            shift = np.array([pointer.x - self._from[0], pointer.y - self._from[1]])
            moved = edits.move(session.dataset, session.preparation, self._rows, self._began + shift)
            self._edit(self.tr("Move points"), moved)
        elif self._kind == "spray":
            radius = self._radius(pointer, plot)
            count = min(tools.density, MAX_SPRAY - self._sprayed)
            if count > 0:
                angle = self._rng.uniform(0, 2 * np.pi, count)
                far = np.sqrt(self._rng.uniform(0, 1, count))
                offsets = np.column_stack([far * np.cos(angle), far * np.sin(angle)]) * radius
                self._sprayed += count
                self._try(self.tr("Spray"), np.array([pointer.x, pointer.y]) + offsets, tools.label)
        elif self._kind == "erase" and len(self._places):
            off = (self._places - [pointer.x, pointer.y]) / self._radius(pointer, plot)
            hit = np.flatnonzero((off * off).sum(axis=1) <= 1.0)
            if len(hit):
                self._edit(self.tr("Erase"), edits.delete(session.dataset, hit))
        elif self._kind == "select":
            self.rectangle_changed.emit(self._rectangle(pointer))

    def release(self, pointer: Any, points: Picking, plot: Scale) -> None:
        if self._kind == "move":
            self.drag(pointer, points, plot)
        elif self._kind == "select":
            self.rectangle_changed.emit(None)
            rows = points.inside(self._rectangle(pointer))
            if not len(rows):
                near = points.nearest(pointer.x, pointer.y, PICK_PIXELS)
                rows = np.array([] if near is None else [near], np.int64)
            if pointer.modifiers & Qt.KeyboardModifier.ShiftModifier:
                rows = np.union1d(rows, self._session.tools.selection)
            self._session.tools.select(rows)
        self._kind = ""

    def key(self, key: int, shift: bool, plot: Scale) -> None:
        """Nudge the selection by an arrow, or choose a class by its digit (of the selection, if there is one)."""
        session, tools = self._session, self._session.tools
        label = key - Qt.Key.Key_1
        if 0 <= label < session.dataset.n_classes:
            if len(tools.selection):
                self._gesture += 1
                self._edit(self.tr("Change class"), edits.set_class(session.dataset, tools.selection, label))
            tools.set_label(label)
            return
        pixels = FAR_NUDGE_PIXELS if shift else NUDGE_PIXELS
        ways = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        way = np.array(ways[Qt.Key(key)])
        step = way * self._pixel(plot) * pixels
        rows = tools.selection
        moved = edits.move(session.dataset, session.preparation, rows, self._places[rows] + step)
        self._try_edit(self.tr("Nudge"), moved, "nudge")

    # -- parts of gestures -----------------------------------------------------------------------------------------

    def _add(self, pointer: Any, right: bool, points: Picking) -> None:
        session, tools = self._session, self._session.tools
        label = tools.label
        if right and session.dataset.n_classes:
            label = (label + 1) % session.dataset.n_classes
        self._try(self.tr("Add point"), np.array([[pointer.x, pointer.y]]), label)
        self._kind = ""

    def _grab(self, pointer: Any, points: Picking) -> None:
        tools = self._session.tools
        near = points.nearest(pointer.x, pointer.y, PICK_PIXELS)
        if near is None:
            return
        self._rows = tools.selection if near in tools.selection else np.array([near])
        self._began = self._places[self._rows].copy()

    def _try(self, label: str, places: Array, point_class: int) -> None:
        session = self._session
        try:
            changed = edits.add(session.dataset, session.preparation, places, point_class)
        except ValueError as error:
            session.say(str(error), "warning")
            return
        self._edit(label, changed)

    def _edit(self, label: str, dataset: Any) -> None:
        self._try_edit(label, dataset, f"gesture {self._gesture}")

    def _try_edit(self, label: str, dataset: Any, merge: str) -> None:
        self._session.edit_points(label, dataset, merge)

    def _rectangle(self, pointer: Any) -> QRectF:
        x, y = sorted((self._from[0], pointer.x)), sorted((self._from[1], pointer.y))
        return QRectF(x[0], y[0], x[1] - x[0], y[1] - y[0])

    @staticmethod
    def _pixel(plot: Scale) -> Array:
        """Return what one pixel is in data, across and up."""
        a, b = plot.to_data(QPointF(0, 0)), plot.to_data(QPointF(1, 1))
        return np.abs(np.array([b[0] - a[0], b[1] - a[1]]))

    def _radius(self, pointer: Any, plot: Scale) -> Array:
        return self._session.tools.radius * self._pixel(plot)
