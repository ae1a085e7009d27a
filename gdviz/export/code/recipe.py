"""What a program has to do: data, model, start and method of one experiment, taken apart for writing it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdviz.core.datasets import Dataset
from gdviz.core.methods import METHODS
from gdviz.core.models import MODELS
from gdviz.core.models.network import declared_layers
from gdviz.core.models.polynomial import Polynomial
from gdviz.core.models.sine import Sine
from gdviz.core.operations import Array
from gdviz.training.build import prepare, settings_of
from gdviz.training.experiment import Experiment, MethodChoice
from gdviz.training.preparation import Preparation
from gdviz.training.race import draw_start
from gdviz.training.settings import Settings
from gdviz.training.split import Split

MOST_PARAMETERS = 20_000
ACTIVATIONS = ("linear", "relu", "tanh", "sigmoid", "leaky_relu", "elu", "softplus")
LOSSES = (
    "mse",
    "half_mse",
    "mae",
    "huber",
    "hinge",
    "binary_cross_entropy",
    "categorical_cross_entropy",
    "sparse_categorical_cross_entropy",
)


class CodeError(ValueError):
    """Why there is no such program, in one sentence."""


@dataclass(frozen=True, eq=False)
class DenseLayer:
    """z = x W + b (b None: without), then an activation; `initializer` is how W was drawn."""

    W: Array
    b: Array | None
    activation: str
    initializer: str


@dataclass(frozen=True, eq=False)
class Recipe:
    """An experiment with one method, from the start on, for `steps` steps."""

    experiment: Experiment
    dataset: Dataset
    preparation: Preparation
    split: Split
    method: MethodChoice
    settings: Settings
    layers: tuple[DenseLayer, ...]
    powers: int  # the degree of a polynomial, 0 for any other model
    centre: tuple[float, float]  # mean and deviation that a polynomial takes off x
    link: str
    drawn: bool  # whether the start is what the seed draws
    steps: int
    frozen: tuple[int, ...] = ()  # places in theta that no step moves
    wave: float = 0.0  # the height A of a model A sin(x W + b); 0 for any other

    @property
    def options(self) -> Mapping[str, Any]:
        return self.settings.options

    @property
    def title(self) -> str:
        name = MODELS[self.experiment.model.name].title
        return f"{name} on {self.dataset.title or 'own points'}, trained by {METHODS[self.method.name].title}"

    @property
    def n_parameters(self) -> int:
        return sum(layer.W.size + (0 if layer.b is None else layer.b.size) for layer in self.layers)

    def names(self) -> list[str]:
        """Return what a program calls the parameters: W1, b1, W2, ..."""
        pairs = enumerate(self.layers, start=1)
        return [name for number, layer in pairs for name in ([f"W{number}"] + [f"b{number}"] * (layer.b is not None))]

    def arrays(self) -> list[Array]:
        """Return where the parameters start, in the order of `names`."""
        return [array for layer in self.layers for array in (layer.W, layer.b) if array is not None]


def recipe_of(experiment: Experiment, dataset: Dataset, steps: int, key: int | None = None) -> Recipe:
    """Return what a program for the method `key` (the first active one) does; raises CodeError where there is none."""
    active = [method for method in experiment.methods if method.active and key in (None, method.key)]
    if not active:
        raise CodeError("There is no active method to write a program for.")
    method = active[0]
    try:
        preparation, split, spec = prepare(experiment, dataset)
    except ValueError as error:
        raise CodeError(f"There is no program for this: {error}.") from None
    if MODELS[experiment.model.name].is_direct:
        title = MODELS[experiment.model.name].title
        raise CodeError(f"Programs train step by step; {title} is solved at once from its data.")
    settings = settings_of(experiment, method, split).complete(METHODS[method.name])
    if experiment.loss not in LOSSES:
        raise CodeError(f"Programs know the losses {', '.join(LOSSES)}; this one has {experiment.loss}.")
    model = spec.blueprint.make()
    theta = draw_start(spec.blueprint, spec.seed) if spec.start is None else spec.start
    if theta.size > MOST_PARAMETERS:
        raise CodeError(f"A program has at most {MOST_PARAMETERS:,} parameters; this model has {theta.size:,}.")
    model.theta[...] = theta
    power = model if isinstance(model, Polynomial) else None
    return Recipe(
        experiment=experiment,
        dataset=dataset,
        preparation=preparation,
        split=split,
        method=method,
        settings=settings,
        layers=_layers(experiment, model),
        powers=power.degree if power is not None else 0,
        centre=(power.mean, power.sd) if power is not None else (0.0, 1.0),
        link=model.link,
        drawn=spec.start is None,
        steps=max(1, steps),
        frozen=tuple(place for place in sorted(settings.frozen) if place < theta.size),
        wave=float(model.amplitude) if isinstance(model, Sine) else 0.0,
    )


def _layers(experiment: Experiment, model: Any) -> tuple[DenseLayer, ...]:
    name = experiment.model.name
    if name in ("line", "logistic", "slope", "sine"):
        has_bias = name != "slope"
        W = model.theta[: model.n_inputs].reshape(-1, 1).copy()
        return (DenseLayer(W, model.theta[-1:].copy() if has_bias else None, "linear", ""),)
    if name == "polynomial":
        return (DenseLayer(model.theta[1:].reshape(-1, 1).copy(), model.theta[:1].copy(), "linear", ""),)
    if name == "softmax":
        value = model.parameters.value
        return (DenseLayer(value["W"].copy(), value["b"].copy(), "linear", ""),)
    if name == "network":
        return _dense_layers(experiment, model)
    raise CodeError(
        f"Programs know lines, polynomials, sine waves, logistic and softmax regression and networks; got {name}."
    )


def _dense_layers(experiment: Experiment, model: Any) -> tuple[DenseLayer, ...]:
    value, number = model.parameters.value, 0
    layers: list[DenseLayer] = []
    for choice in (*declared_layers(experiment.model.options), None):
        if choice is not None and choice.name in ACTIVATIONS and number and not choice.options:
            if layers[-1].activation != "linear":
                raise CodeError("A program has one activation after each dense layer; here one has two.")
            last = layers.pop()
            layers.append(DenseLayer(last.W, last.b, choice.name, last.initializer))
            continue
        if choice is not None and choice.name == "flatten":
            continue
        if choice is not None and choice.name != "dense":
            raise CodeError(f"Programs know networks of dense layers; this one has a {choice.name} layer.")
        layer = choice.make() if choice is not None else None
        activation = getattr(layer, "activation", "linear")
        initializer = getattr(layer, "initializer", "usual")
        if any(getattr(layer, entry, 0) for entry in ("l1", "l2", "frozen")):
            raise CodeError("Programs know no layers that are frozen or have an L1 or L2 of their own.")
        if activation not in ACTIVATIONS:
            raise CodeError(f"Programs know the activations {', '.join(ACTIVATIONS)}; this model has {activation}.")
        number += 1
        layers.append(DenseLayer(value[f"W{number}"].copy(), value[f"b{number}"].copy(), activation, initializer))
    parts = [part.ravel() for layer in layers for part in (layer.W, layer.b) if part is not None]
    if not np.array_equal(np.concatenate(parts), model.theta):
        raise CodeError("This model holds its parameters in another order than a program would.")
    return tuple(layers)
