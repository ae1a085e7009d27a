"""A polynomial: a curve in x, a plane in its coefficients."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np

from gdviz.core.hyperparameter import boolean, integer
from gdviz.core.models.base import MODELS, sum_of_terms
from gdviz.core.models.linear import LinearModel
from gdviz.core.operations import Array

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@MODELS.register("polynomial")
@dataclass
class Polynomial(LinearModel):
    """f(x) = w0 + w1 u + w2 u^2 + ... + wp u^p with u = x, or u = (x - mean) / sd where `standardise` is on.

    mean and sd are those of the training inputs when the model was built and stay fixed, so that a point added while
    it trains moves the loss surface and not the meaning of the parameters.
    """

    degree: int = integer(3, low=1, high=15, restarts=True, help="The highest power of x: the more, the wigglier")
    standardise: bool = boolean(
        False, restarts=True, label="Standardise x", help="Train on (x − mean) / sd: rounder valleys, larger steps"
    )

    title = "Polynomial"
    order = 30
    formula = "w₀ + w₁x + … + wₚxᵖ"
    tasks = frozenset({"regression"})

    mean = 0.0
    sd = 1.0

    def fit_inputs(self, X: Array | None) -> None:
        if self.standardise and X is not None and len(X):
            self.mean = float(np.mean(X))
            self.sd = float(np.std(X)) or 1.0

    def design(self, X: Array) -> Array:
        return np.vander((X[:, 0] - self.mean) / self.sd, self.degree + 1, increasing=True)

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        if self.n_inputs != 1:
            raise ValueError(f"polynomial takes one input column; got {self.n_inputs}")
        return {f"w{power}": (1,) for power in range(self.degree + 1)}

    @property
    def penalized(self) -> Array:
        mask = np.ones_like(self.theta)
        mask[0] = 0.0  # w0 is the bias
        return mask

    def coefficients(self) -> Array:
        """Return the coefficients (p + 1,) in the user's x: sum_k w_k ((x - mean)/sd)^k multiplied out."""
        result = np.zeros(self.degree + 1)
        for k, w in enumerate(self.theta):
            for j in range(k + 1):
                result[j] += w * comb(k, j) * (-self.mean) ** (k - j) / self.sd**k
        return result

    def equation(self, names: tuple[str, ...] = ("x",)) -> str:
        powers = ["", names[0]] + [names[0] + str(p).translate(_SUPERSCRIPTS) for p in range(2, self.degree + 1)]
        return f"f({names[0]}) = {sum_of_terms(list(zip(self.coefficients().tolist(), powers, strict=True)))}"
