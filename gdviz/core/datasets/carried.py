"""The tables that come with the app."""

from __future__ import annotations

from abc import abstractmethod
from functools import cache

import numpy as np

from gdviz.core.datasets.base import Dataset, Generator
from gdviz.core.datasets.csv_table import Table, read_table
from gdviz.resources import resource_path


@cache
def carried_table(name: str) -> Table:
    """Return `resources/data/NAME.csv`, read once."""
    return read_table(resource_path("data", f"{name}.csv"), separator=",", header=True, decimal=".", encoding="utf-8")


class CarriedFile(Generator):
    """A data set whose rows are given: the random generator is not used."""

    from_file = True

    def generate(self, rng: np.random.Generator) -> Dataset:
        return self.load()

    @abstractmethod
    def load(self) -> Dataset:
        """Return the rows."""
