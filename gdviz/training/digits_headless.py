"""A network trained on images without a window, and what came of it as plain numbers."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gdviz.core.fitting import EarlyStopping, evaluate
from gdviz.core.fitting.fit import DIVERGED
from gdviz.core.images import ImageSet, fashion_mnist_12k, mnist
from gdviz.core.images.fetch import fashion_mnist, installed_fashion_mnist
from gdviz.core.images.reading import read_image_set
from gdviz.core.metrics import METRICS
from gdviz.core.models.network import Network
from gdviz.training.digit_reader import TrainedNetwork
from gdviz.training.digits_recipe import GREY, DigitsRecipe, loss, with_channel

MNIST, FASHION = "mnist", "fashion-mnist"
LEAST_TO_SPLIT = 10  # images: of fewer, none is held out as a test


def images_of(source: str, first: int | None = None) -> ImageSet:
    """Return MNIST, Fashion-MNIST, or what lies in the file or folder `source`; without test images a tenth tests.

    Of the training images only the `first` ones, where a number is given. Raises ImageError, one sentence.
    """
    if source == MNIST:
        images = mnist()
    elif source == FASHION:
        images = fashion_mnist() if installed_fashion_mnist() is not None else fashion_mnist_12k()
    else:
        images = read_image_set(Path(source))
    if not images.n_test and images.n >= LEAST_TO_SPLIT:
        images = images.split(0.1, np.random.default_rng(0))
    return images if first is None else images.first(first)


@dataclass(frozen=True, eq=False)
class DigitsResult:
    """A network, the history of its epochs, and why the training ended: "finished", "stopped" or "diverged"."""

    trained: TrainedNetwork
    history: dict[str, tuple[float, ...]]
    status: str
    reason: str
    steps: int
    seconds: float
    best_epoch: int | None
    running: dict[str, float]
    """Loss and accuracy of the epoch within which it was stopped; empty at an epoch's end."""

    def last(self, name: str) -> float:
        """Return a figure of the network that was kept; NaN if there is none."""
        if name in self.running:
            return self.running[name]
        row = self.history.get(name, ())
        if self.best_epoch is not None and self.status == "finished" and self.best_epoch < len(row):
            return row[self.best_epoch]
        return row[-1] if row else float("nan")

    def plain(self) -> dict[str, Any]:
        """Return what JSON can hold, with the names that `gdviz run` uses; figures that are not known are None."""
        recipe = self.trained.recipe
        figures = {name: _plain(self.last(name)) for name in ("loss", "accuracy", "val_loss", "val_accuracy")}
        return {
            "model": recipe.preset or "network",
            "method": recipe.method,
            "settings": {**recipe.options, "batch_size": recipe.batch_size, "seed": recipe.seed},
            "status": self.status,
            "reason": self.reason,
            "epochs": len(self.history.get("loss", ())),
            "steps": self.steps,
            "seconds": round(self.seconds, 3),
            **figures,
            "test_loss": _plain(self.last("test_loss")),
            "test_accuracy": _plain(self.trained.test_accuracy),
            "parameters": int(self.trained.theta.size),
            "history": {name: [_plain(value) for value in row] for name, row in self.history.items()},
        }


def train_on_images(
    recipe: DigitsRecipe,
    images: ImageSet,
    *,
    on_batch: Callable[[float, float], None] | None = None,
    on_epoch: Callable[[dict[str, float]], None] | None = None,
    stop_wanted: Callable[[], bool] | None = None,
) -> DigitsResult:
    """Train from the first batch to the last, or until `stop_wanted` between two of them.

    `on_batch` hears the share that is done and the loss of the epoch so far, `on_epoch` the figures of an epoch.
    Stopped before its end, the network is tested as it is.

    Raises ValueError where recipe and images do not fit each other.
    """
    network = recipe.build(images.shape, images.n_classes)
    network.initialize(np.random.default_rng(recipe.seed))
    fit = recipe.fit(network, images)
    history: dict[str, list[float]] = {}
    total = recipe.epochs * fit.batches_per_epoch
    status, start = "finished", time.perf_counter()
    with np.errstate(all="ignore"):  # a loss that leaves the numbers is told as such
        for phase in fit.run(recipe.epochs):
            if phase == "epoch":
                figures = {name: row[-1] for name, row in fit.history.items()}
                figures.update({f"test_{name}": value for name, value in _figures(network, images).items()})
                for name, value in figures.items():
                    history.setdefault(name, []).append(value)
                if on_epoch is not None:
                    on_epoch(figures)
            elif phase == "batch" and on_batch is not None:
                on_batch(fit.step / total, fit.running()["loss"])
            if stop_wanted is not None and stop_wanted():
                status = "stopped"
                break
    seconds = time.perf_counter() - start
    if fit.stopped == DIVERGED:
        status = "diverged"
    best = next((each.best_epoch for each in fit.callbacks if isinstance(each, EarlyStopping)), None)
    rows = {name: tuple(row) for name, row in history.items()}
    running: dict[str, float] = {}
    if status == "stopped" and fit.batch:  # within an epoch
        running = fit.running()
        accuracy = _figures(network, images).get("accuracy", math.nan)
    else:
        tested = rows.get("test_accuracy", (math.nan,))
        accuracy = tested[best] if status == "finished" and best is not None else tested[-1]
    trained = TrainedNetwork(recipe, network.theta.copy(), images.shape, images.names, recipe.title, accuracy)
    return DigitsResult(trained, rows, status, fit.stopped, fit.step, seconds, best, running)


def accuracy_on_test(trained: TrainedNetwork, images: ImageSet) -> float:
    """Return how many of the test images a network reads rightly.

    Raises ValueError where network and images do not fit each other.
    """
    if trained.shape != images.shape:
        ours, theirs = (f"{shape[1]} x {shape[0]}" for shape in (trained.shape, images.shape))
        raise ValueError(f"the network is for images of {ours}; these are {theirs}")
    if len(trained.names) < images.n_classes:
        raise ValueError(f"the network knows {len(trained.names)} classes; the images have {images.n_classes}")
    network = trained.recipe.build(trained.shape, len(trained.names))
    network.theta[...] = trained.theta
    return _figures(network, images).get("accuracy", math.nan)


def _figures(network: Network, images: ImageSet) -> dict[str, float]:
    """Return loss and accuracy on the test images; nothing if there are none."""
    if not images.n_test:
        return {}
    x = with_channel(images.test_images)
    return evaluate(network, loss(), x, images.test_labels, scale=GREY, metrics={"accuracy": METRICS["accuracy"]()})


def _plain(number: float) -> float | None:
    return float(number) if math.isfinite(number) else None
