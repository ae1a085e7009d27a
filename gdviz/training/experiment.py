"""An experiment: everything that was chosen, as frozen values that go to JSON and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gdviz.core.datasets import DATASETS
from gdviz.core.features import FEATURES
from gdviz.core.hyperparameter import validated
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models import MODELS
from gdviz.core.transforms import Transform

NO_TRANSFORM = Transform("none")
OWN_DATA = "own"  # the source of points that were drawn or imported: they are kept, not generated


@dataclass(frozen=True)
class DataChoice:
    """Where the rows come from and what is made of them before the model sees them."""

    source: str = "line"
    options: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 1
    train_share: float = 0.7
    transform_x: Transform = NO_TRANSFORM
    transform_y: Transform = NO_TRANSFORM
    features: tuple[str, ...] = ("x1", "x2")

    def __post_init__(self) -> None:
        if self.source != OWN_DATA:
            validated(DATASETS[self.source], dict(self.options))
        if not 0.05 <= self.train_share <= 1:
            raise ValueError(f"train_share must be in [0.05, 1]; got {self.train_share}")
        for name in self.features:
            if name not in FEATURES:
                raise ValueError(f"unknown feature {name!r}; known: {', '.join(FEATURES)}")
        if not self.features:
            raise ValueError("features must name at least one; got none")


@dataclass(frozen=True)
class ModelChoice:
    """A registered model and its options."""

    name: str = "line"
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        options = dict(self.options)
        hidden = options.pop("hidden", None)
        validated(MODELS[self.name], options)
        if hidden is not None:
            object.__setattr__(self, "options", {**options, "hidden": tuple(int(width) for width in hidden)})


@dataclass(frozen=True)
class MethodChoice:
    """A registered method and its hyperparameters; `key` tells it from others of the race, `color` is its colour."""

    key: int
    name: str = "gradient_descent"
    options: Mapping[str, Any] = field(default_factory=dict)
    batch_size: int | None = None  # None is the full batch
    active: bool = True
    color: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", validated(METHODS[self.name], dict(self.options)))
        if self.batch_size is not None and self.batch_size < 1:
            raise ValueError(f"batch_size must be at least 1; got {self.batch_size}")


@dataclass(frozen=True)
class Experiment:
    """Data, model, loss and the methods that race; with the data set itself it determines every number of a run."""

    data: DataChoice = DataChoice()
    model: ModelChoice = ModelChoice()
    loss: str = "mse"
    l1: float = 0.0
    l2: float = 0.0
    seed: int = 1
    start: tuple[float, ...] | None = None  # theta to start from; None draws it from the seed
    methods: tuple[MethodChoice, ...] = (MethodChoice(key=1),)

    def __post_init__(self) -> None:
        LOSSES[self.loss]
        for name in ("l1", "l2"):
            if not 0 <= getattr(self, name) <= 1e6:
                raise ValueError(f"{name} must be in [0, 1e6]; got {getattr(self, name)}")
        if not self.methods:
            raise ValueError("methods must name at least one; got none")
        keys = [method.key for method in self.methods]
        if len(set(keys)) != len(keys):
            raise ValueError(f"methods must have keys of their own; got {keys}")

    def replace(self, **changes: Any) -> Experiment:
        return dataclasses.replace(self, **changes)

    def method(self, key: int) -> MethodChoice:
        """Return the method with `key`; raises KeyError."""
        for method in self.methods:
            if method.key == key:
                return method
        raise KeyError(key)

    def with_method(self, changed: MethodChoice) -> Experiment:
        """Return a copy in which the method of the same key is `changed`."""
        return self.replace(methods=tuple(changed if m.key == changed.key else m for m in self.methods))


def to_json(experiment: Experiment) -> dict[str, Any]:
    """Return plain dicts, lists, numbers and strings."""
    plain: dict[str, Any] = dataclasses.asdict(experiment)
    return plain


def from_json(plain: Mapping[str, Any]) -> Experiment:
    """Return the experiment that `to_json` wrote; raises ValueError or TypeError naming what does not fit."""
    values = dict(_known(plain, Experiment))
    data = dict(_known(values.pop("data", {}), DataChoice))
    for axis in ("transform_x", "transform_y"):
        if axis in data:
            data[axis] = Transform(**_known(data[axis], Transform))
    if "features" in data:
        data["features"] = tuple(data["features"])
    model = ModelChoice(**_known(values.pop("model", {}), ModelChoice))
    methods = tuple(
        MethodChoice(**{"key": place, "color": place - 1, **_known(method, MethodChoice)})
        for place, method in enumerate(values.pop("methods", [{}]), start=1)
    )
    if values.get("start") is not None:
        values["start"] = tuple(float(number) for number in values["start"])
    return Experiment(data=DataChoice(**data), model=model, methods=methods, **values)


def _known(plain: Any, owner: type) -> dict[str, Any]:
    if not isinstance(plain, Mapping):
        raise TypeError(f"{owner.__name__} must be a table of names and values; got {plain!r}")
    names = [item.name for item in dataclasses.fields(owner)]
    for name in plain:
        if name not in names:
            raise ValueError(f"unknown entry {name!r} of {owner.__name__}; known: {', '.join(names)}")
    return dict(plain)
