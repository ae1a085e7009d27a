"""Heatmaps and loss surfaces as jobs for the mapper, each on a model of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gdviz.core.landscape import (
    Plane,
    StoppedError,
    never,
    parameter_plane,
    random_plane,
    refine_in_pieces,
    trajectory_plane,
)
from gdviz.core.losses import LOSSES
from gdviz.core.models.linear import LinearModel
from gdviz.core.objective import Objective
from gdviz.core.operations import Array
from gdviz.session.drafts import can_draft, draft
from gdviz.training.preparation import Blueprint, Preparation
from gdviz.training.settings import Settings

Extent = tuple[float, float, float, float]  # left, right, bottom, top
HEATMAP_SHAPES = ((64, 64), (100, 100))  # while it trains the first alone
HUGE = 500_000  # parameters: even a coarse heatmap of so many takes a second
HUGE_HEATMAP_SHAPES = ((32, 32), *HEATMAP_SHAPES)
SURFACE_SHAPES = ((25, 25), (65, 65), (129, 129))
FOLLOWING_SURFACE_SHAPES = ((25, 25),)
SLOW_SURFACE_SHAPES = ((17, 17), (33, 33), (65, 65))
SLOWEST_SURFACE_SHAPES = ((5, 5), (9, 9), (17, 17), (33, 33))
CURVE_POINTS = 257
PIECE_NUMBERS = 2**30  # parameters times places of a heatmap that are worked out in one go: some tens of milliseconds
LEAST_PLACES = 256  # in one go: of fewer a large model would read all of itself too often
SLOW_NUMBERS = 10_000_000  # rows times parameters: one loss takes some ten milliseconds from here on


@dataclass(frozen=True)
class PlaneChoice:
    """Which plane through the parameters is looked at.

    `kind` is "parameters" (two of them, by index), "random" (two directions) or "trajectory" (the main directions of
    the way that the shown method has taken).
    """

    kind: str = "parameters"
    first: int = 0
    second: int = 1
    seed: int = 1

    def within(self, size: int) -> PlaneChoice:
        """Return the choice for a model of so many parameters: the first two where it has not got those chosen."""
        return self if max(self.first, self.second) < max(2, size) else replace(self, first=0, second=1)


@dataclass(frozen=True, eq=False)
class Heatmap:
    """Answers (rows, columns, k) of the model over `extent`, row 0 at the bottom."""

    number: int
    step: int
    extent: Extent
    answers: Array


@dataclass(frozen=True, eq=False)
class Surface:
    """The loss over a plane through theta (rows, columns), or along one parameter (1, columns).

    `minimum` is the closed-form minimum in the plane's coordinates, where there is one. `batch` is the same plane seen
    by the batch of the present step. `final` is False while a finer one is on its way. `of` is what all but the batch
    was computed from.
    """

    number: int
    plane: Plane
    extent: Extent
    values: Array
    minimum: tuple[float, float] | None
    final: bool
    batch: Array | None = None
    of: tuple[Any, ...] = ()


def heatmap(number: int, step: int, blueprint: Blueprint, preparation: Preparation, theta: Array, extent: Extent,
            shapes: Sequence[tuple[int, int]] = HEATMAP_SHAPES) -> Iterator[Heatmap | None]:  # fmt: skip
    """Yield the model's answers over the plane on one grid after the other, coarse ones first.

    None in between lets other maps have their turn, where the model is so large that they would wait for long.
    """
    model = blueprint.make(theta)
    together = max(LEAST_PLACES, PIECE_NUMBERS // max(1, theta.size))
    for rows, columns in shapes:
        xs = np.linspace(extent[0], extent[1], columns)
        ys = np.linspace(extent[2], extent[3], rows)
        places = np.column_stack([np.tile(xs, rows), np.repeat(ys, columns)])
        pieces: list[Array] = []
        for start in range(0, len(places), together):
            if pieces:
                yield None
            with np.errstate(all="ignore"):
                pieces.append(model.answers(preparation.inputs_of_view(places[start : start + together])))
        answers = pieces[0] if len(pieces) == 1 else np.concatenate(pieces)
        yield Heatmap(number, step, extent, answers.reshape(rows, columns, -1))


def heatmap_shapes(size: int) -> tuple[tuple[int, int], ...]:
    """Return the grids of the heatmap of a model of so many parameters, coarse ones first."""
    return HUGE_HEATMAP_SHAPES if size > HUGE else HEATMAP_SHAPES


def plane_of(choice: PlaneChoice, blueprint: Blueprint, theta: Array, path: Array | None = None) -> Plane:
    """Return the chosen plane through theta; for one parameter the line along it, v zero.

    Coordinates are the two parameters themselves, or how far it is from theta along two directions: of `path` (m, P),
    where these are chosen.
    """
    model = blueprint.prototype
    names = model.component_names
    if choice.kind == "random" and theta.size > 2:
        return random_plane(theta, np.random.default_rng(choice.seed), model.parameters)
    if choice.kind == "trajectory" and theta.size > 2:
        return trajectory_plane(theta, theta[None] if path is None else path, model.parameters)
    first, second = min(choice.first, theta.size - 1), min(choice.second, theta.size - 1)
    return parameter_plane(theta, first, second, names)


def is_slow(blueprint: Blueprint, settings: Settings) -> bool:
    """True where one loss over all training rows takes longer than the window may wait."""
    model = blueprint.prototype
    return not isinstance(model, LinearModel) and model.theta.size * len(settings.split.X_train) > SLOW_NUMBERS


def value_at(surface: Surface, a: float, b: float) -> float | None:
    """Return the loss of the surface's nearest place; None outside it."""
    left, right, bottom, top = surface.extent
    rows, columns = surface.values.shape
    across, up = (a - left) / ((right - left) or 1.0), (b - bottom) / ((top - bottom) or 1.0)
    if not (0.0 <= across <= 1.0 and 0.0 <= up <= 1.0):
        return None
    return float(surface.values[round(up * (rows - 1)), round(across * (columns - 1))])


def objective_of(blueprint: Blueprint, settings: Settings, watch: Callable[[], None] | None = None) -> Objective:
    """Return an objective on a model of its own, over all training rows; what `watch` raises ends an evaluation."""
    X, y = settings.split.X_train, settings.split.y_train
    return Objective(blueprint.make(), LOSSES[settings.loss](), X, y, l1=settings.l1, l2=settings.l2, watch=watch)


def surface(
    number: int,
    blueprint: Blueprint,
    settings: Settings,
    plane: Plane,
    extent: Extent,
    rows: Array | None,
    *,
    fine: bool = True,
    brisk: bool = False,
    stop: Callable[[], bool] = never,
    of: tuple[Any, ...] = (),
    known: Surface | None = None,
) -> Iterator[Surface | None]:
    """Yield the loss over the plane, coarse first, or coarse only; ends early where `stop` says so.

    None in between lets other maps have their turn. Of a final surface that is `known`, only the batch is computed.
    `brisk` draws one of many: a frame of a film.
    """
    if brisk and not fine and can_draft(blueprint):
        with contextlib.suppress(StoppedError):
            yield Surface(number, plane, extent, draft(blueprint, settings, plane, extent, stop), None, True, of=of)
        return

    def watch() -> None:
        if stop():
            raise StoppedError

    objective = objective_of(blueprint, settings, watch)
    minimum = None
    if objective.quadratic is not None:
        a, b = plane.project(objective.quadratic.minimum[None])[0]
        minimum = (float(a), float(b))
    at_once = objective.quadratic is not None or objective.model.is_function
    slowest = is_slow(blueprint, settings)
    shapes: tuple[tuple[int, int], ...] = SLOWEST_SURFACE_SHAPES if slowest else SLOW_SURFACE_SHAPES
    if at_once:
        shapes = SURFACE_SHAPES
    elif not fine:
        shapes = SLOWEST_SURFACE_SHAPES[:2] if slowest else FOLLOWING_SURFACE_SHAPES
    if plane.origin.size == 1:
        shapes = ((1, CURVE_POINTS),)
    batch = None
    if rows is not None and plane.origin.size <= 2:
        split = settings.split
        part = Objective(objective.model, objective.loss_function, split.X_train[rows], split.y_train[rows],
                         l1=settings.l1, l2=settings.l2, watch=watch)  # fmt: skip
        for batch in refine_in_pieces(part, plane, extent, shapes[1:2] or shapes, stop):
            if batch is None:
                yield None
    if known is not None and known.final:
        yield replace(known, batch=batch)
        return
    place = 0
    for values in refine_in_pieces(objective, plane, extent, shapes, stop):
        if values is None:
            yield None
            continue
        place += 1
        yield Surface(number, plane, extent, values, minimum, place == len(shapes), batch, of)
