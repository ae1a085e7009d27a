"""What a lesson on images trains: a network and its images, and what is varied of them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gdviz.core.layers.choice import LayerChoice
from gdviz.training.digits_recipe import DigitsRecipe

MAX_RUNS = 64
MAX_DEPTH = 20
VARIED = ("batch_size", "depth", "width", "learning_rate", "method", "epochs")
"""What can be varied; depth and width are those of the hidden Dense layers."""
ORDER = ("method", "learning_rate", "width", "depth", "batch_size", "epochs")
"""In which settings are changed: the method before its learning rate, the width while there is a layer to have it."""


@dataclass(frozen=True)
class Vary:
    """One setting and the values that it takes."""

    name: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class ImageTask:
    """A recipe, the name of its images ("mnist", "fashion-mnist"), the `first` of which are learned from; sweeps.

    Each sweep varies its setting alone; in a `grid` all values of each are combined with all of the others.
    """

    recipe: DigitsRecipe
    data: str = "mnist"
    first: int | None = None
    sweeps: tuple[Vary, ...] = ()
    grid: bool = False

    @property
    def n_runs(self) -> int:
        """Return how many trainings this is."""
        sizes = [len(vary.values) for vary in self.sweeps]
        return math.prod(sizes) if self.grid else sum(sizes) if sizes else 1

    def runs(self) -> list[SweepRun]:
        """Return what is to be trained: the recipe itself, each value of each sweep, or each point of the grid.

        Raises ValueError or TypeError naming a value that does not fit, or if there are more than 64 runs.
        """
        if self.n_runs > MAX_RUNS:
            sizes = [str(len(vary.values)) for vary in self.sweeps]
            sign = " x " if self.grid else " + "
            sum_ = f" ({sign.join(sizes)})" if len(sizes) > 1 else ""
            raise ValueError(f"a sweep has at most {MAX_RUNS} runs; got {self.n_runs}{sum_}")
        names = [vary.name for vary in self.sweeps]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise ValueError(f"each setting can be varied once; {twice} is there twice")
        rows = (vary.values for vary in self.sweeps)
        if self.grid or not self.sweeps:
            points = [tuple(zip(names, values, strict=True)) for values in itertools.product(*rows)]
        else:
            points = [((vary.name, value),) for vary in self.sweeps for value in vary.values]
        return [SweepRun(point, _at(self.recipe, point)) for point in points]


@dataclass(frozen=True)
class SweepRun:
    """One training of a sweep: which settings have which values, and the whole recipe."""

    settings: tuple[tuple[str, Any], ...]
    recipe: DigitsRecipe

    @property
    def name(self) -> str:
        """Which settings are varied."""
        return " x ".join(name for name, _ in self.settings)

    @property
    def value(self) -> Any:
        """The value of the one that is, or of all as a text; None where none is."""
        if len(self.settings) == 1:
            return self.settings[0][1]
        return " x ".join(str(value) for _, value in self.settings) or None


def _at(recipe: DigitsRecipe, point: tuple[tuple[str, Any], ...]) -> DigitsRecipe:
    """Return the recipe with these settings: the method first, since the others' learning rate is its own."""
    order = {name: place for place, name in enumerate(ORDER)}
    for name, value in sorted(point, key=lambda setting: order.get(setting[0], 0)):
        recipe = varied(recipe, name, value)
    return recipe


def varied(recipe: DigitsRecipe, name: str, value: Any) -> DigitsRecipe:
    """Return the recipe with one setting changed; raises ValueError or TypeError naming what does not fit."""
    if name in ("depth", "width"):
        return recipe.replace(layers=_hidden(recipe.layers, name, value), preset="")
    if name in ("batch_size", "epochs"):
        return recipe.replace(**{name: value})
    if name == "learning_rate":
        return recipe.replace(options={**recipe.options, "learning_rate": value})
    if name == "method":
        return recipe.replace(method=value, options=_shared(recipe, value))
    raise ValueError(f"what is varied must be one of {', '.join(VARIED)}; got {name!r}")


def _shared(recipe: DigitsRecipe, method: str) -> Mapping[str, Any]:
    """Return the options that another method has too: none but the learning rate, if it is the same method."""
    return dict(recipe.options) if method == recipe.method else {}


def _hidden(layers: tuple[LayerChoice, ...], name: str, value: Any) -> tuple[LayerChoice, ...]:
    """Return the layers with so many hidden Dense ones, or with Dense ones of this width."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be a whole number; got {value!r}")
    dense = [layer for layer in layers if layer.name == "dense"]
    if not dense:
        raise ValueError(f"{name} cannot be varied: the network has no hidden Dense layer")
    if name == "width":
        return tuple(
            LayerChoice("dense", {**layer.options, "width": value}) if layer.name == "dense" else layer
            for layer in layers
        )
    if not 0 <= value <= MAX_DEPTH:
        raise ValueError(f"depth must be in [0, {MAX_DEPTH}]; got {value}")
    before = layers[: layers.index(dense[0])]
    return (*before, *([dense[0]] * value))
