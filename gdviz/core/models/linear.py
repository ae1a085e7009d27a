"""Models that are linear in their parameters, whatever they are in x: z = Phi(x) C."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import DTypeLike

from gdviz.core.models.base import Model
from gdviz.core.operations import Array, product
from gdviz.core.parameters import Parameters
from gdviz.core.tape import ModelTape


class LinearModel(Model):
    """z = Phi C with the design matrix Phi (n, m) of the inputs and coefficients C (m, k), theta row by row.

    dL/dC = Phi^T dz.
    """

    is_one_layer: ClassVar[bool] = False  # whether Phi are the inputs and a one: a dense layer without a hidden one

    @abstractmethod
    def design(self, X: Array) -> Array:
        """Return Phi (n, m) for inputs X (n, d)."""

    @abstractmethod
    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """Return names and shapes whose numbers, in order, are the rows of C."""

    def output_link(self, task: str) -> str:
        return "identity"

    def fit_inputs(self, X: Array | None) -> None:
        """Take what the model needs to know of the training inputs before the first step."""

    def build(
        self, n_inputs: int, n_outputs: int, task: str, *, X: Array | None = None, dtype: DTypeLike = np.float64
    ) -> None:
        self.n_inputs, n_outputs = self.checked(n_inputs, n_outputs, task)
        self.link = self.output_link(task)
        self.n_outputs = n_outputs if self.link == "softmax" else 1
        self.fit_inputs(X)
        self.parameters = Parameters(self.parameter_shapes(), dtype)

    def initialize(self, rng: np.random.Generator) -> None:
        self.theta[...] = rng.normal(0.0, 1.0, self.theta.shape)

    def prepare(self, X: Array) -> Array:
        return np.ascontiguousarray(self.design(np.asarray(X, np.float64)), dtype=self.theta.dtype)

    def tape(self, rows: Array, training: bool = False) -> ModelTape:
        k = self.n_outputs
        C = self.theta.reshape(-1, k)
        dC = self.parameters.grad.reshape(-1, k)
        z = np.empty((len(rows), k), self.theta.dtype)
        dz = np.empty_like(z)
        return ModelTape(rows, z, dz, [product(rows, C, z)], [product(rows.T, dz, dC)])


def with_ones(X: Array) -> Array:
    """Return X with a last column of ones, whose coefficient is the bias b."""
    return np.hstack([X, np.ones((len(X), 1))])


def weight_names(n_inputs: int) -> list[str]:
    """Return ["w"] for one input, else ["w1", "w2", ...]."""
    return ["w"] if n_inputs == 1 else [f"w{i + 1}" for i in range(n_inputs)]
