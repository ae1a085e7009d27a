"""What the pointer does to points: gestures of the drawing tools as edits of the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal, Slot

from gdviz.core.datasets import Dataset
from gdviz.core.operations import Array
from gdviz.session import edits
from gdviz.session.session import Session

PICK_PIXELS = 12.0
NUDGE_PIXELS = 2.0
FAR_NUDGE_PIXELS = 16.0
MAX_SPRAY = 2_000  # points a stroke
PUFF_MILLISECONDS = 50
WAYS = {
    int(Qt.Key.Key_Left): (-1, 0),
    int(Qt.Key.Key_Right): (1, 0),
    int(Qt.Key.Key_Up): (0, 1),
    int(Qt.Key.Key_Down): (0, -1),
}


class Pointed(Protocol):
    """Where the pointer is, in data, and what is held down."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def button(self) -> Qt.MouseButton: ...
    @property
    def modifiers(self) -> Qt.KeyboardModifier: ...
    @property
    def inside(self) -> bool: ...


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
        self._spray_at = np.zeros(2)
        self._spray_radius = np.ones(2)
        self._rng = np.random.default_rng(0)
        self._puffs = QTimer(self, interval=PUFF_MILLISECONDS)
        self._puffs.timeout.connect(self._puff)

    def see(self, places: Array) -> None:
        """Learn where the points are drawn (n, 2)."""
        self._places = places

    def press(self, pointer: Pointed, points: Picking, plot: Scale) -> None:
        """Begin a gesture."""
        tools = self._session.tools
        self._gesture += 1
        self._kind = tools.kind if pointer.inside else ""
        self._from = (pointer.x, pointer.y)
        self._rows = np.empty(0, np.int64)
        if self._kind == "add":
            self._add(pointer)
        elif self._kind == "move":
            self._grab(pointer, points)
        elif self._kind == "spray":
            self._sprayed = 0
            self._aim(pointer, plot)
            self._puff()
            self._puffs.start()
        elif self._kind == "erase":
            self._erase(pointer, plot)

    def drag(self, pointer: Pointed, points: Picking, plot: Scale) -> None:
        """Go on with a gesture."""
        if self._kind == "move":
            self._move(pointer)
        elif self._kind == "spray":
            self._aim(pointer, plot)
        elif self._kind == "erase":
            self._erase(pointer, plot)
        elif self._kind == "select":
            self.rectangle_changed.emit(self._rectangle(pointer))

    def release(self, pointer: Pointed, points: Picking, plot: Scale) -> None:
        """End a gesture."""
        self._puffs.stop()
        if self._kind == "move":
            self._move(pointer)
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

    def takes(self, key: int) -> bool:
        """True if a key means something here: a class by its digit, or an arrow for the selection."""
        if 0 <= key - Qt.Key.Key_1 < self._session.dataset.n_classes:
            return True
        return key in WAYS and len(self._session.tools.selection) > 0 and edits.is_drawable(self._session.dataset)

    def key(self, key: int, shift: bool, plot: Scale) -> None:
        """Nudge the selection by an arrow, or choose a class by its digit (of the selection, if there is one)."""
        session, tools = self._session, self._session.tools
        label = key - Qt.Key.Key_1
        if 0 <= label < session.dataset.n_classes:
            if len(tools.selection):
                self._gesture += 1
                self._edit(self.tr("Change class"), lambda: edits.set_class(session.dataset, tools.selection, label))
            tools.set_label(label)
            return
        step = np.array(WAYS[key]) * pixel(plot) * (FAR_NUDGE_PIXELS if shift else NUDGE_PIXELS)
        rows = tools.selection
        self._edit(
            self.tr("Nudge"),
            lambda: edits.move(session.dataset, session.preparation, rows, self._places[rows] + step),
            "nudge",
        )

    def add_at(self, x: float, y: float) -> None:
        """Add one point of the chosen class."""
        self._gesture += 1
        session, place = self._session, np.array([[x, y]])
        self._edit(
            self.tr("Add point"), lambda: edits.add(session.dataset, session.preparation, place, session.tools.label)
        )

    # -- parts of gestures -----------------------------------------------------------------------------------------

    def _add(self, pointer: Pointed) -> None:
        session = self._session
        label = session.tools.label
        if pointer.button == Qt.MouseButton.RightButton and session.dataset.n_classes:
            label = (label + 1) % session.dataset.n_classes
        place = np.array([[pointer.x, pointer.y]])
        self._edit(self.tr("Add point"), lambda: edits.add(session.dataset, session.preparation, place, label))

    def _grab(self, pointer: Pointed, points: Picking) -> None:
        tools = self._session.tools
        near = points.nearest(pointer.x, pointer.y, PICK_PIXELS)
        if near is None:
            return
        self._rows = tools.selection if near in tools.selection else np.array([near])
        self._began = self._places[self._rows].copy()

    def _move(self, pointer: Pointed) -> None:
        session, rows = self._session, self._rows
        shift = np.array([pointer.x - self._from[0], pointer.y - self._from[1]])
        if not len(rows) or rows.max() >= session.dataset.n or not shift.any():  # undone under the pointer, or a click
            return
        self._edit(
            self.tr("Move points"),
            lambda: edits.move(session.dataset, session.preparation, rows, self._began + shift),
        )

    def _aim(self, pointer: Pointed, plot: Scale) -> None:
        self._spray_at = np.array([pointer.x, pointer.y])
        self._spray_radius = self._session.tools.radius * pixel(plot)

    @Slot()
    def _puff(self) -> None:
        """Add points evenly over the circle under the pointer."""
        session, tools = self._session, self._session.tools
        count = min(tools.density, MAX_SPRAY - self._sprayed)
        if count <= 0 or not edits.is_drawable(session.dataset):
            self._puffs.stop()
            return
        angle = self._rng.uniform(0, 2 * np.pi, count)
        far = np.sqrt(self._rng.uniform(0, 1, count))
        places = self._spray_at + np.column_stack([far * np.cos(angle), far * np.sin(angle)]) * self._spray_radius
        self._sprayed += count
        label = min(tools.label, max(0, session.dataset.n_classes - 1))
        if not self._edit(self.tr("Spray"), lambda: edits.add(session.dataset, session.preparation, places, label)):
            self._puffs.stop()

    def _erase(self, pointer: Pointed, plot: Scale) -> None:
        if not len(self._places):
            return
        off = (self._places - [pointer.x, pointer.y]) / (self._session.tools.radius * pixel(plot))
        hit = np.flatnonzero((off * off).sum(axis=1) <= 1.0)
        if len(hit):
            self._edit(self.tr("Erase"), lambda: edits.delete(self._session.dataset, hit))

    def _edit(self, label: str, make: Callable[[], Dataset], merge: str = "") -> bool:
        """Take over what `make` returns; say why where it can't be made."""
        try:
            dataset = make()
        except ValueError as error:
            self._session.say(str(error), "warning")
            return False
        return self._session.edit_points(label, dataset, merge or f"gesture {self._gesture}")

    def _rectangle(self, pointer: Pointed) -> QRectF:
        x, y = sorted((self._from[0], pointer.x)), sorted((self._from[1], pointer.y))
        return QRectF(x[0], y[0], x[1] - x[0], y[1] - y[0])


def pixel(plot: Scale) -> Array:
    """Return what one pixel is in data, across and up."""
    a, b = plot.to_data(QPointF(0, 0)), plot.to_data(QPointF(1, 1))
    return np.array([abs(b[0] - a[0]), abs(b[1] - a[1])])
