"""L1 and L2: a price on large weights."""

from __future__ import annotations

import numpy as np

from gdviz.core.operations import Array


class Penalty:
    """R(theta) = l1 sum |w| + l2 sum w^2 over the weights that `penalized` (P,) marks with 1 (as Keras: no 1/2).

    Gradient l1 sign(w) + 2 l2 w, with sign(0) = 0.

    Raises ValueError if a strength is negative or not finite.
    """

    def __init__(self, l1: float, l2: float, penalized: Array) -> None:
        for name, strength in (("l1", l1), ("l2", l2)):
            if not 0 <= strength < np.inf:
                raise ValueError(f"{name} must be at least 0; got {strength}")
        self.l1, self.l2, self.penalized = l1, l2, penalized

    def value(self, theta: Array) -> float:
        w = theta * self.penalized
        return self.l1 * float(np.abs(w).sum()) + self.l2 * float(w @ w)

    def values(self, thetas: Array) -> Array:
        W = thetas * self.penalized
        penalties: Array = self.l1 * np.abs(W).sum(axis=1) + self.l2 * (W * W).sum(axis=1)
        return penalties

    def add_gradient(self, theta: Array, grad: Array) -> float:
        """Add dR/dtheta to `grad` in place; return R."""
        w = theta * self.penalized
        grad += self.l1 * np.sign(w) + 2 * self.l2 * w
        return self.l1 * float(np.abs(w).sum()) + self.l2 * float(w @ w)

    def curvature(self) -> Array:
        """Return d2R/dtheta2 (P,), the diagonal."""
        return 2 * self.l2 * self.penalized
