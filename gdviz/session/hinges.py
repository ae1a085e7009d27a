"""Corners of a curve of rectifiers, as handles that are dragged in the data plot, or moved by keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from gdviz.core.hinges import Hinges, hinges
from gdviz.core.operations import Array
from gdviz.session.pointer import WAYS, Scale, pixel

if TYPE_CHECKING:
    from gdviz.session.session import Session

PIXELS, FAR_PIXELS = 4.0, 32.0
BEYOND = 0.02  # of the width of the data: so far behind the last corner the line's end lies at least
TABS = (int(Qt.Key.Key_Tab), int(Qt.Key.Key_Backtab))


@dataclass(frozen=True)
class Handle:
    """Something to take hold of: a corner (b; n and c), an end of the line (n and c), or a neuron's piece (m)."""

    kind: Literal["corner", "end", "piece"]
    corner: int  # the neuron's, from left to right; of an end 0 is the left, 1 the right one
    x: float
    y: float


class HingeHandles(QObject):
    """The handles of the shown curve. Whoever takes one pauses the training, and goes on from there with Play.

    changed   another handle was chosen by key, or none
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.held: int | None = None  # the handle that is dragged
        self.chosen: int | None = None  # the handle that keys move
        self._began: Hinges | None = None  # as it was when the drag began
        self._pointer = (0.0, 0.0)
        self._gesture = 0
        self._left = False  # whether the next Tab goes on to the next widget

    # -- what there is ---------------------------------------------------------------------------------------------

    def handles(self) -> list[Handle]:
        """Return corners, ends and pieces in drawn units; nothing where the model is no such curve."""
        found = self._found()
        if found is None:
            return []
        low, high = self._ends(found)
        corners = [
            Handle("corner", k, float(x), float(y)) for k, (x, y) in enumerate(zip(found.x, found.y, strict=True))
        ]
        looks = [(0, low, bool((found.m < 0).any())), (1, high, bool((found.m > 0).any()))]
        ends = [Handle("end", side, x, _height(found, x)) for side, x, there in looks if there]
        edges = [low, *found.x.tolist(), high]
        pieces = []
        for k, m in enumerate(found.m.tolist()):
            x = (edges[k + 1] + edges[k + 2 if m > 0 else k]) / 2
            pieces.append(Handle("piece", k, x, _height(found, x)))
        handles = [*corners, *ends, *pieces]
        held = handles[self.held] if self.held is not None and self.held < len(handles) else None
        if self.held is not None and held is not None and held.kind == "piece" and self._began is not None:
            x = self._pointer[0]
            handles[self.held] = Handle("piece", held.corner, x, _height(found, x))
        return handles

    def reading(self, handle: int) -> dict[str, float] | None:
        """Return the numbers of the neuron that a handle belongs to; of an end that of the output's bias alone."""
        found, handles = self._found(), self.handles()
        if found is None or handle >= len(handles):
            return None
        at = handles[handle]
        if at.kind == "end":
            return {"c": found.c}
        k = at.corner
        return {"neuron": float(found.order[k] + 1), "m": float(found.m[k]), "b": float(found.b[k]),
                "n": float(found.n[k]), "c": found.c}  # fmt: skip

    # -- the pointer -----------------------------------------------------------------------------------------------

    def take(self, handle: int) -> None:
        """Begin to drag one; a run that plays is paused."""
        self.held, self.chosen, self._began = handle, None, None
        self._gesture += 1
        self._pause()

    def drag(self, x: float, y: float) -> None:
        """Bring the one that is held to (x, y)."""
        if self.held is None or self._session.playing:
            return
        if self._began is None:
            self._began = self._found()
        self._pointer = (x, y)
        self._move(self._began, self.held, x, y, f"gesture hinge {self._gesture}")

    def drop(self) -> None:
        """Let it go."""
        self.held = self._began = None

    # -- keys ------------------------------------------------------------------------------------------------------

    def takes(self, key: int) -> bool:
        """True if a key means something to it: Tab goes from handle to handle, and from the last one on."""
        count = len(self.handles())
        if self.chosen is not None and self.chosen < count and (key in WAYS or key == Qt.Key.Key_Escape):
            return True
        return key in TABS and not self._left and count > 0 and self._next(key, count) is not None

    def leave(self) -> None:
        """Choose none: the keys go elsewhere."""
        self._left = False
        self._choose(None)

    def key(self, key: int, far: bool, view: Scale) -> None:
        """Do what a key asks for."""
        handles = self.handles()
        if key in TABS:
            self._choose(self._next(key, len(handles)))
        elif key == Qt.Key.Key_Escape:
            self._left = True
            self._choose(None)
        elif self.chosen is not None and self.chosen < len(handles):
            self._pause()
            handle, found = handles[self.chosen], self._found()
            across, up = pixel(view) * (FAR_PIXELS if far else PIXELS)
            x, y = handle.x + WAYS[key][0] * across, handle.y + WAYS[key][1] * up
            if found is not None and handle.kind == "piece" and WAYS[key][0]:  # the neuron looks to that side
                corner = float(found.x[handle.corner])
                x, y = corner + WAYS[key][0] * abs(handle.x - corner), handle.y
                if found.m[handle.corner] * WAYS[key][0] > 0:
                    return
                own = found.n[handle.corner] * abs(found.m[handle.corner] * (handle.x - corner))
                y = _height(found, x) + float(own)
            self._move(found, self.chosen, x, y, f"hinge {self.chosen} {WAYS[key][0] != 0}")

    def _next(self, key: int, count: int) -> int | None:
        forward = key == TABS[0]
        if self.chosen is None:
            return 0 if forward else count - 1
        place = self.chosen + (1 if forward else -1)
        return place if 0 <= place < count else None

    def _choose(self, handle: int | None) -> None:
        if handle != self.chosen:
            self.chosen = handle
            self.changed.emit()

    # -- moving ----------------------------------------------------------------------------------------------------

    def _pause(self) -> None:
        if self._session.playing:
            self._session.pause()

    def _move(self, found: Hinges | None, handle: int, x: float, y: float, merge: str) -> None:
        handles = self.handles()
        if found is None or handle >= len(handles):
            return
        kind, corner = handles[handle].kind, handles[handle].corner
        low, high = self._ends(found)
        if kind == "corner":
            edits = found.moved(corner, x, y, low, high)
        elif kind == "end":
            edits = found.ended((low, high)[corner], y, (high, low)[corner])
        else:
            edits = found.turned(corner, x, y)
        self._session.set_parameters(QCoreApplication.translate("HingeHandles", "Drag a hinge"), edits, merge)

    def _found(self) -> Hinges | None:
        session = self._session
        lane, dataset = session.shown, session.dataset
        if lane is None or dataset.task != "regression" or dataset.n_features != 1 or not dataset.n:
            return None
        model = None if session.preparation.uses_features else session.probe.model_at(lane.theta)
        return None if model is None else hinges(model)

    def _ends(self, found: Hinges) -> tuple[float, float]:
        """Return where the line ends: where the data do, or a little beyond the outermost corners."""
        places = self._session.preparation.view_X(self._session.dataset.X)
        low, high = float(places.min()), float(places.max())
        beyond = BEYOND * (max(high, float(found.x[-1])) - min(low, float(found.x[0])) or 1.0)
        return min(low, float(found.x[0]) - beyond), max(high, float(found.x[-1]) + beyond)


def _height(found: Hinges, x: float) -> float:
    return float(found.at(np.array([x]))[0])


def places_of(handles: list[Handle]) -> Array:
    """Return where handles are (k, 2)."""
    return np.array([(handle.x, handle.y) for handle in handles]).reshape(-1, 2)
