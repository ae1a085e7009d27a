"""The nearest neighbours answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.hyperparameter import boolean, integer
from gdviz.core.models.base import MODELS
from gdviz.core.models.direct import DirectModel, log_shares
from gdviz.core.neighbours import Neighbours
from gdviz.core.operations import Array


@MODELS.register("k_nearest")
@dataclass
class KNearest(DirectModel):
    """f(x) = (1/k) sum y_i over the k training points nearest to x; P(class j | x) = the share of class j among them.

    Fix and Hodges 1951, Cover and Hart 1967. Distances are Euclidean, in the units of the inputs, or in standard
    deviations of each where `standardise` is on. Nothing is computed when it learns; each answer searches all points.

    Raises ValueError where k is more than there are training points.
    """

    k: int = integer(3, low=1, high=10_000, soft_low=1, soft_high=30, symbol="k", restarts=True,
                     label="Neighbours", help="How many of the nearest points answer: few follow every point, many "
                     "smooth it away")  # fmt: skip
    standardise: bool = boolean(
        False, restarts=True, label="Standardise x", help="Measure each input in its standard deviations"
    )

    title = "k nearest neighbours"
    order = 60
    formula = "mean of the k nearest"
    tasks = frozenset({"regression", "classification"})
    is_certain = True

    def learn(self, X: Array, y: Array) -> None:
        if self.k > len(X):
            raise ValueError(f"k must be at most the number of training points, {len(X)}; got {self.k}")
        self._scale = np.ones(self.n_inputs)
        if self.standardise:
            deviations = X.std(axis=0)
            self._scale = np.where(deviations > 0, deviations, 1.0)
        self._neighbours = Neighbours(X / self._scale)
        self._y = y

    def neighbours(self, X: Array) -> Array:
        """Return which training rows (m, k) answer for inputs X (m, d)."""
        return self._neighbours.nearest(np.asarray(X, np.float64) / self._scale, self.k)

    def score(self, X: Array) -> Array:
        self.check_solved()
        asked = self._y[self.neighbours(X)]
        if self.link == "identity":
            return np.asarray(asked.mean(axis=1, keepdims=True))
        counts = np.stack([(asked == label).sum(axis=1) for label in range(self.n_outputs)], axis=1)
        return log_shares(counts)

    def lines(self, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        equation = self.equation(names)
        return ((equation, ""),) if equation else (("P(i) = kᵢ / k", f"kᵢ of class i among k = {self.k}"),)

    def equation(self, names: tuple[str, ...] = ("x",)) -> str:
        if self.link != "identity":
            return ""
        terms = " + ".join(["y₁", "y₂", "y₃"][: self.k]) if self.k <= 3 else f"y₁ + … + y{_low(self.k)}"
        return f"f = {terms}" if self.k == 1 else f"f = ({terms}) / {self.k}"


def _low(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
