"""MNIST, 784-128-128-10 ReLU, cross-entropy: an epoch of 60,000 pictures against PyTorch and the bare GEMMs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks import peers
from benchmarks.case import Case, Work
from gdviz.core.fitting import Fit
from gdviz.core.images import mnist
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models import MODELS

SIZES = (784, 128, 128, 10)


def rows() -> tuple[Any, Any]:
    """Return the training pictures as bytes (n, 784), and their labels."""
    images = mnist()
    return images.images.reshape(images.n, -1), images.labels


def _torch(batch_size: int, optimizer: str, **options: float) -> Work:
    """Return an epoch over tensors in memory: as fast as plain PyTorch gets, without a DataLoader."""
    library = peers.torch()
    network = peers.torch_network(SIZES, "relu", "float32")
    x, y = rows()
    x = library.tensor(x).float() / 255
    y = library.tensor(np.asarray(y, np.int64))
    loss_function = library.nn.CrossEntropyLoss()
    method = getattr(library.optim, optimizer)(network.parameters(), **options)

    def work() -> float:
        order, total = library.randperm(len(x)), 0.0
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            method.zero_grad()
            value = loss_function(network(x[batch]), y[batch])
            value.backward()
            method.step()
            total += value.item() * len(batch)
        return total / len(x)

    return work


def _gemms(batch_size: int) -> Work:
    """Return the matrix products of an epoch and nothing else, each in the order in memory that NumPy does fastest."""
    steps = -(-len(rows()[0]) // batch_size)
    rng = np.random.default_rng(1)
    products: list[tuple[Any, Any, Any]] = []
    for place, (n_in, n_out) in enumerate(pairwise(SIZES)):
        x, W, dz = (rng.normal(size=shape).astype(np.float32)
                    for shape in ((batch_size, n_in), (n_in, n_out), (batch_size, n_out)))  # fmt: skip
        products += [(x, W, np.empty_like(dz)), (x.T, dz, np.empty_like(W))]
        if place:
            products += [(dz, W.T, np.empty_like(x))]

    def work() -> None:
        for _ in range(steps):
            for a, b, out in products:
                a.dot(b, out)

    return work


def _gdviz(batch_size: int, method: str, **options: float) -> Work:
    """Return an epoch with its history: the mean loss of all batches, and an end of the epoch that is told."""
    x, y = rows()
    model = MODELS["network"](hidden=SIZES[1:-1], activation="relu")
    model.build(SIZES[0], SIZES[-1], "classification", dtype=np.float32)
    model.initialize(np.random.default_rng(1))
    loss = LOSSES["sparse_categorical_cross_entropy"]()
    fit = Fit(model, loss, METHODS[method](**options), x, y, batch_size=batch_size, scale=1 / 255)

    def work() -> float:
        for _ in fit.run(fit.epoch + 1):
            pass
        return fit.history["loss"][-1]

    return work


SGD, ADAM = {"learning_rate": 0.1}, {"learning_rate": 0.001}
TORCH_SGD, TORCH_ADAM = {"lr": 0.1}, {"lr": 0.001}
NAME = "MNIST 784-128-128-10, an epoch of"
CASES = (
    Case(f"{NAME} SGD, batch 128", "PyTorch tensors", "ms", 1, 1 / 0.8,
         lambda: (_torch(128, "SGD", **TORCH_SGD), _gdviz(128, "gradient_descent", **SGD))),
    Case(f"{NAME} SGD, batch 128", "its GEMMs alone", "ms", 1, 1 / 1.25,
         lambda: (_gemms(128), _gdviz(128, "gradient_descent", **SGD))),
    Case(f"{NAME} Adam, batch 32", "PyTorch tensors", "ms", 1, 1 / 0.6,
         lambda: (_torch(32, "Adam", **TORCH_ADAM), _gdviz(32, "adam", **ADAM))),
)  # fmt: skip
