"""What is marked on the points: the rows of the last batch or the sample that is followed, and what is wrong."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot

from gdviz.core.operations import Array
from gdviz.plots.points import Points
from gdviz.session import Session
from gdviz.session.readings import batch_rows, wrong_rows

MARK_SHARE = 0.05  # of the time may go into finding which points are wrong
DIRECT_MARK_SHARE = 0.3  # where no trainer wants the time, and neighbours are slow to ask


class Marks(QObject):
    """Rings and crosses; with many points and a large model, crosses only now and then while it runs."""

    def __init__(self, session: Session, points: Points, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._points = session, points
        self.wrong: Array = np.zeros(0, bool)
        self._again_at = 0.0
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self.cross_out)

    @property
    def ringed(self) -> Array:
        """The rows that are ringed: the sample that is followed through the network, else the batch."""
        sample = self._session.inside.sample
        return batch_rows(self._session) if sample is None else np.array([sample])

    def ring(self) -> None:
        """Ring them anew."""
        if self._points.count == self._session.dataset.n:
            self._points.set_marks(ringed=self.ringed)

    def begin(self) -> None:
        """Mark points that have just been drawn anew."""
        if not self._session.is_direct:
            self._again_at = 0.0
        elif len(self.wrong) == self._session.dataset.n:  # while a point is dragged, until the others are asked again
            self._points.set_marks(wrong=self.wrong)
        self.cross_out()

    @Slot()
    def cross_out(self) -> None:
        """Cross out what the model has wrong."""
        if self._session.dataset.task != "classification":
            return
        now = time.perf_counter()
        if now < self._again_at:
            if not self._later.isActive():
                self._later.start(round(1000 * (self._again_at - now)) + 1)
            return
        wrong = wrong_rows(self._session)
        share = DIRECT_MARK_SHARE if self._session.is_direct else MARK_SHARE
        self._again_at = now + (time.perf_counter() - now) / share
        self.wrong = np.zeros(self._session.dataset.n, bool) if wrong is None else wrong
        if self._points.count == self._session.dataset.n:
            self._points.set_marks(wrong=self.wrong)
