"""What is trained on images, and how: a frozen value that goes to JSON and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gdviz.core import presets
from gdviz.core.batching import steps_per_epoch
from gdviz.core.fitting import Callback, EarlyStopping, Fit
from gdviz.core.hyperparameter import validated
from gdviz.core.images import ImageSet
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.losses import LOSSES, Loss
from gdviz.core.methods import METHODS, GradientMethod
from gdviz.core.metrics import METRICS
from gdviz.core.models.network import Network
from gdviz.core.operations import Array
from gdviz.core.schedules import SCHEDULES

GREY = 1 / 255  # a network sees bytes as numbers from 0 to 1


@dataclass(frozen=True)
class DigitsRecipe:
    """A network for images, the layers before its softmax, and how it is fitted.

    A schedule other than "constant" ends with the last epoch. `patience` epochs without a better validation loss end
    the training, with the best weights; 0 never does.

    Raises ValueError or TypeError naming what does not fit.
    """

    layers: tuple[LayerChoice, ...]
    method: str = "adam"
    options: Mapping[str, Any] = field(default_factory=dict)
    schedule: str = "constant"
    batch_size: int = 32
    epochs: int = 10
    validation_split: float = 0.1
    patience: int = 3
    seed: int = 0
    preset: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", tuple(LayerChoice.of(layer) for layer in self.layers))
        cls = METHODS[self.method]
        if not cls.uses_batches or not issubclass(cls, GradientMethod):
            raise ValueError(f"method {self.method} cannot learn batch by batch; choose one that can")
        object.__setattr__(self, "options", validated(cls, dict(self.options)))
        SCHEDULES[self.schedule]  # raises ValueError on a name that there is not
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

    @classmethod
    def of_preset(cls, name: str) -> DigitsRecipe:
        """Return the recipe of a preset; raises ValueError on a name that there is not."""
        known = presets.preset(name)
        return cls(
            known.layers, known.method, known.options, known.schedule, known.batch_size, known.epochs, preset=name
        )

    @property
    def title(self) -> str:
        """Return the preset's title, or the layers in short."""
        if self.preset:
            return presets.preset(self.preset).title
        return " – ".join(layer.name for layer in self.layers) or "softmax"

    def replace(self, **changes: Any) -> DigitsRecipe:
        """Return a copy with other fields."""
        return dataclasses.replace(self, **changes)

    def build(self, shape: tuple[int, int], n_classes: int) -> Network:
        """Return the network for images of `shape`, in float32, not initialised.

        Raises ValueError naming what does not fit.
        """
        if n_classes < 3:
            raise ValueError(f"a network for images needs at least 3 classes; got {n_classes}")
        network = Network(layers=self.layers)
        network.build((*shape, 1), n_classes, "classification", dtype=np.float32)
        return network

    def fit(self, network: Network, images: ImageSet, callbacks: Sequence[Callback] = ()) -> Fit:
        """Return the fit of a network on images; the network is as it was handed in."""
        method = METHODS[self.method](**self.options)
        assert isinstance(method, GradientMethod)
        trained = images.n - round(images.n * self.validation_split)
        total = self.epochs * steps_per_epoch(trained, self.batch_size)
        schedule = SCHEDULES[self.schedule]
        ends = any(item.name == "steps" for item in dataclasses.fields(schedule))
        method.schedule = schedule(**({"steps": total} if ends else {}))
        early = [EarlyStopping(patience=self.patience, restore_best_weights=True)]
        return Fit(
            network, loss(), method, with_channel(images.images), images.labels,
            batch_size=self.batch_size, seed=self.seed, scale=GREY, metrics=[METRICS["accuracy"]()],
            validation_split=self.validation_split,
            callbacks=[*(early if self.patience and self.validation_split else ()), *callbacks],
        )  # fmt: skip

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


def with_channel(images: Array) -> Array:
    """Return images (n, h, w) as a network takes them, (n, h, w, 1): a view."""
    return images[..., None]


def loss() -> Loss:
    """Return the loss of all networks for images: cross-entropy of labels."""
    return LOSSES["sparse_categorical_cross_entropy"]()
