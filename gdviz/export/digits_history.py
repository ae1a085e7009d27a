"""The history of a training on images as a table: what its curves show, with every digit."""

from __future__ import annotations

import json

from gdviz import __version__
from gdviz.export.csv_text import csv_field, csv_text
from gdviz.export.header import FIRST
from gdviz.training.digits_course import DigitsSnapshot
from gdviz.training.digits_recipe import DigitsRecipe

OF_BATCHES = ("batch_loss", "running_accuracy")
OF_EPOCHS = ("loss", "accuracy", "val_loss", "val_accuracy", "test_loss", "test_accuracy")
_MEANING = (
    "epoch: how often all training images were seen; batch_loss: mean cross-entropy (nats) of the batches since the "
    "row before; running_accuracy: share of right answers in this epoch so far; loss to test_accuracy: of a finished "
    "epoch; gradient_1 to gradient_k: sqrt(mean (dL/dW)^2) of each layer with weights over the same training images"
)


def digits_history_table(moment: DigitsSnapshot, recipe: DigitsRecipe, images: str) -> str:
    """Return a row for each place on the curves, in epochs; what was not measured there is left empty.

    `images` is what the images are called. The head says what was trained, as JSON that `DigitsRecipe.of` reads.
    """
    rows: dict[float, dict[str, float]] = {}
    for place, loss, accuracy in zip(moment.curve_epochs, moment.curve_losses, moment.curve_accuracies, strict=True):
        rows.setdefault(float(place), {}).update(zip(OF_BATCHES, (loss, accuracy), strict=True))
    for name in OF_EPOCHS:
        for epoch, value in enumerate(moment.history.get(name, ()), start=1):
            rows.setdefault(float(epoch), {})[name] = value
    layers = [f"gradient_{layer + 1}" for layer in range(moment.slopes.shape[1])]
    for place, sizes in zip(moment.slope_epochs, moment.slopes, strict=True):
        rows.setdefault(float(place), {}).update(zip(layers, sizes, strict=True))
    names = [*OF_BATCHES, *OF_EPOCHS, *layers]
    best = "" if moment.best_epoch is None else f", best epoch {moment.best_epoch + 1}"
    head = (
        f"{FIRST} {__version__}: history of a training on images",
        f"# data: {images}",
        f"# state: {moment.state} in epoch {moment.epoch + (moment.batch > 0)} of {moment.epochs}{best}",
        f"# units: {_MEANING}",
        f"# recipe: {json.dumps(recipe.plain(), allow_nan=False, separators=(',', ':'))}",
    )
    told = "".join(" ".join(line.splitlines()) + "\n" for line in head)
    cells = ([csv_field(place), *(csv_field(rows[place].get(name)) for name in names)] for place in sorted(rows))
    return told + csv_text(["epoch", *names], cells)
