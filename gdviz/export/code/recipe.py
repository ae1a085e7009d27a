"""What a program on points has to do: one experiment, taken apart for writing it down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gdviz.core.datasets import Dataset
from gdviz.core.formula import Formula
from gdviz.core.methods import METHODS
from gdviz.core.models import MODELS
from gdviz.core.models.function import Function
from gdviz.core.models.polynomial import Polynomial
from gdviz.core.models.sine import Sine
from gdviz.export.code.chain import CodeLayer, chain_of, of_function, one_dense
from gdviz.export.code.direct import DirectRecipe, direct_recipe
from gdviz.export.code.errors import CodeError
from gdviz.export.code.on_points import OnPoints
from gdviz.export.code.task import LOSSES, Task
from gdviz.training.build import prepare, settings_of
from gdviz.training.experiment import Experiment
from gdviz.training.race import draw_start


@dataclass(frozen=True, eq=False, kw_only=True)
class Recipe(OnPoints, Task):
    """An experiment with one method, from the start on, for `steps` steps."""

    steps: int
    function: Formula | None = None  # what is minimised where there are no data
    centre: tuple[float, float] = (0.0, 1.0)  # mean and deviation that a polynomial takes off x

    @property
    def subject(self) -> str:
        if self.function is not None:
            return f"f(x, y) = {self.function.text}"
        return super().subject

    @property
    def title(self) -> str:
        return f"{self.subject}, trained by {METHODS[self.method].title}"

    @property
    def watches(self) -> bool:
        """Return whether the run ends once the test loss falls no more."""
        return self.patience > 0 and len(self.split.X_test) > 0

    @property
    def steps_per_epoch(self) -> int:
        n = len(self.split.X_train)
        return 1 if self.batch_size is None or self.batch_size >= n else -(-n // self.batch_size)


def recipe_of(experiment: Experiment, dataset: Dataset, steps: int, key: int | None = None) -> Recipe | DirectRecipe:
    """Return what a program for the method `key` (the first active one) does; raises CodeError where there is none."""
    active = [method for method in experiment.methods if method.active and key in (None, method.key)]
    if not active:
        raise CodeError("There is no active method to write a program for.")
    method, model_class = active[0], MODELS[experiment.model.name]
    try:
        preparation, split, spec = prepare(experiment, dataset)
    except ValueError as error:
        raise CodeError(f"There is no program for this: {error}.") from None
    if model_class.is_direct:
        return direct_recipe(experiment, dataset, preparation, split)
    settings = settings_of(experiment, method, split).complete(METHODS[method.name])
    if experiment.loss not in LOSSES:
        raise CodeError(f"Programs know the losses {', '.join(LOSSES)}; this one has {experiment.loss}.")
    model = spec.blueprint.make()
    theta = draw_start(spec.blueprint, spec.seed) if spec.start is None else spec.start
    model.theta[...] = theta
    power = model if isinstance(model, Polynomial) else None
    return Recipe(
        model=experiment.model.name,
        dataset=dataset,
        preparation=preparation,
        split=split,
        steps=max(1, steps),
        layers=_layers(experiment, model),
        link=model.link,
        loss=experiment.loss,
        seed=experiment.seed,
        method=method.name,
        options=settings.options,
        schedule=settings.schedule,
        clip=settings.clip,
        batch_size=settings.batch_size,
        patience=settings.patience,
        drawn=spec.start is None,
        frozen=tuple(place for place in sorted(settings.frozen) if place < model.trained.size),
        powers=power.degree if power is not None else 0,
        centre=(power.mean, power.sd) if power is not None else (0.0, 1.0),
        function=model.function if isinstance(model, Function) else None,
        wave=float(model.amplitude) if isinstance(model, Sine) else 0.0,
    )


def recipes_of(experiment: Experiment, dataset: Dataset, steps: int) -> list[Recipe | DirectRecipe]:
    """Return what a program does that lets all active methods race; raises CodeError where one cannot."""
    keys = [method.key for method in experiment.methods if method.active]
    if not keys:
        raise CodeError("There is no active method to write a program for.")
    return [recipe_of(experiment, dataset, steps, key) for key in keys]


def _layers(experiment: Experiment, model: Any) -> tuple[CodeLayer, ...]:
    name, l1, l2 = experiment.model.name, experiment.l1, experiment.l2
    if name in ("line", "logistic", "slope", "sine"):
        W = model.theta[: model.n_inputs].reshape(-1, 1)
        return one_dense(W, None if name == "slope" else model.theta[-1:], l1, l2)
    if name == "polynomial":
        return one_dense(model.theta[1:].reshape(-1, 1), model.theta[:1], l1, l2)
    if name == "softmax":
        value = model.parameters.value
        return one_dense(value["W"], value["b"], l1, l2)
    if name == "function":
        return of_function(model.theta)
    if name == "network":
        return chain_of(model.graph, model.parameters.value, l1, l2)
    raise CodeError(
        f"Programs know lines, polynomials, sine waves, logistic and softmax regression and networks; got {name}."
    )
