"""Opposite quadrants belong together: the class is the sign of x1 x2."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdviz.core.datasets.base import DATASETS, Dataset, Generator, Task
from gdviz.core.hyperparameter import integer, real

MARGIN = 0.3


@DATASETS.register("xor")
@dataclass(frozen=True)
class Xor(Generator):
    """Class 1 where x1 x2 > 0, else class 0; |x1|, |x2| uniform in [0.3, 5]; then normal noise on both.

    The noise has deviation 2.4 noise and may carry a point across an axis. At the default noise a logistic model of
    x1 x2 gets about 96 % right, one of x1 and x2 about half.
    """

    title: ClassVar[str] = "Xor-like"
    task: ClassVar[Task] = "classification"

    n: int = integer(
        500, low=10, high=10_000, scale="log", label="Points", help="How many points, all classes together"
    )
    noise: float = real(
        0.2, low=0.0, high=1.0, help="How far the points are moved, maybe across an axis; 0 leaves each in its quadrant"
    )

    def generate(self, rng: np.random.Generator) -> Dataset:
        quadrant = np.arange(self.n) % 4
        signs = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])[quadrant]
        clean = signs * rng.uniform(MARGIN, 5.0, (self.n, 2))
        X = clean + 2.4 * self.noise * rng.standard_normal((self.n, 2))
        y = (quadrant + 1) % 2
        return Dataset(X, y, self.task, ("x1", "x2"), "class", class_names=("class 0", "class 1"), title=self.title)
