"""What the model of a race answers and loses at any theta, worked out at once on copies of the window's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gdviz.core.models import Model
from gdviz.core.objective import Objective
from gdviz.core.operations import Array
from gdviz.session import maps
from gdviz.session.conductor import Course
from gdviz.training.preparation import Preparation

if TYPE_CHECKING:
    from gdviz.session.hub import Hub


class Probe:
    """A model and an objective for drawing: small questions, which need no thread.

    `preparation` says how rows become what the present model sees.
    """

    def __init__(self, session: Hub, preparation: Preparation) -> None:
        self._session = session
        self.preparation = preparation
        self._model: Model | None = None
        self._at: Array | None = None  # where the model is: several panels look at millions of parameters in a frame
        self._objective: Objective
        self._objective_of: Course | None = None  # whose loss `_objective` gives

    def begin(self, preparation: Preparation) -> None:
        """Ask the model of the present race from now on, or none where there is no race."""
        course = self._session.course
        self.preparation = preparation
        self._model = None if course is None else course.blueprint.make()
        self._at = self._objective_of = None

    def model_at(self, theta: Array) -> Model | None:
        """Return the model at theta; it is one model, overwritten by the next call. None where theta is another's."""
        if self._model is None or self._model.theta.shape != theta.shape:
            return None
        if theta is not self._at or theta.flags.writeable:
            self._model.theta[...] = theta
            self._at = theta
        return self._model

    def answers(self, theta: Array, places: Array) -> Array | None:
        """Return the model's answers (n, k) at theta for drawn inputs (n, d), in drawn units."""
        model = self.model_at(theta)
        if model is None:
            return None
        with np.errstate(all="ignore"):
            return model.answers(self.preparation.inputs_of_view(places))

    def loss(self, theta: Array) -> float | None:
        """Return the training loss with penalty, as the loss surface shows it, at theta; None where there is no race.

        None also for a model and data so large that the window would wait for it: the surface knows it roughly.
        """
        losses = self.losses(theta[None])
        return None if losses is None else float(losses[0])

    def losses(self, thetas: Array) -> Array | None:
        """Return the same (m,) at many places (m, P)."""
        course = self._session.course
        if course is None or maps.is_slow(course.blueprint, course.settings):
            return None
        if self._objective_of is not course:
            self._objective, self._objective_of = maps.objective_of(course.blueprint, course.settings), course
        with np.errstate(all="ignore"):
            return self._objective.losses(thetas)
