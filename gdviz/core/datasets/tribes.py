"""Tribes told apart by their height, and a little by their weight."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdviz.core.datasets.base import DATASETS, Dataset, Generator, Task
from gdviz.core.hyperparameter import boolean, integer, real

MEAN_HEIGHTS = np.array([160.0, 174.0, 188.0])
MEAN_WEIGHTS = np.array([56.0, 70.0, 86.0])


@DATASETS.register("tribes")
@dataclass(frozen=True)
class Tribes(Generator):
    """Invented people: height in cm normal about the tribe's mean, weight in kg following the height.

    height = mean_k + (4 + 10 noise) e1        weight = mean'_k + 0.7 (height - mean_k) + (3 + 5 noise) e2
    with means (160, 174, 188) cm and (56, 70, 86) kg and e1, e2 standard normal: neighbours overlap even without noise.
    """

    title: ClassVar[str] = "Tribes"
    task: ClassVar[Task] = "classification"

    n: int = integer(200, low=10, high=10_000, scale="log", label="People", help="How many people, all tribes together")
    noise: float = real(
        0.2, low=0.0, high=1.0, help="How far people differ within their tribe, and so how much the tribes overlap"
    )
    tribes: int = integer(2, low=2, high=3, help="How many tribes, one a class")
    weight: bool = boolean(True, label="Weight too", help="Off: their height is all that is known")

    def generate(self, rng: np.random.Generator) -> Dataset:
        y = np.arange(self.n) % self.tribes
        off = (4.0 + 10.0 * self.noise) * rng.standard_normal(self.n)
        weight = MEAN_WEIGHTS[y] + 0.7 * off + (3.0 + 5.0 * self.noise) * rng.standard_normal(self.n)
        columns = 2 if self.weight else 1
        return Dataset(
            np.column_stack([MEAN_HEIGHTS[y] + off, weight])[:, :columns],
            y,
            self.task,
            feature_names=("height", "weight")[:columns],
            target_name="tribe",
            feature_units=("cm", "kg")[:columns],
            class_names=("tribe A", "tribe B", "tribe C")[: self.tribes],
            title=self.title,
            note="Invented people, not measured ones.",
        )
