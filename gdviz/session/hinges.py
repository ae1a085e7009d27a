"""Corners of a curve of rectifiers, as handles that can be dragged in the data plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

from gdviz.core.hinges import Hinges, hinges
from gdviz.core.operations import Array

if TYPE_CHECKING:
    from gdviz.session.session import Session


class HingeHandles:
    """The corners of the shown curve, while nothing plays; a drag of one sets the parameters that it stands for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: int | None = None
        self._gesture = 0

    @property
    def held(self) -> int | None:
        """Which one is being dragged."""
        return self._held

    def places(self) -> Array:
        """Return the corners (k, 2) in drawn units, the end of the curve last; (0, 2) where there are none."""
        found = self._found()
        if found is None:
            return np.empty((0, 2))
        end = self._end(found)
        return np.column_stack([np.append(found.x, end), np.append(found.y, found.end(end))])

    def take(self, handle: int) -> None:
        """Begin to drag one."""
        self._held = handle
        self._gesture += 1

    def drag(self, x: float, y: float) -> None:
        """Bring the one that is held to (x, y)."""
        found = self._found()
        if found is None or self._held is None:
            return
        edits = found.moved(self._held, x, y, self._end(found))
        label = QCoreApplication.translate("HingeHandles", "Drag a hinge")
        self._session.set_parameters(label, edits, f"gesture hinge {self._gesture}")

    def drop(self) -> None:
        """Let it go."""
        self._held = None

    def _found(self) -> Hinges | None:
        session = self._session
        lane, dataset = session.shown, session.dataset
        if lane is None or session.playing or dataset.task != "regression" or dataset.n_features != 1 or not dataset.n:
            return None
        model = session.model_at(lane.theta)
        return None if model is None else hinges(model)

    def _end(self, found: Hinges) -> float:
        session = self._session
        last = float(session.preparation.view_X(session.dataset.X).max())
        least = float(found.x[-1]) + 0.02 * max(abs(last), 1e-9)
        return max(last, least)
