"""A bat against the sky: inside or outside of an outline that no simple boundary follows."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdviz.core.datasets.base import DATASETS, Dataset, Generator, Task
from gdviz.core.hyperparameter import integer, real
from gdviz.core.operations import Array

HALF_WIDTH, HALF_HEIGHT = 8.0, 5.0  # of the sky around it
MANY = 4  # places drawn for each that is kept
SPAN, RISE = 7.0, 3.4  # half axes of the wings' ellipse


def upper_edge(x: Array) -> Array:
    """Return the outline's upper edge (n,) at |x| <= 7: a head with two ears, shoulders, and the bow of the wings.

    With a = |x|: 1.5 (a < 0.4); 1.5 + 4 (a - 0.4) up to the ear's tip at 0.8; 3.1 - 4 (a - 0.8) down to 1.3; a shoulder
    1.1 - 0.1 (a - 1.3) to 2.4; from there on 3.4 sqrt(1 - (a / 7)^2).
    """
    a = np.abs(x)
    wing = RISE * np.sqrt(np.maximum(0.0, 1.0 - (a / SPAN) ** 2))
    pieces = [np.full_like(a, 1.5), 1.5 + 4.0 * (a - 0.4), 3.1 - 4.0 * (a - 0.8), 1.1 - 0.1 * (a - 1.3)]
    edge: Array = np.select([a < 0.4, a < 0.8, a < 1.3, a < 2.4], pieces, wing)
    return edge


def lower_edge(x: Array) -> Array:
    """Return the outline's lower edge (n,) at |x| <= 7: hanging scallops, then the bow of the wings.

    With a = |x|: -3 + 1.5 sqrt(1 - (a mod 2 - 1)^2) up to a = 4; from there on -3.4 sqrt(1 - (a / 7)^2).
    """
    a = np.abs(x)
    scallop = -3.0 + 1.5 * np.sqrt(np.maximum(0.0, 1.0 - (a % 2.0 - 1.0) ** 2))
    wing = -RISE * np.sqrt(np.maximum(0.0, 1.0 - (a / SPAN) ** 2))
    edge: Array = np.where(a < 4.0, scallop, wing)
    return edge


def inside(X: Array) -> Array:
    """Return whether places X (n, 2) lie within the outline."""
    x, y = X.T
    within: Array = (np.abs(x) <= SPAN) & (lower_edge(x) <= y) & (y <= upper_edge(x))
    return within


@DATASETS.register("logo")
@dataclass(frozen=True)
class Logo(Generator):
    """Class 1 lies within a bat's outline, drawn from equations, class 0 around it in [-8, 8] x [-5, 5], each evenly.

    Then normal noise of deviation `noise` on both, which may carry a point across the outline.
    """

    title: ClassVar[str] = "Logo"
    task: ClassVar[Task] = "classification"

    n: int = integer(
        1500, low=10, high=10_000, scale="log", label="Points", help="How many points, all classes together"
    )
    noise: float = real(
        0.0, low=0.0, high=1.0, help="How far the points are moved, maybe across the outline; 0 leaves each on its side"
    )

    def generate(self, rng: np.random.Generator) -> Dataset:
        places = rng.uniform((-HALF_WIDTH, -HALF_HEIGHT), (HALF_WIDTH, HALF_HEIGHT), (MANY * self.n + 200, 2))
        within = inside(places)  # a third of them: both halves are there whatever is drawn
        chosen = [np.flatnonzero(~within)[: self.n - self.n // 2], np.flatnonzero(within)[: self.n // 2]]
        X, y = np.empty((self.n, 2)), np.arange(self.n) % 2
        for label, rows in enumerate(chosen):
            X[y == label] = places[rows]
        X = X + self.noise * rng.standard_normal(X.shape)
        return Dataset(X, y, self.task, ("x1", "x2"), "class", class_names=("outside", "inside"), title=self.title)
