"""A squared loss of a linear model is a parabola: keep its minimum and curvature, forget the rows."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from gdviz.core.operations import Array

MAX_CONDITION = 1e8  # beyond it rounding in H (theta - theta*) would show; the rows themselves are used then


class Quadratic:
    """L(theta) = L* + 1/2 (theta - theta*)^T H (theta - theta*), gradient H (theta - theta*).

    H = (2 factor/n) Phi^T Phi and theta* the least-squares solution: the same numbers as from the n rows, at a cost
    that no longer depends on n, and never below the minimum by rounding.
    """

    def __init__(self, Phi: Array, y: Array, factor: float) -> None:
        self.minimum, _, _, singular = np.linalg.lstsq(Phi, y[:, 0], rcond=None)
        self.hessian = 2 * factor / len(Phi) * (Phi.T @ Phi)
        residual = Phi @ self.minimum - y[:, 0]
        self.lowest = factor * float(residual @ residual) / len(Phi)
        self.condition = float(np.square(singular[0] / singular[-1])) if len(singular) and singular[-1] > 0 else np.inf
        self._d = np.empty_like(self.minimum)
        self._g = np.empty_like(self.minimum)

    @cached_property
    def root(self) -> Array:
        """Return A (P, P) with H = A^T A: the loss above its minimum is 1/2 |A (theta - theta*)|^2."""
        eigenvalues, vectors = np.linalg.eigh(self.hessian)
        root: Array = np.sqrt(np.maximum(eigenvalues, 0.0))[:, None] * vectors.T
        return root

    def value(self, theta: Array) -> float:
        np.subtract(theta, self.minimum, self._d)
        np.dot(self.hessian, self._d, self._g)
        return self.lowest + 0.5 * self._d.dot(self._g)  # type: ignore[no-any-return]

    def value_and_gradient(self, theta: Array, grad: Array) -> float:
        np.subtract(theta, self.minimum, self._d)
        np.dot(self.hessian, self._d, grad)
        return self.lowest + 0.5 * self._d.dot(grad)  # type: ignore[no-any-return]

    def values(self, thetas: Array) -> Array:
        """Return the losses (m,) of many parameter vectors (m, P) at once."""
        d = thetas - self.minimum
        lowest_plus: Array = self.lowest + 0.5 * np.einsum("ij,ij->i", d @ self.hessian, d)
        return lowest_plus
