"""The mean squared error of a line over 200 x 200 places (w, b)."""

from __future__ import annotations

import numpy as np

from benchmarks import ours
from benchmarks.case import Case, Work
from gdviz.core.landscape import parameter_plane, surface
from gdviz.core.losses import LOSSES
from gdviz.core.objective import Objective

PICTURES = 20
EXTENT = (-4.0, 4.0, -4.0, 4.0)


def _works(n: int) -> tuple[Work, Work]:
    rng = np.random.default_rng(1)
    x = rng.uniform(-1, 1, n)
    y = 1.02 * x - 0.009 + rng.normal(0, 0.1, n)
    w, b = np.meshgrid(np.linspace(-4, 4, 200), np.linspace(-4, 4, 200))
    objective = Objective(ours.built("line", x[:, None], y), LOSSES["mse"](), x[:, None], y)
    plane = parameter_plane(objective.theta, 0, 1)

    def naive() -> None:
        for _ in range(PICTURES):
            ((w[:, :, None] * x + b[:, :, None] - y) ** 2).mean(axis=2)

    def gdviz() -> None:
        for _ in range(PICTURES):
            surface(objective, plane, EXTENT, (200, 200))

    return naive, gdviz


CASES = (
    Case("MSE surface of a line, 200 x 200, n = 100", "naive broadcast", "ms", PICTURES, 100.0, lambda: _works(100)),
)
