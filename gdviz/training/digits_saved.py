"""What a session file keeps of the digits: plain values with arrays between them, and back, every value checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gdviz.core.grouped import grouped
from gdviz.core.images.drawings import MOST, Drawings
from gdviz.core.images.image_set import MAX_CLASSES, MAX_SIDE
from gdviz.core.images.ink import SIZE
from gdviz.core.operations import Array
from gdviz.training.digit_reader import TrainedNetwork, facts_of, trained_of
from gdviz.training.digits_checkpoint import DigitsCheckpoint, checkpoint_from, checkpoint_values
from gdviz.training.digits_recipe import DigitsRecipe
from gdviz.training.entries import real, table, text, whole

Source = Literal["mnist", "fashion", "own"]
SOURCES: tuple[Source, ...] = ("mnist", "fashion", "own")
SHIPPED = ("small_cnn", "mlp", "softmax")
"""Presets of which a trained network comes with the app, the best first."""
MOST_PATH = 4096
MOST_WIDTH = 100.0


@dataclass(frozen=True)
class ChosenImages:
    """MNIST, Fashion-MNIST, or one's own from `path`; of the training images the `first`, where a number is given."""

    source: Source = "mnist"
    path: str = ""
    first: int | None = None


def _no_ink() -> NDArray[np.uint8]:
    return np.zeros((SIZE, SIZE), np.uint8)


@dataclass(frozen=True, eq=False)
class SavedDigits:
    """The sheet, what was taught with it, the images, what is trained next, and the network that answers.

    That is `shipped`, the preset of one that comes with the app, or else `network`. `ink` (336, 336) are bytes.
    `training` is where the training stands, if there is one; it is `live` if its network is the one that answers.
    """

    recipe: DigitsRecipe
    images: ChosenImages = ChosenImages()
    shipped: str = SHIPPED[0]
    network: TrainedNetwork | None = None
    ink: NDArray[np.uint8] = field(default_factory=_no_ink)
    centre: bool = True
    pen: float = 2.4
    drawings: Drawings = field(default_factory=Drawings)
    training: DigitsCheckpoint | None = None
    live: bool = False


def digits_values(saved: SavedDigits) -> dict[str, Any]:
    """Return dicts, lists, numbers, strings and arrays; weights are float32."""
    network = saved.network
    return {
        "recipe": saved.recipe.plain(),
        "images": {"source": saved.images.source, "path": saved.images.path, "first": saved.images.first},
        "shipped": saved.shipped,
        "network": None if network is None else {**facts_of(network), "theta": network.theta.astype(np.float32)},
        "ink": saved.ink,
        "centre": saved.centre,
        "pen": saved.pen,
        "drawings": {"images": saved.drawings.images, "labels": saved.drawings.labels},
        **({} if saved.training is None else {"training": {**checkpoint_values(saved.training), "live": saved.live}}),
    }


def digits_from(values: Mapping[str, Any]) -> SavedDigits:
    """Return what `digits_values` took apart; raises ValueError, TypeError or KeyError where it cannot be."""
    shipped, network, centre = text(values["shipped"], "shipped"), values["network"], values["centre"]
    if shipped and shipped not in SHIPPED:
        raise ValueError(f"shipped must be one of {', '.join(SHIPPED)}; got {shipped!r}")
    if not isinstance(centre, bool):
        raise TypeError(f"centre must be true or false; got {centre!r}")
    ink = _array(values["ink"], "ink", np.uint8)
    if ink.shape != (SIZE, SIZE):
        raise ValueError(f"ink must be {SIZE} x {SIZE}; got {ink.shape}")
    training = table(values["training"], "training") if "training" in values else None
    return SavedDigits(
        recipe=_recipe(values["recipe"]),
        images=_images(table(values["images"], "images")),
        shipped=shipped,
        network=None if network is None else _network(table(network, "network")),
        ink=ink.copy(),
        centre=centre,
        pen=real(values["pen"], "pen", 0.0, MOST_WIDTH),
        drawings=_drawings(table(values["drawings"], "drawings")),
        training=None if training is None else checkpoint_from(training),
        live=training is not None and training["live"] is True,
    )


def _recipe(plain: Any) -> DigitsRecipe:
    recipe = DigitsRecipe.of(plain)
    text(recipe.title, "the title of the recipe")  # raises ValueError on a preset that there is not
    return recipe


def _images(plain: Mapping[str, Any]) -> ChosenImages:
    source, path, first = text(plain["source"], "source"), text(plain["path"], "path"), plain["first"]
    known = {name: name for name in SOURCES}
    if source not in known:
        raise ValueError(f"source must be one of {', '.join(SOURCES)}; got {source!r}")
    if len(path) > MOST_PATH:
        raise ValueError(f"path must have at most {MOST_PATH} characters; got {len(path)}")
    return ChosenImages(known[source], path, None if first is None else whole(first, "first", 2))


def _network(plain: dict[str, Any]) -> TrainedNetwork:
    theta = plain.pop("theta")
    if not isinstance(theta, np.ndarray) or theta.dtype != np.float32 or theta.ndim != 1:
        raise TypeError("theta must be a row of float32 numbers")
    return trained_of(plain, theta)


def _drawings(plain: Mapping[str, Any]) -> Drawings:
    images, labels = _array(plain["images"], "images", np.uint8), _array(plain["labels"], "labels", np.int64)
    n = len(labels) if labels.ndim == 1 else -1
    if images.ndim != 3 or len(images) != n or n > MOST or max(images.shape[1:]) > MAX_SIDE or 0 in images.shape[1:]:
        raise ValueError(f"drawings must be at most {grouped(MOST)} images with a label each")
    if n and not 0 <= labels.min() <= labels.max() < MAX_CLASSES:
        raise ValueError(f"labels must be in [0, {MAX_CLASSES - 1}]; got {labels.min()} to {labels.max()}")
    return Drawings(images, labels)


def _array(value: Any, called: str, kind: type[np.generic]) -> Array:
    if not isinstance(value, np.ndarray) or value.dtype != kind:
        raise TypeError(f"{called} must be an array of {kind.__name__}")
    return value
