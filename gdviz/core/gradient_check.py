"""Central differences against backward."""

from __future__ import annotations

import numpy as np

from gdviz.core.objective import Objective
from gdviz.core.operations import Array


def central_difference(objective: Objective, theta: Array, step: float = 1e-6) -> Array:
    """Return (J(theta + h e_i) - J(theta - h e_i)) / 2h for every i (P,), h = step max(1, |theta_i|): error O(h^2)."""
    gradient = np.empty(theta.size)
    place = theta.copy()
    for i in range(theta.size):
        h = step * max(1.0, abs(float(theta[i])))
        place[i] = theta[i] + h
        upper = objective.loss(place)
        place[i] = theta[i] - h
        lower = objective.loss(place)
        place[i] = theta[i]
        gradient[i] = (upper - lower) / (2 * h)
    objective.theta[...] = theta
    return gradient


def relative_error(objective: Objective, theta: Array, step: float = 1e-6) -> float:
    """Return |g - g_fd| / max(|g|, |g_fd|, 1e-8) in the 2-norm, for the gradient at theta."""
    difference = central_difference(objective, theta.copy(), step)
    gradient = objective.loss_and_gradient(theta)[1]
    scale = max(float(np.linalg.norm(gradient)), float(np.linalg.norm(difference)), 1e-8)
    return float(np.linalg.norm(gradient - difference)) / scale
