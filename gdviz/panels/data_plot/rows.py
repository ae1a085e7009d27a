"""The rows of the data on the plot: where the picture has them, of which class and share, and which are selected."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from gdviz.core.datasets import Dataset
from gdviz.core.operations import Array
from gdviz.panels.data_plot.marks import Marks
from gdviz.panels.data_plot.picture import Picture
from gdviz.plots.color_bar import diverging_steps
from gdviz.plots.points import MOST_DRAWN, Points
from gdviz.plots.theme import Theme
from gdviz.plots.thinning import thinned_indices
from gdviz.session import Session
from gdviz.session.edits import plane_rows
from gdviz.session.readings import answers_of, value_scale
from gdviz.training.preparation import Preparation

Rows = NDArray[np.intp]


class DrawnRows:
    """Every row is a point; of many answers over their truth an even choice, as each frame has to work them out."""

    def __init__(self, session: Session, picture: Picture, points: Points, marks: Marks) -> None:
        self._session, self._picture, self._points, self._marks = session, picture, points, marks
        self._of: tuple[Dataset, Preparation] | None = None
        self._chosen: Rows = np.empty(0, dtype=np.intp)  # of answers over truth
        self._inputs: Array = np.empty((0, 0))
        self._truth: Array = np.empty(0)
        self.places: Array = np.empty((0, 2))

    def put(self) -> None:
        """Draw them where the data and the model have them now."""
        session, split = self._session, self._session.split
        dataset = session.dataset
        classes, colors = self._colors()
        test = ~split.train_mask if split is not None and len(split.train_mask) == dataset.n else None
        if self._picture.is_truth:
            self._choose()
            self.places = self._answers_over_truth()
            test = None if test is None else test[self._chosen]
        else:
            self.places = plane_rows(dataset, session.preparation)
        self._points.set_points(
            self.places[:, 0], self.places[:, 1], classes=classes, test_mask=test, colors=colors,
            selected=self._points_of(session.tools.selection), ringed=self._points_of(self._marks.ringed),
        )  # fmt: skip

    def row_of(self, point: int) -> int | None:
        """Return which row of the data a point is; None while the plot has other data."""
        if self._picture.is_truth:
            known = self._of is not None and self._of[0] is self._session.dataset
            return int(self._chosen[point]) if known and point < len(self._chosen) else None
        return point if self._points.count == self._session.dataset.n else None

    def show_selection(self) -> None:
        """Frame the selected ones."""
        if self._picture.is_truth or self._points.count == self._session.dataset.n:
            self._points.set_marks(selected=self._points_of(self._session.tools.selection))

    def _points_of(self, rows: Array) -> Rows:
        if self._picture.is_truth:
            return np.flatnonzero(np.isin(self._chosen, rows))
        return np.asarray(rows, dtype=np.intp)

    def _choose(self) -> None:
        """Choose along the truth, once for the same data: a frame has no time for it."""
        dataset, preparation = self._session.dataset, self._session.preparation
        if self._of is not None and self._of[0] is dataset and self._of[1] is preparation:
            return
        self._of = dataset, preparation
        truth = preparation.view_y(dataset.y)
        many = dataset.n > MOST_DRAWN
        self._chosen = thinned_indices(truth, np.zeros(dataset.n), MOST_DRAWN) if many else np.arange(dataset.n)
        self._inputs, self._truth = preparation.view_X(dataset.X[self._chosen]), truth[self._chosen]

    def _answers_over_truth(self) -> Array:
        """Return (true, answered) of each chosen row, as drawn; without a model the answers are the truth."""
        answers = answers_of(self._session, "truth", self._inputs) if len(self._chosen) else None
        return np.column_stack([self._truth, self._truth if answers is None else answers[:, 0]])

    def _colors(self) -> tuple[Array | None, list[QColor]]:
        """Return the class of each point, and the classes' colours if they are others than usual.

        Over a plane of numbers the classes are steps of the colour bar.
        """
        dataset = self._session.dataset
        if not self._picture.is_number_plane:
            return (dataset.y if dataset.task == "classification" else None), []
        center, span = value_scale(self._session)
        values = self._session.preparation.view_y(dataset.y)
        return diverging_steps((values - center) / span, Theme.current())
