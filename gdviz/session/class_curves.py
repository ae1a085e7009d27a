"""Classes that one number tells apart: how many of each are in which interval, and their normal curves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gdviz.core.models.gaussian_classifier import GaussianClassifier
from gdviz.core.operations import Array
from gdviz.session.session import Session

INTERVALS = 14  # about so many over all points
Part = Literal["mean", "width", "share"]


@dataclass(frozen=True, eq=False)
class Counts:
    """How many training points of each class lie between which edges: `of_class` (m, k) for `edges` (m + 1,)."""

    edges: Array
    of_class: Array

    @property
    def step(self) -> float:
        return float(self.edges[1] - self.edges[0])

    @property
    def shares(self) -> Array:
        """Return the share of each class in each interval (m, k); 0 where there are no points."""
        return np.asarray(self.of_class / np.maximum(self.of_class.sum(axis=1, keepdims=True), 1))

    def interval_of(self, x: float) -> int | None:
        """Return the place of the interval that holds x; None outside all of them."""
        place = int(np.searchsorted(self.edges, x, side="right")) - 1
        return place if 0 <= place < len(self.of_class) else None


def even_edges(x: Array) -> Array:
    """Return edges of about 14 intervals over x, a round number apart."""
    low, high = float(x.min()), float(x.max())
    wanted = (high - low) / INTERVALS
    if not wanted > 0:
        return np.array([low - 0.5, low + 0.5])
    power = 10.0 ** math.floor(math.log10(wanted))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= wanted)
    first = math.floor(low / step)
    return step * np.arange(first, math.floor(high / step) + 2)


def one_number(session: Session) -> bool:
    """Return whether the data are classes told apart by one column."""
    return session.dataset.task == "classification" and session.dataset.n_features == 1


def counts(session: Session) -> Counts | None:
    """Return the training points of each class by interval; None where there are none, or more columns than one."""
    split = session.split
    if not one_number(session) or split is None or not len(split.X_train):
        return None
    x, y = split.X_train[:, 0], split.y_train
    edges = even_edges(x)
    of_class = [np.histogram(x[y == label], edges)[0] for label in range(session.dataset.n_classes)]
    return Counts(edges, np.stack(of_class, axis=1))


@dataclass(frozen=True, eq=False)
class Normals:
    """The normal curves as they are shown, and how likely they make the training points.

    A curve is drawn as n_i f_i(x) times the width of an interval: what a histogram of that class would have.
    """

    means: Array
    widths: Array
    shares: Array
    scale: float  # n times the width of an interval
    log_likelihood: float
    best: float
    at_best: bool

    def heights(self, x: Array) -> Array:
        """Return the curves (m, k) at x (m,)."""
        off = (x[:, None] - self.means) / self.widths
        return np.asarray(self.peaks * np.exp(-0.5 * off * off))

    @property
    def peaks(self) -> Array:
        return np.asarray(self.scale * self.shares / (self.widths * math.sqrt(2 * math.pi)))


def normals(session: Session, counted: Counts) -> Normals | None:
    """Return the shown model's curves; None where it has none."""
    lane, split = session.shown, session.split
    model = None if lane is None else session.probe.model_at(lane.theta)
    if not isinstance(model, GaussianClassifier) or model.n_inputs != 1 or split is None:
        return None
    X, y = split.X_train, split.y_train
    with np.errstate(all="ignore"):
        widths = np.sqrt(model.covariances[:, 0, 0])
    shown = model.theta.copy()
    likelihood, means, shares = model.log_likelihood(X, y), model.means[:, 0].copy(), model.shares.copy()
    model.theta[...] = model.best
    best = model.log_likelihood(X, y)
    model.theta[...] = shown
    at_best = bool(np.array_equal(shown, model.best))
    return Normals(means, widths, shares, len(X) * counted.step, likelihood, best, at_best)


def place_in_theta(session: Session, part: Part, label: int) -> int:
    """Return where a curve's mean, squared width or share stands in theta."""
    course = session.course
    model = None if course is None else course.blueprint.prototype
    if not isinstance(model, GaussianClassifier):
        raise ValueError(f"the model must be made of normal curves; got {session.experiment.model.name}")
    name = "covariance" if part == "width" else part
    first: int = model.parameters.slice_of(name).start
    return first + (0 if part == "width" and model.covariance == "shared" else label)


def set_part(session: Session, part: Part, label: int, value: float, merge: str | None) -> bool:
    """Set a curve's mean, width or share by hand; return False for a value that cannot be."""
    if part != "mean" and not value > 0:
        return False
    index = place_in_theta(session, part, label)
    names = {"mean": session.tr("Mean"), "width": session.tr("Width"), "share": session.tr("Population")}
    return session.set_parameter(names[part], index, value * value if part == "width" else value, merge)
