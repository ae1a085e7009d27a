"""Layers of the network are added, removed and resized; what stays keeps the weights that it has learned."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication

from gdviz.core.carry_over import carried_over
from gdviz.core.initializers import USUAL
from gdviz.core.layers.choice import LayerChoice
from gdviz.core.models.network import Network, declared_layers, declared_output
from gdviz.core.operations import Array
from gdviz.session.session import Session
from gdviz.training.experiment import ModelChoice
from gdviz.training.preparation import Blueprint
from gdviz.training.race import draw_start


def layers_of(session: Session) -> tuple[LayerChoice, ...]:
    """Return the layers before the output, as they are chosen; none for another model."""
    model = session.experiment.model
    return declared_layers(model.options) if model.name == "network" else ()


def output_of(session: Session) -> LayerChoice:
    """Return the output layer of the network as it is chosen; a usual one for another model."""
    model = session.experiment.model
    return declared_output(model.options if model.name == "network" else {})


def change_layers(
    session: Session,
    label: str,
    layers: Sequence[LayerChoice],
    origins: Sequence[int | None],
    merge: str | None = None,
    output: LayerChoice | None = None,
) -> bool:
    """Exchange the layers before the output, and keep the weights of those that stay.

    `origins` says of each which of the present layers it is, None for a new one; `output` is another output layer.
    Weights that are to start otherwise do so. Returns False, with a message, where it can't be.
    """
    course, before = session.course, layers_of(session)
    old_output = output_of(session)
    output = old_output if output is None else output
    stay = [
        None if origin is None or _starts_otherwise(layer, before[origin]) else origin
        for layer, origin in zip(layers, origins, strict=True)
    ]
    try:
        choice = network_of(layers, output)
        old = None if course is None else course.blueprint.prototype
        if course is None or not isinstance(old, Network):
            return session.set_experiment(label, merge=merge, model=choice)
        present = _theta(session, course.blueprint)
        new = dataclasses.replace(course.blueprint, choice=choice).make()
        assert isinstance(new, Network)
        places = carried_over(old, new, stay, output=not _starts_otherwise(output, old_output))
    except (ValueError, TypeError) as error:
        session.say(str(error), "error")
        return False
    new.initialize(np.random.default_rng(session.experiment.seed))
    theta = np.where(places >= 0, present[places], new.theta)
    frozen = tuple(np.flatnonzero(np.isin(places, session.experiment.frozen)).tolist())
    start = tuple(theta.tolist())
    if not session.set_experiment(label, merge=merge, model=choice, start=start, frozen=frozen):
        return False
    fresh = int((places < 0).sum())
    kept = len(places) - fresh
    session.say(
        QCoreApplication.translate(
            "Surgery", "The network begins anew with {kept} weights as they were and {fresh} new ones. Undo: Ctrl+Z."
        ).format(kept=kept, fresh=fresh)
    )
    return True


def _theta(session: Session, blueprint: Blueprint) -> Array:
    """Return theta of the shown model, or where a race that has not been seen yet begins."""
    lane, start = session.shown, session.experiment.start
    if lane is not None:
        return lane.theta
    return draw_start(blueprint, session.experiment.seed) if start is None else np.array(start)


def resize_layer(session: Session, place: int, width: int, merge: str | None = None) -> bool:
    """Give the dense layer at `place` so many neurons; those that stay keep their weights."""
    layers = list(layers_of(session))
    layers[place] = layers[place].replace(width=width)
    label = QCoreApplication.translate("Surgery", "Neurons")
    return change_layers(session, label, layers, range(len(layers)), merge)


def change_output(session: Session, label: str, output: LayerChoice, merge: str | None = None) -> bool:
    """Exchange the output layer; the layers before it keep their weights."""
    layers = layers_of(session)
    return change_layers(session, label, layers, range(len(layers)), merge, output)


def _starts_otherwise(layer: LayerChoice, before: LayerChoice) -> bool:
    """Return whether a layer's weights are to be drawn in another way than before."""
    return layer.name == before.name and layer.options.get("initializer", USUAL) != before.options.get(
        "initializer", USUAL
    )


def network_of(layers: Sequence[LayerChoice], output: LayerChoice | None = None) -> ModelChoice:
    """Return the choice of a network with these layers, in the short form where that says all."""
    behind = {} if output is None or not output.options else {"output": output}
    plain = all(
        layer.name == "dense" and not set(layer.options) - {"width", "activation"} and "width" in layer.options
        for layer in layers
    )
    activations = {layer.options.get("activation", "linear") for layer in layers}
    if plain and len(activations) == 1:
        widths = tuple(layer.options["width"] for layer in layers)
        return ModelChoice("network", {"hidden": widths, "activation": activations.pop(), **behind})
    return ModelChoice("network", {"layers": tuple(layers), **behind})
