"""What is trained on images, and how: a frozen value that goes to JSON and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gdviz.core.hyperparameter import validated
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.methods import METHODS
from gdviz.core.models.network import Network

LOSS = "sparse_categorical_cross_entropy"


@dataclass(frozen=True)
class DigitsRecipe:
    """A network for images, the layers before its softmax, and how it is fitted.

    `patience` epochs without a better validation loss end the training, with the best weights; 0 never does.

    Raises ValueError or TypeError naming what does not fit.
    """

    layers: tuple[LayerChoice, ...]
    method: str = "adam"
    options: Mapping[str, Any] = field(default_factory=dict)
    batch_size: int = 128
    epochs: int = 10
    validation_split: float = 0.1
    patience: int = 3
    seed: int = 0
    preset: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", tuple(LayerChoice.of(layer) for layer in self.layers))
        cls = METHODS[self.method]
        if not cls.uses_batches:
            raise ValueError(f"method {self.method} needs all images at once; choose one that works batch by batch")
        object.__setattr__(self, "options", validated(cls, dict(self.options)))
        for name, low, high in (
            ("batch_size", 1, 10_000),
            ("epochs", 1, 1000),
            ("patience", 0, 1000),
            ("seed", 0, 2**31),
        ):
            value = getattr(self, name)
            if not isinstance(value, int) or not low <= value <= high:
                raise ValueError(f"{name} must be a whole number in [{low}, {high}]; got {value}")
        if not 0.0 <= self.validation_split <= 0.9:
            raise ValueError(f"validation_split must be in [0, 0.9]; got {self.validation_split}")

    def replace(self, **changes: Any) -> DigitsRecipe:
        """Return a copy with other fields."""
        return dataclasses.replace(self, **changes)

    def build(self, shape: tuple[int, int], n_classes: int) -> Network:
        """Return the network for images of `shape`, in float32, not initialised.

        Raises ValueError naming the layer that does not fit.
        """
        network = Network(layers=self.layers)
        if n_classes == 2:
            raise ValueError("images need at least 3 classes; got 2")
        network.build((*shape, 1), n_classes, "classification", dtype=np.float32)
        return network

    def plain(self) -> dict[str, Any]:
        """Return what JSON can hold."""
        facts = {item.name: getattr(self, item.name) for item in dataclasses.fields(self)}
        return {**facts, "layers": [layer.plain() for layer in self.layers], "options": dict(self.options)}

    @classmethod
    def of(cls, plain: Any) -> DigitsRecipe:
        """Return what `plain` wrote; raises ValueError or TypeError naming what does not fit."""
        if not isinstance(plain, Mapping) or not isinstance(plain.get("layers"), (list, tuple)):
            raise TypeError("a recipe must be a table with a list of layers")
        known = {item.name for item in dataclasses.fields(cls)}
        unknown = sorted(set(plain) - known)
        if unknown:
            raise ValueError(f"a recipe has no {unknown[0]!r}; it has {', '.join(sorted(known))}")
        return cls(**plain)


def _dense(width: int, activation: str) -> LayerChoice:
    return LayerChoice("dense", {"width": width, "activation": activation})


_FLAT = LayerChoice("flatten")
_CONV = LayerChoice("conv2d", {"filters": 128, "padding": "same", "activation": "relu"})

PRESETS: dict[str, DigitsRecipe] = {
    "softmax": DigitsRecipe(
        (_FLAT,), "gradient_descent", {"learning_rate": 0.01}, batch_size=32, preset="softmax"
    ),
    "mlp": DigitsRecipe(
        (_FLAT, _dense(128, "relu"), _dense(128, "relu")), options={"learning_rate": 0.001}, preset="mlp"
    ),
    "sigmoid": DigitsRecipe(
        (_FLAT, *[_dense(100, "sigmoid")] * 5), "gradient_descent", {"learning_rate": 0.1}, preset="sigmoid"
    ),
    "cnn": DigitsRecipe(
        (
            LayerChoice("conv2d", {"filters": 8, "activation": "relu"}), LayerChoice("max_pooling2d"),
            LayerChoice("conv2d", {"filters": 16, "activation": "relu"}), LayerChoice("max_pooling2d"), _FLAT,
        ),
        options={"learning_rate": 0.003}, batch_size=64, epochs=3, preset="cnn",
    ),
    "course_cnn": DigitsRecipe((_CONV, _CONV, _FLAT), batch_size=32, epochs=3, preset="course_cnn"),
}  # fmt: skip

PRESET_TITLES = {
    "softmax": "784-10 softmax",
    "mlp": "784-128-128-10 ReLU",
    "sigmoid": "Five layers of sigmoid",
    "cnn": "Small CNN",
    "course_cnn": "The course's CNN",
}
