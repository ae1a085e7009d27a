"""Loss surfaces for films: a plane through a moving theta, drawn anew for each frame in a fraction of the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np

from gdviz.core.landscape import Extent, Plane, surface
from gdviz.core.losses import LOSSES
from gdviz.core.models.base import Model
from gdviz.core.models.layered import LayeredModel
from gdviz.core.models.linear import LinearModel
from gdviz.core.models.with_tanh import with_tanh
from gdviz.core.objective import Objective
from gdviz.core.operations import Array, run
from gdviz.training.preparation import Blueprint
from gdviz.training.settings import Settings

SIDE = 17  # points of the grid that is computed: joined by cubics they are as near as 25 joined by straight lines
FINENESS = 3  # cells of the picture in one of that grid
MOST_ROUNDING = 2e-3  # of the surface's height: a plainer one is computed in double precision
ERROR = 2e-7  # of a mean loss in single precision, relative to it


def can_draft(blueprint: Blueprint) -> bool:
    """Return whether the model is one whose surface is worth it: those of linear models cost next to nothing."""
    model = blueprint.prototype
    return not isinstance(model, LinearModel) and model.theta.size > 2


def draft(blueprint: Blueprint, settings: Settings, plane: Plane, extent: Extent, stop: Callable[[], bool]) -> Array:
    """Return the training loss (rows, columns) over the plane, row 0 at the bottom, exact on every third point.

    Single precision, where what it leaves out cannot be seen. Raises StoppedError where `stop` says so.
    """
    values = _surface(blueprint, settings, plane, extent, np.float32, stop)
    finite = values[np.isfinite(values)]
    if finite.size and ERROR * np.abs(finite).max() > MOST_ROUNDING * np.ptp(finite):
        values = _surface(blueprint, settings, plane, extent, np.float64, stop)
    return smooth(values)


def smooth(values: Array) -> Array:
    """Return the grid `FINENESS` times as fine, the points between on cubics, within what was there before.

    Where a value is not finite there is nothing to join: then the grid stays as it is.
    """
    if not np.isfinite(values).all():
        return values
    rows, columns = (_cubics(side) for side in values.shape)
    between: Array = rows @ values @ columns.T
    between = np.clip(between, values.min(), values.max())
    between[::FINENESS, ::FINENESS] = values
    return between


def _surface(
    blueprint: Blueprint,
    settings: Settings,
    plane: Plane,
    extent: Extent,
    precision: type[np.floating],
    stop: Callable[[], bool],
) -> Array:
    X, y = settings.split.X_train, settings.split.y_train
    model = blueprint.make(dtype=precision)
    if not (settings.l1 or settings.l2):
        plane = _plainer(model, plane)
    objective = Objective(model, LOSSES[settings.loss](), X, y, l1=settings.l1, l2=settings.l2)
    return surface(objective, plane, extent, (SIDE, SIDE), stop)


def _plainer(model: Model, plane: Plane) -> Plane:
    """Let sigmoids of the model be hyperbolic tangents, and return the same plane through the twin's parameters.

    The twin's are linear in the model's, so that a plane stays one. The penalty would be another: for losses without.
    """
    theta = model.theta
    if not isinstance(model, LayeredModel) or model.own_penalties is not None or plane.origin.size != theta.size:
        return plane
    twin = with_tanh(model.graph, model.parameters)
    if twin is None:
        return plane
    graph, parameters, take_over = twin

    def moved(direction: Array) -> Array:
        theta[...] = direction
        run(take_over)
        return parameters.theta.astype(np.float64)

    moved_plane = replace(plane, origin=moved(plane.origin), u=moved(plane.u), v=moved(plane.v))
    model.graph, model.parameters = graph, parameters
    return moved_plane


@cache
def _cubics(side: int) -> Array:
    """Return the weights (finer, side) by which points between are mixed: cubics with the slopes of their neighbours.

    Beyond the edge lies what a parabola through the last three points says. Keys 1981, IEEE Trans. ASSP 29, a = -1/2.
    """
    places = np.linspace(0.0, side - 1.0, FINENESS * (side - 1) + 1)
    left = np.minimum(places.astype(np.int64), side - 2)
    t = places - left
    parts = (
        (-1, (-t + 2 * t**2 - t**3) / 2),
        (0, (2 - 5 * t**2 + 3 * t**3) / 2),
        (1, (t + 4 * t**2 - 3 * t**3) / 2),
        (2, (-(t**2) + t**3) / 2),
    )
    weights = np.zeros((len(places), side + 2))
    for offset, part in parts:
        weights[np.arange(len(places)), left + offset + 1] += part
    for beyond, first, second, third in ((0, 1, 2, 3), (-1, -2, -3, -4)):
        for inside, share in ((first, 3.0), (second, -3.0), (third, 1.0)):
            weights[:, inside] += share * weights[:, beyond]
    return weights[:, 1:-1].copy()
