"""Decision by look-up table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.hyperparameter import integer
from gdviz.core.models.base import MODELS
from gdviz.core.models.direct import DirectModel, log_shares
from gdviz.core.operations import Array


@MODELS.register("look_up")
@dataclass
class LookUp(DirectModel):
    """f(x) = the mean of y over the training points of the same entry; P(class j | x) = the share of class j in it.

    An entry is one exact value of x, or, with `intervals`, a box: each input from its least to its greatest training
    value cut into so many intervals of one width, closed on the left, the last one on both sides. Where the table has
    no entry the answer is NaN: it has seen nothing there.
    """

    intervals: int = integer(0, low=0, high=1000, soft_high=30, restarts=True, help="How many intervals each input is "
                             "cut into, an entry for each; 0: an entry for each exact value")  # fmt: skip

    title = "Look-up table"
    order = 58
    formula = "mean of the same entry"
    tasks = frozenset({"regression", "classification"})
    is_certain = True

    def learn(self, X: Array, y: Array) -> None:
        self._low, self._width = X.min(axis=0), np.ptp(X, axis=0) / max(1, self.intervals)
        keys, inverse = np.unique(self._keys(X), axis=0, return_inverse=True)
        inverse = inverse.reshape(-1)
        self._place = {key.tobytes(): place for place, key in enumerate(keys)}
        self.keys = keys  # (entries, d): values, or numbers of intervals from 0 on
        if self.link == "identity":
            counts = np.bincount(inverse, minlength=len(keys))
            self.table: Array = (np.bincount(inverse, y, minlength=len(keys)) / counts)[:, None]
        else:
            self.counts = np.zeros((len(keys), self.n_outputs))  # of each class
            np.add.at(self.counts, (inverse, y), 1)
            self.table = log_shares(self.counts)

    def edges(self, column: int = 0) -> Array:
        """Return the borders of the intervals of an input (intervals + 1,); without any, the ends of its values."""
        edges: Array = self._low[column] + self._width[column] * np.arange(max(1, self.intervals) + 1)
        return edges

    def lines(self, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        held = f"n points of the same x: {len(self.table)} entries"
        if self.intervals:
            held = f"{len(self.table)} of {self.intervals**self.n_inputs} intervals have points"
        return (("f(x) = Σ yᵢ / n" if self.link == "identity" else "P(i) = nᵢ / n", held),)

    def score(self, X: Array) -> Array:
        self.check_solved()
        missing = len(self.table)
        places = [self._place.get(key.tobytes(), missing) for key in self._keys(X)]
        table = np.vstack([self.table, np.full((1, self.n_outputs), np.nan)])
        return np.asarray(table[places]).reshape(len(X), self.n_outputs)

    def _keys(self, X: Array) -> Array:
        """Return what an entry is found by (m, d)."""
        if not self.intervals:
            return X + 0.0  # −0 is 0
        width = np.where(self._width > 0, self._width, 1.0)
        cells = np.floor((X - self._low) / width)
        greatest = np.isclose(X, self._low + self._width * self.intervals, rtol=1e-12, atol=0)
        cells = np.where(greatest & (cells >= self.intervals), self.intervals - 1, cells)
        cells = np.where(self._width > 0, cells, np.where(self._low == X, 0.0, -1.0))
        return cells + 0.0
