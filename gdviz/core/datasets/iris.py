"""Three species of iris, told apart by two measures of their flowers."""

from dataclasses import dataclass
from typing import ClassVar

from gdviz.core.datasets.base import DATASETS, Dataset, Task
from gdviz.core.datasets.carried import CarriedFile, carried_table
from gdviz.core.hyperparameter import choice

COLUMNS = ("sepal_length", "sepal_width", "petal_length", "petal_width")


@DATASETS.register("iris")
@dataclass(frozen=True)
class Iris(CarriedFile):
    """150 flowers in cm (Fisher 1936); raises ValueError if both columns are the same."""

    title: ClassVar[str] = "Iris"
    task: ClassVar[Task] = "classification"

    x1: str = choice("petal_length", COLUMNS, label="x₁", help="Which measure of the flowers lies on the first axis")
    x2: str = choice("petal_width", COLUMNS, label="x₂", help="Which measure of the flowers lies on the second axis")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.x1 == self.x2:
            raise ValueError(f"x2 must be another column than x1; both are {self.x1}")

    def load(self) -> Dataset:
        data = carried_table("iris").to_dataset([self.x1, self.x2], "species")
        names = tuple(name.replace("_", " ") for name in data.feature_names)
        return data.replace(feature_names=names, feature_units=("cm", "cm"), title=self.title)
