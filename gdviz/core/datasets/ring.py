"""A disc within a ring: no straight line parts them, but the distance from the middle does."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdviz.core.datasets.base import DATASETS, Dataset, Generator, Task
from gdviz.core.hyperparameter import integer, real

EDGE = 6.0  # the ring keeps within [-6, 6]


@DATASETS.register("ring")
@dataclass(frozen=True)
class Ring(Generator):
    """Class 0 fills the disc r <= 2.5, class 1 the ring 3.5 <= r <= 5.5, evenly by area; then r gets normal noise.

    The noise has deviation 3.2 noise; radii below 0 and beyond 6 are folded back. At the default noise a logistic model
    of x1 and x2 gets about half of the points right, one of r = sqrt(x1^2 + x2^2) about 96 %.
    """

    title: ClassVar[str] = "Ring"
    task: ClassVar[Task] = "classification"

    n: int = integer(
        500, low=10, high=10_000, scale="log", label="Points", help="How many points, all classes together"
    )
    noise: float = real(
        0.2,
        low=0.0,
        high=1.0,
        help="How far the points are moved from the disc and the ring; 0 leaves a gap between them",
    )

    def generate(self, rng: np.random.Generator) -> Dataset:
        y = np.arange(self.n) % 2
        inner = np.where(y == 0, 0.0, 3.5)
        outer = np.where(y == 0, 2.5, 5.5)
        r = np.sqrt(rng.uniform(inner**2, outer**2)) + 3.2 * self.noise * rng.standard_normal(self.n)
        r = np.abs((r + EDGE) % (2 * EDGE) - EDGE)
        angle = rng.uniform(0.0, 2 * np.pi, self.n)
        X = np.column_stack([r * np.cos(angle), r * np.sin(angle)])
        return Dataset(X, y, self.task, ("x1", "x2"), "class", class_names=("class 0", "class 1"), title=self.title)
