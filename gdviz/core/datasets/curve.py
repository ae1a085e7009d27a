"""Points scattered about a smooth wave."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdviz.core.datasets.base import DATASETS, Dataset, Generator, Task
from gdviz.core.hyperparameter import integer, real


@DATASETS.register("curve")
@dataclass(frozen=True)
class Curve(Generator):
    """y = 2 sin(x) + 0.3 x + e, x uniform in [-5, 5], e normal with deviation 1.5 noise."""

    title: ClassVar[str] = "Curve"
    task: ClassVar[Task] = "regression"

    n: int = integer(100, low=10, high=10_000, scale="log", label="Points", help="How many points are drawn")
    noise: float = real(
        0.2, low=0.0, high=1.0, help="How far the points lie above or below the wave; 0 puts them on it"
    )

    def generate(self, rng: np.random.Generator) -> Dataset:
        x = rng.uniform(-5.0, 5.0, self.n)
        y = 2.0 * np.sin(x) + 0.3 * x + 1.5 * self.noise * rng.standard_normal(self.n)
        return Dataset(x[:, None], y, self.task, title=self.title)
