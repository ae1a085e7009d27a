"""What can be chosen, as functions from one document to the next; ValueError or TypeError where it does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gdviz.core.datasets import Dataset
from gdviz.core.methods import METHODS
from gdviz.session.document import Document, Tweak
from gdviz.session.fitting import function_of
from gdviz.training.build import generate
from gdviz.training.experiment import (
    MAX_METHODS,
    NO_TRANSFORM,
    OWN_DATA,
    DataChoice,
    Experiment,
    MethodChoice,
    ModelChoice,
)
from gdviz.training.snapshot import LaneSnapshot

_FRESH = {"source", "options", "seed"}  # what says which points are generated


def with_experiment(document: Document, **changes: Any) -> Document:
    """Return the document with other fields of the experiment."""
    return replace(document, experiment=document.experiment.replace(**changes))


def with_data(document: Document, **changes: Any) -> Document:
    """Return the document with other fields of the data choice, and generated anew where that asks for it."""
    choice = replace(document.experiment.data, **changes)
    dataset = generate(choice) if _FRESH & set(changes) else document.dataset
    return replace(with_experiment(document, data=choice, model=model_of_data(document)), dataset=dataset)


def model_of_data(document: Document) -> ModelChoice:
    """Return the present model, or the simplest in place of a function: somebody has turned to the data."""
    return ModelChoice() if function_of(document.experiment) else document.experiment.model


def with_method(document: Document, key: int, **changes: Any) -> Document:
    """Return the document with other fields of one method."""
    experiment = document.experiment
    return replace(document, experiment=experiment.with_method(replace(experiment.method(key), **changes)))


def with_another_method(document: Document, name: str) -> Document:
    """Return the document with one more method, in the first free colour and with the batches of the others."""
    methods = document.experiment.methods
    batch = next((m.batch_size for m in methods if METHODS[m.name].uses_batches), None)
    added = MethodChoice(
        key=max(method.key for method in methods) + 1,
        name=name,
        batch_size=batch if METHODS[name].uses_batches else None,
        color=min(set(range(MAX_METHODS)) - {method.color for method in methods}),
    )
    return with_experiment(document, methods=(*methods, added))


def without_method(document: Document, key: int) -> Document:
    """Return the document without a method; the last one stays."""
    methods = tuple(method for method in document.experiment.methods if method.key != key)
    return with_experiment(document, methods=methods or document.experiment.methods)


def with_held(document: Document, index: int, held: bool) -> Document:
    """Return the document with a parameter held still in every model of the race, or let go."""
    frozen = set(document.experiment.frozen)
    frozen = frozen | {index} if held else frozen - {index}
    return with_experiment(document, frozen=tuple(sorted(frozen)))


def with_points(document: Document, dataset: Dataset) -> Document:
    """Return the document with points that were drawn, moved or deleted."""
    choice = replace(document.experiment.data, source=OWN_DATA, options={})
    return replace(with_experiment(document, data=choice), dataset=dataset, origin=document.drawn_from)


def with_table(document: Document, dataset: Dataset) -> Document:
    """Return the document with an imported data set, as it is."""
    choice = replace(
        document.experiment.data,
        source=OWN_DATA,
        options={},
        transform_x=NO_TRANSFORM,
        transform_y=NO_TRANSFORM,
        features=("x1", "x2"),
    )
    changed = with_experiment(document, data=choice, model=model_of_data(document))
    return replace(changed, dataset=dataset, origin=None)


def with_fresh_points(document: Document, origin: DataChoice, **changes: Any) -> Document:
    """Return the document with points of `origin`, other options of which are chosen, in place of edited ones."""
    data = document.experiment.data
    kept = {name: getattr(data, name) for name in ("train_share", "transform_x", "transform_y", "features")}
    choice = replace(origin, **kept, **changes)
    return replace(with_experiment(document, data=choice), dataset=generate(choice))


def opened(document: Document, experiment: Experiment, dataset: Dataset | None) -> Document:
    """Return the document with a whole experiment in its place; without a data set it is generated."""
    dataset = generate(experiment.data) if dataset is None else dataset
    return replace(document, experiment=experiment, dataset=dataset, origin=None)


def tweaks(lane: LaneSnapshot, values: Mapping[int, float]) -> tuple[Tweak, ...]:
    """Return what sets parameters of the shown model by hand; none where they have these values already."""
    made = tuple(Tweak(lane.key, index, float(lane.theta[index]), float(value)) for index, value in values.items())
    return made if any(tweak.before != tweak.after for tweak in made) else ()
