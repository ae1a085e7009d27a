"""Two normal classes that one straight line parts almost."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdviz.core.datasets.base import DATASETS, Dataset, Generator, Task
from gdviz.core.hyperparameter import integer, real

EDGE = 15.0


@DATASETS.register("gaussians")
@dataclass(frozen=True)
class Gaussians(Generator):
    """Class 0 normal about (-4, -4), class 1 about (4, 4), deviation s = 1 + 9.75 noise, kept within [-15, 15].

    The best line is x1 + x2 = 0 and gets the share Phi(4 sqrt(2) / s) right: 97.25 % at the default noise.
    """

    title: ClassVar[str] = "Two Gaussians"
    task: ClassVar[Task] = "classification"

    n: int = integer(
        1000, low=10, high=10_000, scale="log", label="Points", help="How many points, all classes together"
    )
    noise: float = real(0.2, low=0.0, high=1.0, help="How far both classes spread, and so how much they overlap")

    def generate(self, rng: np.random.Generator) -> Dataset:
        y = np.arange(self.n) % 2
        centres = np.where(y[:, None] == 0, -4.0, 4.0)
        X = centres + (1.0 + 9.75 * self.noise) * rng.standard_normal((self.n, 2))
        X = np.clip(X, -EDGE, EDGE)
        return Dataset(X, y, self.task, ("x1", "x2"), "class", class_names=("class 0", "class 1"), title=self.title)
