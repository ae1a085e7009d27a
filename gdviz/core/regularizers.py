"""L1 and L2: a price on large weights."""

from __future__ import annotations

import copy

import numpy as np

from gdviz.core.operations import Array


class Penalty:
    """R(theta) = l1 sum |w| + l2 sum w^2 over the weights that `penalized` (P,) marks with 1 (as Keras: no 1/2).

    Gradient l1 sign(w) + 2 l2 w, with sign(0) = 0. With `plus`, each weight may have a price of its own on top.

    Raises ValueError if a strength is negative or not finite.
    """

    def __init__(self, l1: float, l2: float, penalized: Array) -> None:
        for name, strength in (("l1", l1), ("l2", l2)):
            if not 0 <= strength < np.inf:
                raise ValueError(f"{name} must be at least 0; got {strength}")
        self.l1, self.l2, self.penalized = l1, l2, penalized
        self.own: tuple[Array, Array] | None = None

    def plus(self, l1: Array, l2: Array) -> Penalty:
        """Return this penalty with sum l1_i |theta_i| + l2_i theta_i^2 (P,) added."""
        penalty = copy.copy(self)
        penalty.own = (l1, l2)
        return penalty

    def part(self, mask: Array) -> Penalty:
        """Return the penalty of the parameters that `mask` (P,) names alone."""
        penalty = Penalty(self.l1, self.l2, self.penalized[mask])
        return penalty if self.own is None else penalty.plus(self.own[0][mask], self.own[1][mask])

    def value(self, theta: Array) -> float:
        w = theta * self.penalized
        value = self.l1 * float(np.abs(w).sum()) + self.l2 * float(w @ w)
        return value if self.own is None else value + float(self._own_values(theta))

    def values(self, thetas: Array) -> Array:
        W = thetas * self.penalized
        penalties: Array = self.l1 * np.abs(W).sum(axis=1) + self.l2 * (W * W).sum(axis=1)
        return penalties if self.own is None else penalties + self._own_values(thetas)

    def add_gradient(self, theta: Array, grad: Array) -> float:
        """Add dR/dtheta to `grad` in place; return R."""
        w = theta * self.penalized
        grad += self.l1 * np.sign(w) + 2 * self.l2 * w
        value = self.l1 * float(np.abs(w).sum()) + self.l2 * float(w @ w)
        if self.own is None:
            return value
        l1, l2 = self.own
        grad += l1 * np.sign(theta) + 2 * l2 * theta
        return value + float(self._own_values(theta))

    def curvature(self) -> Array:
        """Return d2R/dtheta2 (P,), the diagonal."""
        shared = 2 * self.l2 * self.penalized
        return shared if self.own is None else shared + 2 * self.own[1]

    def _own_values(self, thetas: Array) -> Array:
        assert self.own is not None
        l1, l2 = self.own
        penalties: Array = np.abs(thetas) @ l1 + (thetas * thetas) @ l2
        return penalties
