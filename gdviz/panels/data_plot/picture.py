"""What kind of picture the data ask for, what its axes are called, and which part of it shows them all."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF

from gdviz.core.operations import Array
from gdviz.session import Session

MARGIN = 0.12
START_REACH = 2.0  # spans of the truth: so far from it the first answers may lie and still be in view


class Picture:
    """Regression on one column: points and curves. Two columns: a plane of answers. Else: answer over truth."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.prefers_truth = False  # over a plane of numbers, where both can be drawn
        self._first_answers: tuple[int, Array] = (-1, np.empty(0))  # of which race

    @property
    def is_curve(self) -> bool:
        return self._session.dataset.task == "regression" and self._session.dataset.n_features == 1

    @property
    def is_plane(self) -> bool:
        return self._session.dataset.n_features == 2 and not self.is_truth

    @property
    def is_truth(self) -> bool:
        dataset = self._session.dataset
        many = dataset.n_features > 2 or (dataset.n_features == 2 and self.prefers_truth)
        return dataset.task == "regression" and many

    @property
    def is_number_plane(self) -> bool:
        return self.is_plane and self._session.dataset.task == "regression"

    @property
    def is_equal(self) -> bool:
        """True if both axes have one scale."""
        return self.is_plane and not any(self._session.dataset.feature_units)

    @property
    def axes(self) -> tuple[str, str, str, str]:
        """Return names of x and y, and their units."""
        dataset, data = self._session.dataset, self._session.experiment.data
        names, units = dataset.feature_names, dataset.feature_units
        if self.is_curve:
            plain = [t.kind in ("none", "minus") for t in (data.transform_x, data.transform_y)]
            return (
                data.transform_x.label(subscript(names[0])),
                data.transform_y.label(dataset.target_name),
                units[0] if plain[0] else "",
                dataset.target_unit if plain[1] else "",
            )
        if self.is_truth:
            label = data.transform_y.label(dataset.target_name)
            true = QCoreApplication.translate("DataPlot", "true {name}").format(name=label)
            return (true, QCoreApplication.translate("DataPlot", "answer"), "", "")
        if len(names) > 1:
            return (subscript(names[0]), subscript(names[1]), units[0], units[1])
        return (subscript(names[0]), "", units[0], "")

    def frame(self, places: Array) -> QRectF:
        """Return the part that shows all `places` (n, 2) with free space around them; -6 to 6 without any."""
        if not len(places):
            return QRectF(-6, -6, 12, 12)
        if self.is_truth:  # whatever the answers are: a good model's are where the truth is
            places = self._seen_from_the_start(places)
        low, high = places.min(axis=0), places.max(axis=0)
        with np.errstate(all="ignore"):
            span = np.where(high > low, high - low, np.maximum(1.0, np.abs(high)))
            low, high = low - MARGIN * span, high + MARGIN * span
        return QRectF(QPointF(low[0], low[1]), QPointF(high[0], high[1]))

    def _seen_from_the_start(self, places: Array) -> Array:
        """Return (n, 2) corners of truth and the first answers, so that a run does not begin with an empty picture."""
        course, lane, truth = self._session.course, self._session.shown, places[:, 0]
        if lane is not None and lane.step == 0 and course is not None:
            reach = START_REACH * float(np.ptp(truth))
            answers = np.clip(places[:, 1], truth.min() - reach, truth.max() + reach)
            if np.isfinite(answers).all():
                self._first_answers = (course.number, answers)
        both = truth
        if course is not None and self._first_answers[0] == course.number:
            both = np.concatenate([truth, self._first_answers[1]])
        return np.array([[truth.min(), both.min()], [truth.max(), both.max()]])


def subscript(name: str) -> str:
    """Return x1 as it is printed."""
    return f"x{name[1:].translate(_SUBSCRIPTS)}" if name[:1] == "x" and name[1:].isdecimal() else name


_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
