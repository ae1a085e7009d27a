"""Points exactly on a curve of degree four."""

from dataclasses import dataclass
from typing import ClassVar

from gdviz.core.datasets.base import DATASETS, Dataset, Task
from gdviz.core.datasets.carried import CarriedFile, carried_table


@DATASETS.register("quartic")
@dataclass(frozen=True)
class Quartic(CarriedFile):
    """100 rows, y = x + 2 x^2 + 3 x^3 + 4 x^4."""

    title: ClassVar[str] = "Quartic"
    task: ClassVar[Task] = "regression"

    def load(self) -> Dataset:
        return carried_table("quartic").to_dataset(["x"], "y").replace(title=self.title)
