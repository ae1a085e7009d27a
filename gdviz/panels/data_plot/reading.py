"""What the data plot says at the pointer: the model's answer, the point that is there, the numbers of a hinge."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QObject, QPointF

from gdviz.panels.data_plot.picture import Picture
from gdviz.panels.data_plot.rows import DrawnRows
from gdviz.plots.base import Plot
from gdviz.plots.handles import Handles
from gdviz.plots.number import number, percent
from gdviz.plots.points import Points
from gdviz.session import Session
from gdviz.session.hinges import HingeHandles

PICK_PIXELS = 8.0


class Reading(QObject):
    """Keeps what is said at `place` true while the model moves under it."""

    def __init__(self, session: Session, picture: Picture, plot: Plot, points: Points, rows: DrawnRows,
                 handles: Handles, hinges: HingeHandles, parent: QObject) -> None:  # fmt: skip
        super().__init__(parent)
        self._session, self._picture, self._plot = session, picture, plot
        self._points, self._rows, self._handles, self._hinges = points, rows, handles, hinges
        self.place: QPointF | None = None  # in pixels: the pointer stands still while the view moves

    def read(self, place: QPointF | None) -> None:
        """Say what is at this place from now on; None: nothing."""
        self.place = place
        self.show()

    def show(self) -> None:
        """Say it anew."""
        self._plot.set_readout("" if self.place is None else self._text(*self._plot.to_data(self.place)))

    def _text(self, x: float, y: float) -> str:
        hinge = self._hinges.held if self._hinges.held is not None else self._handles.nearest(x, y, PICK_PIXELS)
        numbers = None if hinge is None else self._hinges.reading(hinge)
        if numbers is not None:
            return self._hinge_text(numbers)
        return "\n".join([*self._answer_lines(x, y), *self._point_lines(x, y)])

    def _answer_lines(self, x: float, y: float) -> list[str]:
        """Return what the model answers there."""
        session, is_curve = self._session, self._picture.is_curve
        lane = session.shown
        lines = [f"({number(x)}, {number(y)})"]
        if lane is None or not (is_curve or self._picture.is_plane):
            return lines
        place = np.array([[x]] if is_curve else [[x, y]])
        known = session.asking.ask("pointer", lane.theta, place)
        if known is None or not np.array_equal(known.places, place):
            return lines
        answers = known.value
        if is_curve:
            asked, answered = f"f({number(x)})", not np.isnan(answers[0, 0])
            return [f"{asked} = {number(answers[0, 0])}" if answered else self.tr("{f}: no answer").format(f=asked)]
        if self._picture.is_number_plane:
            return [f"f({number(x)}, {number(y)}) = {number(answers[0, 0])}"]
        if np.isnan(answers).all():
            return [*lines, self.tr("no answer here")]
        names = session.dataset.class_names
        return [*lines, *(f"{name}: {percent(p)}" for name, p in zip(names, answers[0], strict=True))]

    def _point_lines(self, x: float, y: float) -> list[str]:
        """Return which point is there, if one is."""
        session, dataset = self._session, self._session.dataset
        point = self._points.nearest(x, y, PICK_PIXELS)
        near = None if point is None else self._rows.row_of(point)
        if point is None or near is None:  # the view moves before the new points are there
            return []
        a, b = (number(value) for value in self._points.place(point))
        split = session.split
        test = split is not None and len(split.train_mask) == dataset.n and not split.train_mask[near]
        what = self.tr("test point") if test else self.tr("training point")
        name = f" ({dataset.class_names[dataset.y[near]]})" if dataset.n_classes else ""
        if self._picture.is_number_plane:
            name = f" ({dataset.target_name} {number(session.preparation.view_y(dataset.y[near : near + 1])[0])})"
        return [f"{what}{name}: {a}, {b}"]

    def _hinge_text(self, numbers: Mapping[str, float]) -> str:
        """Return the numbers of a hinge's neuron."""
        lines = [f"{name} = {number(numbers[name], 4)}" for name in ("m", "b", "n", "c") if name in numbers]
        if "neuron" not in numbers:
            return self.tr("end of the line") + "\n" + lines[0]
        title = self.tr("hinge {k}: n ReLU(m x + b)").format(k=int(numbers["neuron"]))
        return "\n".join([title, *lines[:3]])
