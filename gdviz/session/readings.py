"""What the shown model makes of the points: right or wrong, asked in this step or not, answer beside truth."""

from __future__ import annotations

import numpy as np

from gdviz.core.models.gaussian_classifier import GaussianClassifier
from gdviz.core.models.look_up import LookUp
from gdviz.core.operations import Array
from gdviz.session.session import Session
from gdviz.training.snapshot import LaneSnapshot

PAST = 12


def answers_of(session: Session, name: str, places: Array) -> Array | None:
    """Return what the shown model answers for drawn inputs (n, d) as (n, k); None while that is not known.

    `name` is who asks: each has an answer of its own, of a large model the newest that is known.
    """
    lane = session.shown
    known = None if lane is None else session.asking.ask(name, lane.theta, places)
    return None if known is None or len(known.value) != len(places) else np.asarray(known.value)


def wrong_rows(session: Session, rows: Array) -> Array | None:
    """Return which of `rows` the shown model puts in another class; None where that is not known."""
    dataset = session.dataset
    if dataset.task != "classification" or not len(rows):
        return None
    answers = answers_of(session, "rows", session.preparation.view_X(dataset.X[rows]))
    if answers is None or answers.shape[1] != dataset.n_classes:
        return None
    unanswered = np.isnan(answers).any(axis=1)  # no answer is no right one
    return np.asarray(rows[(answers.argmax(axis=1) != dataset.y[rows]) | unanswered])


def batch_rows(session: Session) -> Array:
    """Return which rows of the data set the last step saw; none where it saw all of them."""
    lane, split = session.shown, session.split
    nobody = np.empty(0, np.int64)
    if lane is None or split is None or lane.detail is None or lane.detail.rows is None:
        return nobody
    training = np.flatnonzero(split.train_mask)
    rows = lane.detail.rows
    if rows.max(initial=0) >= len(training) or len(split.train_mask) != session.dataset.n:
        return nobody  # the points have changed since that step
    return np.asarray(training[rows])


def value_scale(session: Session) -> tuple[float, float]:
    """Return middle and reach of the colours for a number over the plane: those of the targets, as drawn.

    Where these are on both sides of 0 the middle is 0, so that a colour tells the sign.
    """
    values = session.preparation.view_y(session.dataset.y)
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    if low < 0.0 < high:
        return 0.0, max(-low, high)
    return (low + high) / 2, (high - low) / 2 or 1.0


def past_thetas(lane: LaneSnapshot) -> list[Array]:
    """Return theta at steps 0, 1, 2, 4, 8, ... before the shown one, latest first: early steps are the large ones.

    A model without parameters has been no other.
    """
    before = int(np.searchsorted(lane.path_steps, lane.step))
    if not before or not lane.theta.size:
        return []
    wanted = [0, *(2**power for power in range(PAST - 1))]
    places = np.unique(np.searchsorted(lane.path_steps[:before], wanted))
    return [lane.path[place] for place in places[::-1] if place < before]


def normal_ellipses(session: Session, deviations: tuple[float, ...] = (1.0, 2.0)) -> list[tuple[int, Array]]:
    """Return (class, closed line as drawn) for each normal hill over the plane; none of another model."""
    lane, preparation = session.shown, session.preparation
    model = None if lane is None else session.probe.model_at(lane.theta)
    plain = preparation.uses_features and preparation.choice.features == ("x1", "x2")
    if not isinstance(model, GaussianClassifier) or not plain:
        return []
    lines = []
    for label in np.flatnonzero(model.shares > 0).tolist():
        try:
            lines += [(label, model.ellipse(label, far)) for far in deviations]
        except ValueError:
            continue  # set by hand to one that cannot be
    return lines


def table_entries(session: Session) -> Array | None:
    """Return (x, answer) of each entry of an exact table of one column (entries, 2), as drawn; None of other models."""
    lane = session.shown
    model = None if lane is None else session.probe.model_at(lane.theta)
    if not isinstance(model, LookUp) or model.intervals or model.n_inputs != 1 or model.link != "identity":
        return None
    return np.column_stack([model.keys[:, 0], model.table[:, 0]])


def unanswered_test_rows(session: Session) -> int:
    """Return for how many test points the shown model, a table, has no answer."""
    lane, split = session.shown, session.split
    model = None if lane is None else session.probe.model_at(lane.theta)
    if not isinstance(model, LookUp) or split is None or not len(split.X_test):
        return 0
    return int(np.isnan(model.scores(split.X_test)).any(axis=1).sum())
