"""Nine inputs, and a target that is exactly linear in them."""

from dataclasses import dataclass
from typing import ClassVar

from gdviz.core.datasets.base import DATASETS, Dataset, Task
from gdviz.core.datasets.carried import CarriedFile, carried_table


@DATASETS.register("nine_features")
@dataclass(frozen=True)
class NineFeatures(CarriedFile):
    """40 rows, y = 0 x1 + 1 x2 + ... + 8 x9 + 9."""

    title: ClassVar[str] = "Nine features"
    task: ClassVar[Task] = "regression"

    def load(self) -> Dataset:
        columns = [f"x{j}" for j in range(1, 10)]
        return carried_table("nine_features").to_dataset(columns, "y").replace(title=self.title)
