"""Moore's law: how many transistors a chip had in its year."""

from dataclasses import dataclass
from typing import ClassVar

from gdviz.core.datasets.base import DATASETS, Dataset, Task
from gdviz.core.datasets.carried import CarriedFile, carried_table
from gdviz.core.hyperparameter import choice


@DATASETS.register("transistors")
@dataclass(frozen=True)
class Transistors(CarriedFile):
    """Year and thousands of transistors of 20 chips, 1971 to 2022; `years` may keep the six of the talk, up to 1985."""

    title: ClassVar[str] = "Transistors"
    task: ClassVar[Task] = "regression"

    years: str = choice(
        "1971-2022",
        ("1971-2022", "1971-1985"),
        help="All chips, or only the early ones, whose line can be asked about the later",
    )

    def load(self) -> Dataset:
        data = carried_table("transistors").to_dataset(["year"], "thousand_transistors")
        if self.years == "1971-1985":
            data = data.take(data.X[:, 0] <= 1985)
        return data.replace(target_name="transistors", target_unit="thousand", title=self.title)
