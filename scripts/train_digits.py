"""Trains the networks that come with the app: python scripts/train_digits.py [PRESET ...]

Each is trained on all of MNIST's training images as its preset says, and written to resources/networks in float16,
where that costs less than 0.1 % of the test images.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from tqdm import tqdm

from gdviz.core.fitting import evaluate
from gdviz.core.images import ImageSet, mnist
from gdviz.core.metrics import METRICS
from gdviz.core.models.network import Network
from gdviz.training.digit_reader import TrainedNetwork, load_trained, save_trained
from gdviz.training.digits_recipe import GREY, DigitsRecipe, loss, with_channel

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "networks"
SHIPPED = ("softmax", "mlp", "small_cnn")
MOST_LOST = 0.001


def accuracy(network: Network, images: ImageSet) -> float:
    """Return the share of test images that are read rightly."""
    x, y = with_channel(images.test_images), images.test_labels
    return evaluate(network, loss(), x, y, scale=GREY, metrics={"accuracy": METRICS["accuracy"]()})["accuracy"]


def train(preset: str, images: ImageSet) -> None:
    """Train one preset and write it."""
    recipe = DigitsRecipe.of_preset(preset).replace(validation_split=0.0, patience=0)
    network = recipe.build(images.shape, images.n_classes)
    network.initialize(np.random.default_rng(recipe.seed))
    fit = recipe.fit(network, images)
    with tqdm(total=recipe.epochs * fit.batches_per_epoch, unit="batch", desc=preset) as bar:
        for phase in fit.run(recipe.epochs):
            if phase == "batch":
                bar.update()
    exact = accuracy(network, images)
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"digits_{preset}.npz"
    trained = TrainedNetwork(recipe, network.theta, images.shape, images.names, recipe.title, exact)
    save_trained(trained, path, half=True)
    network.theta[...] = load_trained(path).theta
    rounded = accuracy(network, images)
    if exact - rounded >= MOST_LOST:
        save_trained(trained, path)
    print(f"{preset}: {exact:.2%} of the test images, {rounded:.2%} in float16, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    for name in sys.argv[1:] or SHIPPED:
        train(name, mnist())
