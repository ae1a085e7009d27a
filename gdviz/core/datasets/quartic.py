"""Points exactly on a curve of degree four."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from gdviz.core.datasets.base import DATASETS, Dataset, Task
from gdviz.core.datasets.carried import CarriedLaw, carried_table
from gdviz.core.hyperparameter import integer


@DATASETS.register("quartic")
@dataclass(frozen=True)
class Quartic(CarriedLaw):
    """100 rows, y = x + 2 x^2 + 3 x^3 + 4 x^4, and as many more of the kind as are wanted."""

    title: ClassVar[str] = "Quartic"
    task: ClassVar[Task] = "regression"

    n: int = integer(100, low=100, high=100_000, scale="log", label="Rows", help="Beyond the file's 100, drawn alike")

    def load(self) -> Dataset:
        return carried_table("quartic").to_dataset(["x"], "y").replace(title=self.title)

    def law(self, X: NDArray[np.float64]) -> NDArray[np.float64]:
        x = X[:, 0]
        return x + 2 * x**2 + 3 * x**3 + 4 * x**4
