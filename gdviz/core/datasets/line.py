"""Points scattered about a straight line."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdviz.core.datasets.base import DATASETS, Dataset, Generator, Task
from gdviz.core.hyperparameter import integer, real


@DATASETS.register("line")
@dataclass(frozen=True)
class Line(Generator):
    """y = slope x + intercept + e, x uniform in [low, high], e normal with deviation 0.4 noise (high - low).

    Noise 0.2 over [-5, 5] gives a deviation of 0.8. Over [0, 1] the mean squares are those of the course that the
    lessons on gradient descent come from: half the mean squared error then bears learning rates up to about 1.6.
    Raises ValueError if low is not below high.
    """

    title: ClassVar[str] = "Line"
    task: ClassVar[Task] = "regression"

    n: int = integer(
        100, low=10, high=100_000, soft_high=10_000, scale="log", label="Points", help="How many points are drawn"
    )
    noise: float = real(
        0.2, low=0.0, high=1.0, help="How far the points lie above or below the line; 0 puts them on it"
    )
    slope: float = real(
        1.0, low=-100.0, high=100.0, symbol="w", help="The slope of the line that the points are drawn about"
    )
    intercept: float = real(0.0, low=-100.0, high=100.0, symbol="b", help="The height of that line at x = 0")
    low: float = real(-5.0, low=-1000.0, high=1000.0, label="x from", help="Where the points begin on the x axis")
    high: float = real(5.0, low=-1000.0, high=1000.0, label="x to", help="Where the points end on the x axis")

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.low < self.high:
            raise ValueError(f"low must be below high = {self.high:g}; got {self.low:g}")

    def generate(self, rng: np.random.Generator) -> Dataset:
        x = rng.uniform(self.low, self.high, self.n)
        deviation = 0.4 * self.noise * (self.high - self.low)
        y = self.slope * x + self.intercept + deviation * rng.standard_normal(self.n)
        return Dataset(x[:, None], y, self.task, title=self.title)
