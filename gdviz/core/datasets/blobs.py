"""Round clouds, one a class."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdviz.core.datasets.base import DATASETS, Dataset, Generator, Task
from gdviz.core.hyperparameter import integer, real


@DATASETS.register("blobs")
@dataclass(frozen=True)
class Blobs(Generator):
    """Normal clouds of deviation 0.2 + 4 noise, their centres evenly spread on a circle of radius 3.

    Row i belongs to class i mod classes, so classes differ by at most one row.
    """

    title: ClassVar[str] = "Blobs"
    task: ClassVar[Task] = "classification"

    n: int = integer(
        200, low=10, high=10_000, scale="log", label="Points", help="How many points, all classes together"
    )
    noise: float = real(0.2, low=0.0, high=1.0, help="How far each cloud spreads, and so how much they overlap")
    classes: int = integer(2, low=2, high=6, help="How many clouds, one a class")

    def generate(self, rng: np.random.Generator) -> Dataset:
        y = np.arange(self.n) % self.classes
        # turned by 1/8, so that two classes lie on the diagonal and four in the quadrants
        angle = 2 * np.pi * (y / self.classes + 0.125)
        centres = 3.0 * np.column_stack([np.cos(angle), np.sin(angle)])
        X = centres + (0.2 + 4.0 * self.noise) * rng.standard_normal((self.n, 2))
        names = tuple(f"class {k}" for k in range(self.classes))
        return Dataset(X, y, self.task, ("x1", "x2"), "class", class_names=names, title=self.title)
