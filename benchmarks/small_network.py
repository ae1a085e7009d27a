"""2-8-8-1 tanh, cross-entropy, batch 10 of 1,000 points: what TensorFlow Playground opens with."""

from __future__ import annotations

from benchmarks import ours, peers
from benchmarks.case import Case, Work

STEPS = 2000
MODEL = {"hidden": (8, 8), "activation": "tanh"}


def _torch() -> Work:
    X, y = peers.rows_of(1000)
    network = peers.torch_network((2, 8, 8, 1), "tanh", "float32")
    return peers.torch_training(network, X, y, "bce", 10, STEPS, learning_rate=0.03, momentum=0.0)


def _bare(dtype: str) -> Work:
    X, y = peers.rows_of(1000)
    model = ours.built("network", X, y, dtype, **MODEL)
    return ours.bare(model, "binary_cross_entropy", X, y, 10, STEPS, "gradient_descent", learning_rate=0.03)


def _run() -> Work:
    X, y = peers.rows_of(1000)
    return ours.run("network", "binary_cross_entropy", X, y, 10, STEPS, "gradient_descent", MODEL, learning_rate=0.03)


NAME = "network 2-8-8-1, batch 10"
CASES = (
    Case(f"{NAME}, float32", "PyTorch eager", "steps/s", STEPS, 12.0, lambda: (_torch(), _bare("float32"))),
    Case(f"{NAME}, float64 with history", "PyTorch eager", "steps/s", STEPS, 12.0, lambda: (_torch(), _run())),
)
