"""L1 and L2: a price on large weights."""

from __future__ import annotations

import copy

import numpy as np

from gdviz.core.checks import at_least_0
from gdviz.core.operations import Array


class Penalty:
    """R(theta) = l1 sum |w| + l2 sum w^2 over the weights that `penalized` (P,) marks with 1 (as Keras: no 1/2).

    Gradient l1 sign(w) + 2 l2 w, with sign(0) = 0. With `plus`, each weight may have a price of its own on top.

    Raises ValueError if a strength is negative or not finite, TypeError if it is no number.
    """

    def __init__(self, l1: float, l2: float, penalized: Array) -> None:
        for name, strength in (("l1", l1), ("l2", l2)):
            at_least_0(strength, name)
        self.penalized = penalized
        self._price(l1 * penalized, l2 * penalized)

    def _price(self, l1: Array, l2: Array) -> None:
        self._l1, self._l2 = l1, l2  # of each parameter (P,)
        self._has_l1, self._has_l2 = bool(l1.any()), bool(l2.any())
        self._scratch = np.empty_like(l1)

    def plus(self, l1: Array, l2: Array) -> Penalty:
        """Return this penalty with sum l1_i |theta_i| + l2_i theta_i^2 (P,) added."""
        penalty = copy.copy(self)
        penalty._price(self._l1 + l1, self._l2 + l2)
        return penalty

    def part(self, mask: Array) -> Penalty:
        """Return the penalty of the parameters that `mask` (P,) names alone."""
        penalty = copy.copy(self)
        penalty.penalized = self.penalized[mask]
        penalty._price(self._l1[mask], self._l2[mask])
        return penalty

    @property
    def highest_l1(self) -> float:
        """Return the highest L1 price of any parameter: where it is not 0, the penalty is no parabola."""
        return float(self._l1.max(initial=0.0))

    def value(self, theta: Array) -> float:
        total, scratch = 0.0, self._scratch
        if self._has_l1:
            np.abs(theta, scratch)
            total += float(scratch.dot(self._l1))
        if self._has_l2:
            np.multiply(theta, theta, scratch)
            total += float(scratch.dot(self._l2))
        return total

    def values(self, thetas: Array) -> Array:
        penalties: Array = np.abs(thetas) @ self._l1 + np.square(thetas) @ self._l2
        return penalties

    def add_gradient(self, theta: Array, grad: Array) -> float:
        """Add dR/dtheta to `grad` in place; return R. Nothing is allocated."""
        total, scratch = 0.0, self._scratch
        if self._has_l1:
            np.sign(theta, scratch)
            scratch *= self._l1
            grad += scratch
            total += float(scratch.dot(theta))
        if self._has_l2:
            np.multiply(theta, self._l2, scratch)
            total += float(scratch.dot(theta))
            scratch *= 2
            grad += scratch
        return total

    def curvature(self) -> Array:
        """Return d2R/dtheta2 (P,), the diagonal."""
        return 2 * self._l2
