"""What is marked on the points: the rows of the last batch or the sample that is followed, and what is wrong."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject

from gdviz.core.operations import Array
from gdviz.plots.points import Points
from gdviz.session import Session
from gdviz.session.readings import batch_rows, wrong_rows


class Marks(QObject):
    """Rings and crosses; those of a large model and many points are the last that are known."""

    def __init__(self, session: Session, points: Points, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._points = session, points

    @property
    def ringed(self) -> Array:
        """The rows that are ringed: the sample that is followed through the network, else the batch."""
        sample = self._session.inside.sample
        return batch_rows(self._session) if sample is None else np.array([sample])

    def ring(self) -> None:
        """Ring them anew."""
        if self._points.count == self._session.dataset.n:
            self._points.set_marks(ringed=self.ringed)

    def cross_out(self) -> None:
        """Cross out what the model has wrong, of many points those that are in view."""
        dataset, points = self._session.dataset, self._points
        if dataset.task != "classification" or points.count != dataset.n:
            return
        wrong = wrong_rows(self._session, points.drawn() if points.thinned else np.arange(dataset.n))
        points.set_marks(wrong=np.empty(0, np.intp) if wrong is None else wrong)
