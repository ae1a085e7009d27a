"""The tables that come with the app."""

from __future__ import annotations

from abc import abstractmethod
from functools import cache

import numpy as np
from numpy.typing import NDArray

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


class CarriedLaw(CarriedFile):
    """A file whose rows keep to a law, so that there can be more of them: inputs uniform in [0, 1), the target exact.

    The file's own rows come first; `n` says how many there are with those that are drawn. With as many as the file has,
    the random generator is not used.
    """

    n: int

    @abstractmethod
    def law(self, X: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the targets (n,) of inputs X (n, d)."""

    def generate(self, rng: np.random.Generator) -> Dataset:
        file = self.load()
        more = rng.uniform(size=(self.n - file.n, file.n_features))
        if not len(more):
            return file
        return file.with_rows(np.concatenate([file.X, more]), np.concatenate([file.y, self.law(more)]))
