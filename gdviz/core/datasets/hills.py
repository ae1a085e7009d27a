"""A number over the plane: a hill and a hollow."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdviz.core.datasets.base import DATASETS, Dataset, Generator, Task
from gdviz.core.hyperparameter import integer, real

SIDE = 5.0  # x1 and x2 keep within [-5, 5]
HEIGHT, WIDTH = 1.0, 2.0
PLACE = 2.0  # of the hill; the hollow lies opposite


@DATASETS.register("hills")
@dataclass(frozen=True)
class Hills(Generator):
    """y = e^(-|x - (2, 2)|^2 / 8) - e^(-|x + (2, 2)|^2 / 8), x even in [-5, 5]^2; normal noise on y.

    The noise has deviation 0.5 noise. No plane comes near: it is for networks.
    """

    title: ClassVar[str] = "Hill and hollow"
    task: ClassVar[Task] = "regression"

    n: int = integer(300, low=10, high=10_000, scale="log", label="Points", help="How many points are drawn")
    noise: float = real(
        0.1, low=0.0, high=1.0, help="How far the points lie above or below the surface; 0 puts them on it"
    )

    def generate(self, rng: np.random.Generator) -> Dataset:
        X = rng.uniform(-SIDE, SIDE, (self.n, 2))
        y = surface(X) + 0.5 * self.noise * rng.standard_normal(self.n)
        return Dataset(X, y, self.task, ("x1", "x2"), "y", title=self.title)


def surface(X: np.ndarray) -> np.ndarray:
    """Return y (n,) without noise at X (n, 2)."""
    hill, hollow = (np.exp(-((X - place) ** 2).sum(axis=1) / (2 * WIDTH**2)) for place in (PLACE, -PLACE))
    return np.asarray(HEIGHT * (hill - hollow))
