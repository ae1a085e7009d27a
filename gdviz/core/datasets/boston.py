"""House prices in the towns about Boston."""

from dataclasses import dataclass
from typing import ClassVar

from gdviz.core.datasets.base import DATASETS, Dataset, Task
from gdviz.core.datasets.carried import CarriedFile, carried_table
from gdviz.core.grouped import grouped
from gdviz.core.hyperparameter import choice, names_in, several

UNITS = {
    "CRIM": "crimes per person",
    "ZN": "% of land",
    "INDUS": "% of land",
    "CHAS": "",
    "NOX": "parts per 10 million",
    "RM": "rooms",
    "AGE": "%",
    "DIS": "",
    "RAD": "",
    "TAX": f"dollars per {grouped(10_000)}",
    "PTRATIO": "pupils per teacher",
    "B": "",
    "LSTAT": "%",
    "MEDV": "thousand dollars",
}
COLUMNS = tuple(UNITS)
NOTE = (
    "Boston housing, 1978. Its column B was computed from the share of Black residents of a town; scikit-learn dropped "
    "the data set over it."
)


@DATASETS.register("boston")
@dataclass(frozen=True)
class Boston(CarriedFile):
    """506 towns, 14 columns (Harrison and Rubinfeld 1978): the target from one column, or from several.

    `columns`, such as "RM, LSTAT", takes the place of `x` where it is not empty.
    Raises ValueError for an unknown column, or one that is chosen twice.
    """

    title: ClassVar[str] = "Boston housing"
    task: ClassVar[Task] = "regression"

    x: str = choice("RM", COLUMNS, label="Column x", help="What is predicted from, on the x axis")
    target: str = choice("MEDV", COLUMNS, label="Column y", help="What is predicted, on the y axis")
    columns: str = several(
        "", COLUMNS, label="Several x", help="Predict from these columns together, in place of the one above"
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        chosen = self.chosen
        if len({*chosen, self.target}) != len(chosen) + 1:
            raise ValueError(f"columns must differ from each other; got {', '.join(chosen)} and target {self.target}")

    @property
    def chosen(self) -> tuple[str, ...]:
        """The names of the input columns in order."""
        return names_in(self.columns) or (self.x,)

    def load(self) -> Dataset:
        return (
            carried_table("boston_housing")
            .to_dataset(self.chosen, self.target, "regression")
            .replace(
                feature_units=tuple(UNITS[name] for name in self.chosen),
                target_unit=UNITS[self.target],
                title=self.title,
                note=NOTE,
            )
        )
