"""The published figures of the curriculum's image lessons, trained in full: `python -m benchmarks.figures`."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from gdviz.core.fitting import Fit
from gdviz.core.images import mnist
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.metrics import METRICS
from gdviz.core.models import MODELS

COLUMNS = "{:<14} {:<34} {:>9} {:>9} {:>8}  {}"


@dataclass(frozen=True)
class Figure:
    """A lesson with the network that it trains, and the test accuracy that it must reach."""

    lesson: str
    hidden: tuple[int, ...]
    learning_rate: float
    epochs: int
    goal: float
    published: str


FIGURES = (
    Figure("mnist-softmax", (), 0.01, 10, 0.91, "no figure"),
    Figure("mnist-mlp", (128, 128), 0.1, 10, 0.975, "99.56 % training, 97.75 % test"),
)


def measure(figure: Figure) -> tuple[float, float, float]:
    """Return training and test accuracy after the last epoch, and the seconds that it took."""
    images = mnist()
    model = MODELS["network"](hidden=figure.hidden, activation="relu")
    model.build(784, 10, "classification", dtype=np.float32)
    model.initialize(np.random.default_rng(1))
    loss, method = LOSSES["sparse_categorical_cross_entropy"](), METHODS["gradient_descent"]
    fit = Fit(
        model, loss, method(learning_rate=figure.learning_rate), images.images.reshape(-1, 784), images.labels,
        batch_size=32, scale=1 / 255, seed=1, metrics=[METRICS["accuracy"]()],
        validation_data=(images.test_images.reshape(-1, 784), images.test_labels),
    )  # fmt: skip
    began = time.perf_counter()
    for _ in fit.run(figure.epochs):
        pass
    return fit.history["accuracy"][-1], fit.history["val_accuracy"][-1], time.perf_counter() - began


def main() -> None:
    print(COLUMNS.format("lesson", "published", "training", "test", "seconds", "verdict"))
    for figure in FIGURES:
        training, test, seconds = measure(figure)
        verdict = "reached" if test >= figure.goal else f"missed: {figure.goal:.1%}"
        row = (figure.lesson, figure.published, f"{training:.2%}", f"{test:.2%}", f"{seconds:.1f}", verdict)
        print(COLUMNS.format(*row), flush=True)


if __name__ == "__main__":
    main()
