"""The pointer over the curves: it reads each method there, and a click goes to that step."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Slot

from gdviz.plots.base import Plot
from gdviz.plots.canvas import Pointer
from gdviz.plots.number import count, number, percent
from gdviz.session import Session
from gdviz.session.race_names import race_names


class Reading(QObject):
    """Reads out `what` is drawn: "loss" or "accuracy"."""

    def __init__(self, session: Session, plot: Plot, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._plot = session, plot
        self.what = "loss"
        plot.hovered.connect(self._read)
        plot.left.connect(self._end)
        plot.clicked.connect(self._rewind_to)

    @Slot(float, float)
    def _read(self, x: float, _y: float) -> None:
        session, show = self._session, percent if self.what == "accuracy" else number
        names, lines, axis = race_names(session.experiment), [], session.view.race_axis
        for lane in session.visible_lanes():
            values = lane.steps if axis == "steps" else lane.series[axis]
            if not len(values):
                continue
            place = int(np.clip(np.searchsorted(values, x), 0, len(values) - 1))
            if place and x - values[place - 1] < values[place] - x:
                place -= 1
            train, test = (lane.series[f"{part}_{self.what}"][place] for part in ("train", "test"))
            text = self.tr("step {step}: {train}").format(step=count(int(lane.steps[place])), train=show(train))
            if not np.isnan(test):
                text += self.tr(", test {test}").format(test=show(test))
            lines.append(f"{names[lane.key].full} {text}" if len(names) > 1 else text)
        self._plot.set_readout("\n".join(lines))

    @Slot()
    def _end(self) -> None:
        self._plot.set_readout("")

    @Slot(object)
    def _rewind_to(self, pointer: Pointer) -> None:
        session = self._session
        if session.snapshot is not None and session.view.race_axis == "steps":
            session.scrub(int(np.clip(round(pointer.x), 0, session.snapshot.last_step)))
