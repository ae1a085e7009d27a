"""Models that their data determine at once: nothing is descended."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np
from numpy.typing import DTypeLike

from gdviz.core.checks import array, whole
from gdviz.core.models.base import Model
from gdviz.core.operations import Array
from gdviz.core.parameters import Parameters
from gdviz.core.tape import ModelTape
from gdviz.core.targets import class_labels, numbers

ROWS_AT_ONCE = 1 << 16  # all places go down a tree of neighbours together


class DirectModel(Model):
    """After `build`, `solve` takes the training rows; from then on the model answers.

    What it learned as numbers lies in theta and may be changed by hand; `best` is what the data say. A model that keeps
    its rows instead, such as a table, has no parameters. For classes the scores are z_i = log P(class i | x), or that
    plus what is the same for all classes, so that softmax makes probabilities of them. NaN is: no answer.
    """

    is_direct = True
    one_score_a_class = True
    best: Array

    def build(
        self, n_inputs: int, n_outputs: int, task: str, *, X: Array | None = None, dtype: DTypeLike = np.float64
    ) -> None:
        self.n_inputs, n_outputs = self.checked(n_inputs, whole(n_outputs, "n_outputs", 0) or 1, task)
        if task == "classification" and n_outputs < 2:
            raise ValueError(f"{self.name} needs at least 2 classes; got {n_outputs}")
        self.link = "identity" if task == "regression" else "softmax"
        self.n_outputs = 1 if task == "regression" else n_outputs
        self.parameters = Parameters(self.parameter_shapes(), dtype)
        self.best = self.theta.copy()
        self._solved = False

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """Return names and shapes of the numbers that are learned; none for a model that keeps its rows."""
        return {}

    def solve(self, X: Array, y: Array) -> None:
        """Learn from inputs X (n, d) and numbers or class labels y (n,).

        Raises ValueError where X and y don't fit each other, are empty or not finite, or do not determine the model.
        """
        X, y = array(X, "X"), array(y, "y")
        if X.dtype.kind not in "biuf":
            raise TypeError(f"X must be numbers; got {X.dtype}")
        X = np.array(self.prepare(X), np.float64)  # as it will be asked for them: a table knows float32 by its digits
        if X.ndim != 2 or X.shape[1] != self.n_inputs:
            raise ValueError(f"X must be (n, {self.n_inputs}) for this model; got {X.shape}")
        if not len(X):
            raise ValueError("X must have at least one row; got none")
        if y.ndim < 1 or len(y) != len(X):
            raise ValueError(f"y must have one entry a row of X ({len(X)}); got {len(y) if y.ndim else y}")
        if not np.isfinite(X).all():
            raise ValueError("X must be finite; got NaN or infinity")
        if self.link == "identity":
            self.learn(X, numbers(y, 1, np.float64)[:, 0])
        else:
            self.learn(X, class_labels(y, self.n_outputs))
        self.best, self._solved = self.theta.copy(), True

    def check_solved(self) -> None:
        """Raise ValueError where a model that keeps its rows has none yet."""
        if not self._solved:
            raise ValueError(f"{self.name} must be solved before it answers: solve(X, y)")

    @abstractmethod
    def learn(self, X: Array, y: Array) -> None:
        """Set theta, or keep what answers need: X (n, d) float64, y (n,) numbers or labels, checked and not shared."""

    @abstractmethod
    def score(self, X: Array) -> Array:
        """Return z (m, k) of inputs X (m, d), float64."""

    def lines(self, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Return what the model computes, each formula with its numbers; `names` are those of the inputs."""
        equation = self.equation(names)
        return ((equation, ""),) if equation else ()

    def initialize(self, rng: np.random.Generator) -> None:
        """Set theta to what the data say: there is no other start."""
        self.theta[...] = self.best

    def tape(self, rows: Array, training: bool = False) -> ModelTape:
        z = np.empty((len(rows), self.n_outputs), self.theta.dtype)
        return ModelTape(rows, z, np.empty_like(z), [(self._score_into, (rows, z))], [])

    @property
    def rows_at_once(self) -> int:
        return ROWS_AT_ONCE

    def _score_into(self, rows: Array, z: Array) -> None:
        z[...] = self.score(np.asarray(rows, np.float64))


def log_shares(counts: Array) -> Array:
    """Return log(counts / their sum) (m, k): minus infinity for a count of 0, NaN where all are 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shares: Array = np.log(counts / counts.sum(axis=1, keepdims=True))
    return shares
