"""The pointer over the loss: it reads parameters and loss, previews that model, and starts there when pressed."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, Slot

from gdviz.core.operations import Array
from gdviz.panels.loss_surface.descent import parameters
from gdviz.plots.base import Plot
from gdviz.plots.canvas import Pointer
from gdviz.plots.number import number
from gdviz.plots.relief import Relief
from gdviz.session import Session
from gdviz.session.maps import value_at


class Reading(QObject):
    """What the pointer does in one picture of the loss, flat or in relief."""

    def __init__(self, session: Session, picture: Plot | Relief, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._picture = session, picture
        self._at: QPointF | None = None  # the pixel that is read
        picture.clicked.connect(self._start_here)
        picture.hovered.connect(self._read)
        picture.left.connect(self.end)

    @Slot()
    def end(self) -> None:
        """Read nothing any more."""
        self._at = None
        self._picture.set_readout("")
        self._session.view.set_preview(None)

    def refresh(self) -> None:
        """Read anew where the pointer stands: another plane lies there, or its loss is another."""
        if self._at is None or not self._picture.isVisible():
            return
        place = self._picture.to_data(self._at)
        if place is None:
            self.end()
        else:
            self._tell(*place)

    @Slot(float, float)
    def _read(self, x: float, y: float) -> None:
        self._at = self._picture.to_pixels(x, y)
        self._tell(x, y)

    def _tell(self, x: float, y: float) -> None:
        session = self._session
        theta, plane = self._theta_at(x, y), session.maps.plane()
        if theta is None or plane is None:
            self._picture.set_readout("")
            session.view.set_preview(None)
            return
        loss, surface = session.probe.loss(theta), session.maps.surface
        if loss is None and surface is not None:
            loss = value_at(surface, x, y)
        place = f"{plane.u_name} = {number(x)}"
        if parameters(session) > 1:
            place += f", {plane.v_name} = {number(y)}"
        told = self.tr("loss {loss}").format(loss=number(loss if loss is not None else np.nan))
        self._picture.set_readout(f"{place}\n{told}")
        session.view.set_preview(theta)

    @Slot(object)
    def _start_here(self, pointer: Pointer) -> None:
        theta = self._theta_at(pointer.x, pointer.y)
        if theta is not None and pointer.button == Qt.MouseButton.LeftButton:
            start = tuple(float(value) for value in theta)
            self._session.set_experiment(self.tr("Start point"), start=start)

    def _theta_at(self, x: float, y: float) -> Array | None:
        plane = self._session.maps.plane()
        return None if plane is None else plane.at(x, y if parameters(self._session) > 1 else 0.0)
