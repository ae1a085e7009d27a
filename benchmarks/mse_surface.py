"""The mean squared error of a line over 200 x 200 places (w, b)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks import ours
from benchmarks.case import Case, Work
from gdviz.core.landscape import parameter_plane, surface
from gdviz.core.losses import LOSSES
from gdviz.core.objective import Objective

PICTURES = 20
EXTENT = (-4.0, 4.0, -4.0, 4.0)


def _naive(n: int) -> Work:
    x, y = _rows(n)
    w, b = np.meshgrid(np.linspace(-4, 4, 200), np.linspace(-4, 4, 200))

    def work() -> None:
        for _ in range(PICTURES):
            ((w[:, :, None] * x + b[:, :, None] - y) ** 2).mean(axis=2)

    return work


def _gdviz(n: int) -> Work:
    x, y = _rows(n)
    objective = Objective(ours.built("line", x[:, None], y), LOSSES["mse"](), x[:, None], y)
    plane = parameter_plane(objective.theta, 0, 1)

    def work() -> None:
        for _ in range(PICTURES):
            surface(objective, plane, EXTENT, (200, 200))

    return work


def _rows(n: int) -> tuple[Any, Any]:
    rng = np.random.default_rng(1)
    x = rng.uniform(-1, 1, n)
    return x, 1.02 * x - 0.009 + rng.normal(0, 0.1, n)


# A naive broadcast over 10,000 points would need 3 GB: there the peer is the same surface of 100 points.
NAME = "MSE surface of a line, 200 x 200"
CASES = (
    Case(f"{NAME}, n = 100", "naive broadcast", "ms", PICTURES, 100.0, lambda: (_naive(100), _gdviz(100))),
    Case(f"{NAME}, n = 10,000", "gdviz, n = 100", "ms", PICTURES, 0.8, lambda: (_gdviz(100), _gdviz(10_000))),
)
