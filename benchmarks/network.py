"""2-25-25-1 sigmoid, cross-entropy, SGD with momentum 0.9, batch 100 of 1,000 points, the loss taken at each step."""

from __future__ import annotations

from benchmarks import ours, peers
from benchmarks.case import Case, Work

STEPS = 2000
OPTIONS = {"learning_rate": 0.1, "momentum": 0.9}
MODEL = {"hidden": (25, 25), "activation": "sigmoid"}


def _torch(dtype: str) -> Work:
    X, y = peers.rows_of(1000)
    network = peers.torch_network((2, 25, 25, 1), "sigmoid", dtype)
    return peers.torch_training(network, X, y, "bce", 100, STEPS, **OPTIONS)


def _bare(dtype: str) -> Work:
    X, y = peers.rows_of(1000)
    model = ours.built("network", X, y, dtype, **MODEL)
    return ours.bare(model, "binary_cross_entropy", X, y, 100, STEPS, "momentum", **OPTIONS)


def _run() -> Work:
    X, y = peers.rows_of(1000)
    return ours.run("network", "binary_cross_entropy", X, y, 100, STEPS, "momentum", MODEL, **OPTIONS)


def _sklearn() -> Work:
    X, y = peers.rows_of(1000)
    return peers.sklearn_training((25, 25), X, y, 100, STEPS // 10, **OPTIONS)


NAME = "network 2-25-25-1, batch 100"
CASES = (
    Case(f"{NAME}, float32", "PyTorch eager", "steps/s", STEPS, 5.0, lambda: (_torch("float32"), _bare("float32"))),
    Case(f"{NAME}, float64", "PyTorch eager", "steps/s", STEPS, 3.5, lambda: (_torch("float64"), _bare("float64"))),
    Case(f"{NAME}, float64 with history", "PyTorch eager", "steps/s", STEPS, 3.5, lambda: (_torch("float64"), _run())),
    Case(f"{NAME}, float64", "scikit-learn", "steps/s", STEPS, 3.5, lambda: (_sklearn(), _bare("float64"))),
)
