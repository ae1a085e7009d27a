"""Two half moons, one reaching into the other."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdviz.core.datasets.base import DATASETS, Dataset, Generator, Task
from gdviz.core.hyperparameter import integer, real


@DATASETS.register("two_moons")
@dataclass(frozen=True)
class TwoMoons(Generator):
    """Half circles of radius 3, the lower one moved by (3, 1.5), both centred; normal noise of deviation 3 noise.

    The noise is relative to the radius, as in scikit-learn's make_moons.
    """

    title: ClassVar[str] = "Two moons"
    task: ClassVar[Task] = "classification"

    n: int = integer(
        200, low=10, high=10_000, scale="log", label="Points", help="How many points, all classes together"
    )
    noise: float = real(
        0.1, low=0.0, high=1.0, help="How far the points lie beside their half circle; 0 puts them on it"
    )

    def generate(self, rng: np.random.Generator) -> Dataset:
        y = np.arange(self.n) % 2
        angle = rng.uniform(0.0, np.pi, self.n)
        upper = np.column_stack([np.cos(angle), np.sin(angle)])
        moons = np.where(y[:, None] == 0, upper, np.array([1.0, 0.5]) - upper)
        X = 3.0 * (moons - np.array([0.5, 0.25]) + self.noise * rng.standard_normal((self.n, 2)))
        return Dataset(X, y, self.task, ("x1", "x2"), "class", class_names=("class 0", "class 1"), title=self.title)
