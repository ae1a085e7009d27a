"""Convolutional networks on pictures of 28 x 28, cross-entropy, SGD, the loss read at each step."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks import peers
from benchmarks.case import Case, Work
from gdviz.core.fitting import Fit
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models import MODELS

LEARNING_RATE = 0.01
CLASSES = 10


def _pictures(n: int) -> tuple[Any, Any]:
    rng = np.random.default_rng(1)
    return rng.integers(0, 256, (n, 28, 28, 1), np.uint8), rng.integers(0, CLASSES, n)


def _torch(layers: list[Any], batch_size: int, steps: int, channels_last: bool) -> Work:
    """Return `steps` steps over tensors in memory, in the order of channels that suits PyTorch best here."""
    library = peers.torch()
    order = library.channels_last if channels_last else library.contiguous_format
    network = library.nn.Sequential(*layers).to(memory_format=order)
    x, y = _pictures(batch_size * steps)
    x = (library.tensor(x).permute(0, 3, 1, 2).float() / 255).contiguous(memory_format=order)
    y = library.tensor(y)
    loss_function = library.nn.CrossEntropyLoss()
    optimizer = library.optim.SGD(network.parameters(), lr=LEARNING_RATE)

    def work() -> float:
        rows, last = library.randperm(len(x)), 0.0
        for start in range(0, len(x), batch_size):
            batch = rows[start : start + batch_size]
            optimizer.zero_grad()
            value = loss_function(network(x[batch]), y[batch])
            value.backward()
            optimizer.step()
            last = value.item()
        return last

    return work


def _gdviz(layers: tuple[LayerChoice, ...], batch_size: int, steps: int) -> Work:
    """Return `steps` steps with their history: an epoch over pictures kept as bytes."""
    x, y = _pictures(batch_size * steps)
    model = MODELS["network"](layers=layers)
    model.build(x.shape[1:], CLASSES, "classification", dtype=np.float32)
    model.initialize(np.random.default_rng(1))
    loss = LOSSES["sparse_categorical_cross_entropy"]()
    method = METHODS["gradient_descent"](learning_rate=LEARNING_RATE)
    fit = Fit(model, loss, method, x, y, batch_size=batch_size, scale=1 / 255)

    def work() -> float:
        for _ in fit.run(fit.epoch + 1):
            pass
        return fit.history["loss"][-1]

    return work


def _convolution(filters: int, padding: str = "valid") -> LayerChoice:
    return LayerChoice("conv2d", {"filters": filters, "padding": padding, "activation": "relu"})


POOL, FLATTEN = LayerChoice("max_pooling2d"), LayerChoice("flatten")


def _small() -> tuple[Work, Work]:
    nn = peers.torch().nn
    theirs = [nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3), nn.ReLU(), nn.MaxPool2d(2),
              nn.Flatten(), nn.Linear(400, CLASSES)]  # fmt: skip
    ours = (_convolution(8), POOL, _convolution(16), POOL, FLATTEN)
    return _torch(theirs, 64, SMALL_STEPS, True), _gdviz(ours, 64, SMALL_STEPS)


def _course(channels_last: bool) -> tuple[Work, Work]:
    nn = peers.torch().nn
    theirs = [nn.Conv2d(1, 128, 3, padding="same"), nn.ReLU(), nn.Conv2d(128, 128, 3, padding="same"), nn.ReLU(),
              nn.Flatten(), nn.Linear(128 * 28 * 28, CLASSES)]  # fmt: skip
    ours = (_convolution(128, "same"), _convolution(128, "same"), FLATTEN)
    return _torch(theirs, 32, COURSE_STEPS, channels_last), _gdviz(ours, 32, COURSE_STEPS)


SMALL_STEPS, COURSE_STEPS = 50, 3
CASES = (
    Case("small CNN, batch 64", "PyTorch channels_last", "ms", SMALL_STEPS, 1.0, _small),
    Case("the course's CNN, batch 32", "PyTorch", "ms", COURSE_STEPS, 1.0, lambda: _course(False)),
    Case("the course's CNN, batch 32", "PyTorch channels_last", "ms", COURSE_STEPS, 1.0, lambda: _course(True)),
)
