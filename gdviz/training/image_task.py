"""What a lesson on images trains: a network and its images, and what is varied of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gdviz.core.layers.choice import LayerChoice
from gdviz.training.digits_recipe import DigitsRecipe

MAX_RUNS = 64
MAX_DEPTH = 20
VARIED = ("batch_size", "depth", "width", "learning_rate", "method", "epochs")
"""What can be varied; depth and width are those of the hidden Dense layers."""


@dataclass(frozen=True)
class Vary:
    """One setting and the values that it takes, one after the other; the others stay as they are."""

    name: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class ImageTask:
    """A recipe, the name of its images ("mnist", "fashion-mnist"), the `first` of which are learned from; sweeps."""

    recipe: DigitsRecipe
    data: str = "mnist"
    first: int | None = None
    sweeps: tuple[Vary, ...] = ()

    def runs(self) -> list[SweepRun]:
        """Return what is to be trained: the recipe itself, or each value of each sweep.

        Raises ValueError naming a value that does not fit, or if there are more than 64 runs.
        """
        if not self.sweeps:
            return [SweepRun("", None, self.recipe)]
        found = [
            SweepRun(vary.name, value, varied(self.recipe, vary.name, value))
            for vary in self.sweeps
            for value in vary.values
        ]
        if len(found) > MAX_RUNS:
            raise ValueError(f"a sweep has at most {MAX_RUNS} runs; got {len(found)}")
        return found


@dataclass(frozen=True)
class SweepRun:
    """One training of a sweep: which setting has which value, and the whole recipe."""

    name: str
    value: Any
    recipe: DigitsRecipe


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
