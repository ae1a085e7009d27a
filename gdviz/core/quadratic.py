"""A squared loss of a linear model is a parabola: keep its minimum and curvature, forget the rows."""

from __future__ import annotations

import numpy as np

from gdviz.core.operations import Array

MAX_CONDITION = 1e8  # beyond it rounding in A (theta - theta*) would show; the rows themselves are used then


class Quadratic:
    """L(theta) = L* + 1/2 |A (theta - theta*)|^2, gradient A^T A (theta - theta*).

    H = A^T A = (2 factor/n) Phi^T Phi, with A the triangle R of Phi = Q R times sqrt(2 factor/n), and theta* the
    least-squares solution: the same numbers as from the n rows, at a cost that no longer depends on n. A is no worse
    conditioned than Phi, where H is the square of that, and a sum of squares is never below the minimum by rounding.
    """

    def __init__(self, Phi: Array, y: Array, factor: float) -> None:
        self.minimum, _, _, singular = np.linalg.lstsq(Phi, y[:, 0], rcond=None)
        self.root: Array = np.sqrt(2 * factor / len(Phi)) * np.linalg.qr(Phi, mode="r")
        self.hessian = self.root.T @ self.root
        residual = Phi @ self.minimum - y[:, 0]
        self.lowest = factor * float(residual @ residual) / len(Phi)
        self.condition = float(np.square(singular[0] / singular[-1])) if len(singular) and singular[-1] > 0 else np.inf
        self._d = np.empty_like(self.minimum)
        self._r = np.empty(len(self.root))

    def value(self, theta: Array) -> float:
        np.subtract(theta, self.minimum, self._d)
        self.root.dot(self._d, self._r)
        return self.lowest + 0.5 * self._r.dot(self._r)  # type: ignore[no-any-return]

    def value_and_gradient(self, theta: Array, grad: Array) -> float:
        np.subtract(theta, self.minimum, self._d)
        self.root.dot(self._d, self._r)
        self._r.dot(self.root, grad)
        return self.lowest + 0.5 * self._r.dot(self._r)  # type: ignore[no-any-return]

    def values(self, thetas: Array) -> Array:
        """Return the losses (m,) of many parameter vectors (m, P) at once."""
        r = (thetas - self.minimum) @ self.root.T
        lowest_plus: Array = self.lowest + 0.5 * np.einsum("ij,ij->i", r, r)
        return lowest_plus
