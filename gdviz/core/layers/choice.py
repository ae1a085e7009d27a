"""A layer as it is chosen: its name and its options, as frozen values that go to JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gdviz.core.hyperparameter import validated
from gdviz.core.layers.base import LAYERS, Layer, Merge


@dataclass(frozen=True)
class LayerChoice:
    """A registered layer and those of its hyperparameters that were chosen; the others are as declared.

    >>> LayerChoice("dense", {"width": 16, "activation": "relu"}).make()

    Raises ValueError or TypeError naming what does not fit.
    """

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.name, str):
            raise TypeError(f"name of a layer must be a name; got {self.name!r}")
        if not isinstance(self.options, Mapping):
            raise TypeError(f"options of a layer must be a table of names and values; got {self.options!r}")
        cls = LAYERS[self.name]
        if issubclass(cls, Merge):
            raise ValueError(f"a {self.name} layer joins several layers; in a row of layers there is one before it")
        object.__setattr__(self, "options", validated(cls, dict(self.options)))

    def make(self) -> Layer:
        """Return a new layer; who builds a model gives it parameters."""
        return LAYERS[self.name](**self.options)

    def replace(self, **options: Any) -> LayerChoice:
        """Return a copy with other options."""
        return LayerChoice(self.name, {**self.options, **options})

    def plain(self) -> dict[str, Any]:
        """Return {"name": "dense", "width": 16, ...}, as JSON and lesson files have it."""
        return {"name": self.name, **self.options}

    @classmethod
    def of(cls, plain: Any) -> LayerChoice:
        """Return what `plain` wrote; raises ValueError or TypeError naming what does not fit."""
        if isinstance(plain, LayerChoice):
            return plain
        if not isinstance(plain, Mapping):
            raise TypeError(f"a layer must be a table of a name and options; got {plain!r}")
        if "name" not in plain:
            raise ValueError(f"a layer must have a name: {', '.join(LAYERS)}; got none")
        return cls(plain["name"], {name: value for name, value in plain.items() if name != "name"})
