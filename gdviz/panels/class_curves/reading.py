"""What is at the pointer: the interval, how many points of each class it holds, and the model's probabilities."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Slot

from gdviz.core.operations import Array
from gdviz.plots.base import Plot
from gdviz.plots.number import number, percent
from gdviz.session import Session
from gdviz.session.class_curves import Counts


class Reading(QObject):
    """Reads out in the upper plot what is at the pointer in either."""

    def __init__(self, session: Session, plot: Plot, lower: Plot, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._plot = session, plot
        self._counts: Counts | None = None
        self._at: float | None = None
        for each in (plot, lower):
            each.hovered.connect(self._read)
            each.left.connect(self._end)

    def take(self, counted: Counts | None) -> None:
        """Read these from now on."""
        self._counts = counted

    def show(self) -> None:
        """Say anew what is there: a large model has answered meanwhile."""
        if self._at is not None:
            self._read(self._at, 0.0)

    @Slot(float, float)
    def _read(self, x: float, _y: float) -> None:
        counted, session = self._counts, self._session
        if counted is None:
            return
        lane, place = session.shown, counted.interval_of(x)
        self._at, asked = x, np.array([[x]])
        known = None if lane is None else session.asking.ask("class pointer", lane.theta, asked)
        answers: Array | None = known.value if known is not None and np.array_equal(known.places, asked) else None
        lines = [f"{session.dataset.feature_names[0]} {number(x)}"]
        if place is not None:
            low, high = (number(float(edge)) for edge in counted.edges[place : place + 2])
            lines.append(self.tr("{n} from {low} to {high}").format(
                n=int(counted.of_class[place].sum()), low=low, high=high))  # fmt: skip
        for label, name in enumerate(session.dataset.class_names):
            held = self.tr("{n} points").format(n=int(counted.of_class[place, label])) if place is not None else ""
            p = "" if answers is None else f"P = {percent(float(answers[0, label]))}"
            lines.append(f"{name}: {', '.join(text for text in (held, p) if text)}")
        self._plot.set_readout("\n".join(lines))

    @Slot()
    def _end(self) -> None:
        self._at = None
        self._plot.set_readout("")
