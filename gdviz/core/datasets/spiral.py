"""Spiral arms wound about each other."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdviz.core.datasets.base import DATASETS, Dataset, Generator, Task
from gdviz.core.hyperparameter import integer, real


@DATASETS.register("spiral")
@dataclass(frozen=True)
class Spiral(Generator):
    """Arm k: r = 5 t at the angle 2 pi (turns t + k / arms), t in [0.05, 1]; normal noise of deviation 1.5 noise.

    t is the square root of a uniform number, so that points lie about evenly along an arm.
    """

    title: ClassVar[str] = "Spiral"
    task: ClassVar[Task] = "classification"

    n: int = integer(
        400, low=10, high=10_000, scale="log", label="Points", help="How many points, all classes together"
    )
    noise: float = real(0.1, low=0.0, high=1.0, help="How far the points lie beside their arm; 0 puts them on it")
    arms: int = integer(2, low=2, high=3, help="How many arms, one a class")
    turns: float = real(1.5, low=0.25, high=3.0, help="How often each arm winds about the middle")

    def generate(self, rng: np.random.Generator) -> Dataset:
        y = np.arange(self.n) % self.arms
        t = np.sqrt(rng.uniform(0.05**2, 1.0, self.n))
        angle = 2 * np.pi * (self.turns * t + y / self.arms)
        arm = 5.0 * t[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
        X = arm + 1.5 * self.noise * rng.standard_normal((self.n, 2))
        names = tuple(f"class {k}" for k in range(self.arms))
        return Dataset(X, y, self.task, ("x1", "x2"), "class", class_names=names, title=self.title)
