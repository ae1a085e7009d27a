"""A line w x + b through 100 points, full batch, mean squared error, plain gradient descent."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks import ours, peers
from benchmarks.case import Case, Work

STEPS = 5000


def _rows() -> tuple[Any, Any]:
    rng = np.random.default_rng(1)
    x = rng.uniform(-1, 1, 100)
    return x.reshape(-1, 1), 1.02 * x - 0.009 + rng.normal(0, 0.1, 100)


def _torch() -> Work:
    library = peers.torch()
    network = library.nn.Linear(1, 1)
    return peers.torch_training(network, *_rows(), "mse", 100, STEPS, learning_rate=0.01, momentum=0.0)


def _bare() -> Work:
    X, y = _rows()
    return ours.bare(ours.built("line", X, y), "mse", X, y, None, STEPS, "gradient_descent", learning_rate=0.01)


def _run() -> Work:
    return ours.run("line", "mse", *_rows(), None, STEPS, "gradient_descent", {}, learning_rate=0.01)


CASES = (
    Case("line, 100 points, full batch", "PyTorch eager", "steps/s", STEPS, 20.0, lambda: (_torch(), _bare())),
    Case("line, 100 points, with history", "PyTorch eager", "steps/s", STEPS, 20.0, lambda: (_torch(), _run())),
)
