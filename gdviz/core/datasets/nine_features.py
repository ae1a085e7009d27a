"""Nine inputs, and a target that is exactly linear in them."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from gdviz.core.datasets.base import DATASETS, Dataset, Task
from gdviz.core.datasets.carried import CarriedLaw, carried_table
from gdviz.core.hyperparameter import integer


@DATASETS.register("nine_features")
@dataclass(frozen=True)
class NineFeatures(CarriedLaw):
    """40 rows, y = 0 x1 + 1 x2 + ... + 8 x9 + 9, and as many more of the kind as are wanted."""

    title: ClassVar[str] = "Nine features"
    task: ClassVar[Task] = "regression"

    n: int = integer(40, low=40, high=100_000, scale="log", label="Rows", help="Beyond the file's 40, drawn alike")

    def load(self) -> Dataset:
        columns = [f"x{j}" for j in range(1, 10)]
        return carried_table("nine_features").to_dataset(columns, "y").replace(title=self.title)

    def law(self, X: NDArray[np.float64]) -> NDArray[np.float64]:
        return X @ np.arange(9.0) + 9.0
