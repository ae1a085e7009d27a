"""What is looked at inside the network: pictures of its neurons, the neuron in focus, one sample."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from gdviz.core.anatomy import Neuron, Slopes, Stage, can_be_taken_apart, look_inside, one_sample, stages
from gdviz.core.losses import LOSSES
from gdviz.core.models import Model
from gdviz.core.objective import Objective
from gdviz.core.operations import Array
from gdviz.session.conductor import Course
from gdviz.session.neuron_maps import NeuronMaps, neuron_maps
from gdviz.training.mapper import Mapper
from gdviz.training.preparation import Blueprint, Preparation
from gdviz.training.settings import Settings
from gdviz.training.snapshot import LaneSnapshot

if TYPE_CHECKING:
    from gdviz.session.hub import Hub

MAPS_SHARE = 0.1  # of the time at most may go into pictures while it trains ...
SEEN_SECONDS = 0.06  # ... and no more often than this while steps are many: every second frame
KIND = "neurons"
SCALES = {"tanh": (0.0, 1.0), "sigmoid": (0.5, 0.5), "softmax": (0.5, 0.5), "step": (0.5, 0.5)}


class Inside(QObject):
    """The session's view into the network that is shown; panels read it and are told by its signals."""

    maps_changed = Signal()
    focus_changed = Signal()
    sample_changed = Signal()

    def __init__(self, session: Hub, mapper: Mapper) -> None:
        super().__init__(session)
        self._session = session
        self._mapper = mapper
        self.maps: NeuronMaps | None = None
        self.focus: Neuron | None = None
        self._side = 0
        self._sample: int | None = None  # the id of a point
        self._maps_of: tuple[Any, ...] = ()
        self._due = 0.0
        self._taken: tuple[Model, tuple[Stage, ...]] | None = None
        self._known: tuple[Blueprint, tuple[str, ...]] | None = None

    # -- the network -----------------------------------------------------------------------------------------------

    @property
    def is_network(self) -> bool:
        """True if the present model can be taken apart."""
        return bool(self._activations())

    def _activations(self) -> tuple[str, ...]:
        """Return the activation of each layer of the present model; none if it cannot be taken apart."""
        course = self._session.course
        if course is None:
            return ()
        if self._known is None or self._known[0] is not course.blueprint:
            model = course.blueprint.prototype
            apart = stages(model) if can_be_taken_apart(model) else ()
            self._known = course.blueprint, tuple(stage.activation for stage in apart)
        return self._known[1]

    def stages(self, theta: Array) -> tuple[Stage, ...]:
        """Return the layers of the session's own model at theta; the next call overwrites them."""
        model = self._session.probe.model_at(theta)
        if model is None or not self.is_network:
            return ()
        if self._taken is None or self._taken[0] is not model:
            self._taken = model, stages(model)  # views of its theta, whatever that is
        return self._taken[1]

    def curve(self, theta: Array, neuron: Neuron | None, places: Array) -> tuple[Array, Array] | None:
        """Return drawn inputs (n, d), `places` as soon as they are known, and what a neuron answers there (n,)."""
        if neuron is None or not self.is_network:
            return None
        known = self._session.asking.ask("neuron", theta, places, partial(_neuron_answers, neuron), (neuron,))
        return None if known is None or known.value is None else (known.places, known.value)

    def scale_of(self, neuron: Neuron) -> tuple[float, float | None]:
        """Return the middle of what a neuron may answer and how far it goes from there; None where there is no end."""
        column, activations = neuron[0], self._activations()
        return SCALES.get(activations[column - 1], (0.0, None)) if 1 <= column <= len(activations) else (0.0, None)

    def gradient(self) -> Array | None:
        """Return dJ/dtheta (P,) at the shown moment; None while that is not known.

        J is the loss of all training rows with penalties, as the network answers: dropout drops nothing out, and what
        stands above is how it changes when a weight is set by hand. Of a large network it may be a moment old.
        """
        course, lane = self._session.course, self._session.shown
        if course is None or lane is None or not self.is_network:
            return None
        settings = course.settings
        of = (course.split, settings.loss, settings.l1, settings.l2)
        known = self._session.asking.ask("gradient", lane.theta, course.split.X_train, partial(_gradient, settings), of)
        return None if known is None or len(known.value) != lane.theta.size else np.asarray(known.value)

    # -- pictures --------------------------------------------------------------------------------------------------

    def want(self, side: int) -> None:
        """Ask for pictures of all neurons, so many places wide, with every new moment; 0 ends it."""
        if side != self._side:
            self._side = side
            self._session.refresh_maps()

    def set_focus(self, neuron: Neuron | None) -> None:
        """Let the data plot show what this neuron answers instead of the model's answers; None ends it."""
        if neuron != self.focus:
            self.focus = neuron
            self.focus_changed.emit()
            self._session.refresh_maps()

    def large_map(self) -> NeuronMaps | None:
        """Return the maps that hold the neuron in focus over the plane, once they are there."""
        maps = self.maps
        there = maps is not None and self.focus is not None and maps.focus == self.focus and maps.large is not None
        return maps if there else None

    def clear(self) -> None:
        """Forget what belongs to a race that has gone."""
        self.maps, self._maps_of, self._due = None, (), 0.0
        self._taken = self._known = None

    def ask(self, course: Course, lane: LaneSnapshot, playing: bool, races: bool) -> None:
        """Ask the mapper for what is wanted and no longer true; no more often than it is seen while it `races`."""
        session = self._session
        if not self._side or not self.is_network:
            return
        extent = session.maps.heatmap_extent
        wanted = (
            course.number,
            course.split,
            lane.key,
            lane.step,
            lane.theta.tobytes(),
            self._side,
            self.focus,
            extent,
        )
        now = time.perf_counter()
        if wanted == self._maps_of or (playing and now < self._due):
            return
        self._maps_of = wanted
        self._due = now + max(SEEN_SECONDS if races else 0.0, self._mapper.seconds.get(KIND, 0.0) / MAPS_SHARE)
        arguments = (course.number, lane.step, course.blueprint, course.preparation, session.dataset, lane.theta,
                     self._side, self.focus, extent)  # fmt: skip
        self._mapper.ask(KIND, lambda: neuron_maps(*arguments))

    def take(self, number: int | None) -> None:
        """Take what the mapper has ready for the race `number`."""
        maps: NeuronMaps | None = self._mapper.take(KIND)
        if maps is None or maps.number != number:
            return
        self.maps = maps
        self.maps_changed.emit()

    # -- one sample ------------------------------------------------------------------------------------------------

    @property
    def sample(self) -> int | None:
        """The row of the point that is followed through the network; None without one."""
        if self._sample is None:
            return None
        rows = np.flatnonzero(self._session.dataset.ids == self._sample)
        return int(rows[0]) if len(rows) else None

    def set_sample(self, row: int | None) -> None:
        """Follow the point in this row through the network; None ends it."""
        chosen = None if row is None else int(self._session.dataset.ids[row])
        if chosen != self._sample:
            self._sample = chosen
            self.sample_changed.emit()

    def slopes(self) -> Slopes | None:
        """Return forward and backward of the sample at the shown moment, without penalties; None while not known."""
        session, row = self._session, self.sample
        lane = session.shown
        if lane is None or row is None or not self.is_network:
            return None
        dataset, loss = session.dataset, session.experiment.loss
        y = session.preparation.view_y(dataset.y[row : row + 1])
        of = (loss, int(dataset.ids[row]), *y.tolist())
        known = session.asking.ask("sample", lane.theta, dataset.X[row : row + 1], partial(_slopes, loss, y), of)
        return None if known is None else known.value


def _neuron_answers(neuron: Neuron, model: Model, preparation: Preparation, places: Array) -> Array | None:
    outputs = look_inside(model, preparation.inputs_of_view(places)).outputs
    column, row = neuron
    fits = column < len(outputs) and row < outputs[column].shape[1]
    return np.asarray(outputs[column][:, row]) if fits else None


def _slopes(loss: str, y: Array, model: Model, preparation: Preparation, row: Array) -> Slopes:
    return one_sample(model, loss, preparation.inputs(row), y)


def _gradient(settings: Settings, model: Model, preparation: Preparation, rows: Array) -> Array:
    loss, y = LOSSES[settings.loss](), settings.split.y_train
    objective = Objective(model, loss, rows, y, l1=settings.l1, l2=settings.l2, training=False)
    slopes = np.zeros_like(model.theta)  # what is not trained, such as running means, has none
    slopes[: model.trained.size] = objective.loss_and_gradient(model.trained)[1]
    return slopes
