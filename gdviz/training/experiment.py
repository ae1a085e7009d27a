"""An experiment: everything that was chosen, as frozen values that go to JSON and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from gdviz.core.datasets import DATASETS
from gdviz.core.features import FEATURES
from gdviz.core.hyperparameter import validated
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.models import MODELS
from gdviz.core.models.network import MAX_LAYERS, MAX_WIDTH, check_layers, declared_output
from gdviz.core.transforms import Transform
from gdviz.training.entries import nearest, real, table, text, whole
from gdviz.training.step_rules import CONSTANT, RULES, UNCLIPPED, ClipChoice, ScheduleChoice, check_rules

NO_TRANSFORM = Transform("none")
MOST_PATIENCE = 1_000_000  # epochs
MAX_METHODS = 6  # of a race: as many as the window has colours for
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
        options = table(self.options, "options of the data")
        if self.source != OWN_DATA:
            options = validated(DATASETS[text(self.source, "source")], options)
        object.__setattr__(self, "options", options)
        whole(self.seed, "seed", 0)
        real(self.train_share, "train_share", 0.05, 1)
        if isinstance(self.features, str) or not isinstance(self.features, Sequence):
            raise TypeError(f"features must be a list of names; got {self.features!r}")
        object.__setattr__(self, "features", tuple(self.features))
        for feature in self.features:
            if feature not in FEATURES:
                raise ValueError(f"unknown feature {feature!r}{nearest(feature, FEATURES)}")
        if not self.features:
            raise ValueError("features must name at least one; got none")
        if len(set(self.features)) != len(self.features):
            raise ValueError(f"features must differ from each other; got {', '.join(self.features)}")


@dataclass(frozen=True)
class ModelChoice:
    """A registered model and its options.

    A network takes besides `hidden`, the widths of its hidden layers, or `layers`, a `LayerChoice` for each, which go
    to JSON as {"name": "dense", "width": 8, ...}; `declared_layers(options)` reads either. `output` is such a
    layer, too, without width and activation.
    """

    name: str = "line"
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        options = table(self.options, "options of the model")
        model = MODELS[text(self.name, "name of the model")]
        widths = options.pop("hidden", None) if hasattr(model, "hidden") else None
        layers = options.pop("layers", None) if hasattr(model, "hidden") else None
        output = options.pop("output", None) if hasattr(model, "hidden") else None
        for other in ("hidden", "activation") if layers is not None else ():
            if (widths if other == "hidden" else options.get(other)) is not None:
                raise ValueError(f"layers and {other} cannot both be given; each layer has its own")
        options = validated(model, options)
        if widths is not None:
            options["hidden"] = _hidden(widths)
        if layers is not None:
            options["layers"] = _layers(layers)
        if output is not None:
            options["output"] = declared_output({"output": output})
        object.__setattr__(self, "options", options)


def _hidden(widths: Any) -> tuple[int, ...]:
    if isinstance(widths, str) or not isinstance(widths, Sequence):
        raise TypeError(f"hidden must be a list of widths; got {widths!r}")
    if len(widths) > MAX_LAYERS:
        raise ValueError(f"hidden must have at most {MAX_LAYERS} layers; got {len(widths)}")
    return tuple(whole(width, "hidden width", 1, MAX_WIDTH) for width in widths)


def _layers(choices: Any) -> tuple[LayerChoice, ...]:
    if isinstance(choices, (str, Mapping)) or not isinstance(choices, Sequence):
        raise TypeError(f"layers must be a list of layers; got {choices!r}")
    check_layers(choices)
    made = []
    for number, choice in enumerate(choices, start=1):
        try:
            made.append(LayerChoice.of(choice))
        except (ValueError, TypeError) as error:
            raise type(error)(f"layer {number}: {error}") from error
    return tuple(made)


@dataclass(frozen=True)
class MethodChoice:
    """A registered method and its hyperparameters; `key` tells it from others of the race, `color` is its colour."""

    key: int
    name: str = "gradient_descent"
    options: Mapping[str, Any] = field(default_factory=dict)
    batch_size: int | None = None  # None is the full batch
    active: bool = True
    color: int = 0
    schedule: ScheduleChoice = CONSTANT
    clip: ClipChoice = UNCLIPPED

    def __post_init__(self) -> None:
        whole(self.key, "key of a method")
        method = METHODS[text(self.name, "name of the method")]
        object.__setattr__(self, "options", validated(method, table(self.options, "options of the method")))
        if self.batch_size is not None:
            whole(self.batch_size, "batch_size", 1)
        if not isinstance(self.active, bool):
            raise TypeError(f"active must be true or false; got {self.active!r}")
        whole(self.color, "color", 0)
        check_rules(self.name, self.schedule, self.clip)


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
    frozen: tuple[int, ...] = ()  # places in theta that no step moves
    patience: int = 0  # epochs without a lower test loss after which a run stops and goes back; 0 never stops it
    sum_up: bool = True  # whether rows are summed up once where the loss is a parabola; False reads them each step

    def __post_init__(self) -> None:
        LOSSES[text(self.loss, "loss")]
        real(self.l1, "l1", 0, 1e6)
        real(self.l2, "l2", 0, 1e6)
        whole(self.seed, "seed", 0)
        if self.start is not None:
            object.__setattr__(self, "start", tuple(real(number, "each number of start") for number in self.start))
        whole(self.patience, "patience", 0, MOST_PATIENCE)
        if not isinstance(self.sum_up, bool):
            raise TypeError(f"sum_up must be true or false; got {self.sum_up!r}")
        frozen = [whole(place, "each place of frozen", 0) for place in self.frozen]
        object.__setattr__(self, "frozen", tuple(sorted(set(frozen))))
        if not self.methods:
            raise ValueError("methods must name at least one; got none")
        keys = [method.key for method in self.methods]
        if len(set(keys)) != len(keys):
            raise ValueError(f"methods must have keys of their own; got {', '.join(map(str, keys))}")

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
    plain: dict[str, Any] = _plain(experiment)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, LayerChoice):
        return value.plain()
    if dataclasses.is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (tuple, list)) else value


def from_json(plain: Mapping[str, Any]) -> Experiment:
    """Return the experiment that `to_json` wrote; raises ValueError or TypeError naming what does not fit."""
    values = _known(plain, Experiment, "the experiment")
    data = _known(values.pop("data", {}), DataChoice, "data")
    for axis in ("transform_x", "transform_y"):
        if axis in data:
            data[axis] = _transform(data[axis], axis)
    model = ModelChoice(**_known(values.pop("model", {}), ModelChoice, "model"))
    methods = tuple(
        MethodChoice(**{"key": place, "color": place - 1, **_method(method, f"method {place}")})
        for place, method in enumerate(_list(values.pop("methods", [{}]), "methods"), start=1)
    )
    if values.get("start") is not None:
        values["start"] = tuple(_list(values["start"], "start"))
    if "frozen" in values:
        values["frozen"] = tuple(_list(values["frozen"], "frozen"))
    return Experiment(data=DataChoice(**data), model=model, methods=methods, **values)


def _method(plain: Any, called: str) -> dict[str, Any]:
    values = _known(plain, MethodChoice, called)
    for entry, choice in RULES.items():
        if entry in values:
            values[entry] = choice(**_known(values[entry], choice, f"{entry} of {called}"))
    return values


def _transform(plain: Any, axis: str) -> Transform:
    values = _known(plain, Transform, axis)
    if "constant" in values:
        real(values["constant"], f"the constant of {axis}")
    return Transform(**values)


def _list(plain: Any, owner: str) -> list[Any]:
    if not isinstance(plain, (list, tuple)):
        raise TypeError(f"{owner} must be a list; got {plain!r}")
    return list(plain)


def _known(plain: Any, owner: type, called: str) -> dict[str, Any]:
    entries = table(plain, called)
    names = [item.name for item in fields(owner)]
    for entry in entries:
        if entry not in names:
            raise ValueError(f"unknown entry {entry!r} of {called}{nearest(entry, names)}")
    return entries
