"""The loss over a plane through theta: what a contour map or a 3-D surface shows."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TypeAlias

import numpy as np

from gdviz.core.loss_stack import LossStack
from gdviz.core.models.function import Function
from gdviz.core.models.linear import LinearModel
from gdviz.core.objective import Objective
from gdviz.core.operations import Array
from gdviz.core.planes import (
    Extent,
    Plane,
    axes,
    parameter_plane,
    pixel_extent,
    random_plane,
    suggest_extent,
    trajectory_plane,
)
from gdviz.core.regularizers import Penalty

__all__ = [
    "Extent",
    "Plane",
    "axes",
    "curve",
    "line_values",
    "parameter_plane",
    "pixel_extent",
    "random_plane",
    "refine",
    "refine_in_pieces",
    "suggest_extent",
    "surface",
    "trajectory_plane",
]

SHAPES = ((24, 24), (64, 64), (160, 160))
PIECE_NUMBERS = 2**20  # rows times parameters: one loss takes some milliseconds from here on
BLOCK_NUMBERS = 2**20  # parameters of many places at once that penalties are worked out for

Pieces: TypeAlias = Generator[None, None, Array]
"""Computes an array, and lets go of control every few milliseconds, or after a step that cannot be parted."""


class StoppedError(Exception):
    """Raised by `surface` where `stop` said so: there is no whole surface to return."""


def never() -> bool:
    return False


def surface(
    objective: Objective,
    plane: Plane,
    extent: Extent,
    shape: tuple[int, int],
    stop: Callable[[], bool] = never,
    coarse: Array | None = None,
) -> Array:
    """Return J (rows, columns) over the plane, all rows of the objective, penalty included; row 0 is the bottom (b0).

    Points lie evenly from edge to edge of the extent (a0, a1, b0, b1). Where J is beyond the numbers it is inf or NaN.
    No evaluation is counted: nobody searches here. The model's theta is used and put back; an objective that another
    thread trains must not be handed in. `stop` is asked every few milliseconds, and ends it with `StoppedError`.
    `coarse` is the surface on every second point of this grid, where it is known: it is not computed again.
    """
    return _whole(_in_pieces(objective, plane, extent, shape, stop, coarse))


def refine(
    objective: Objective,
    plane: Plane,
    extent: Extent,
    shapes: Sequence[tuple[int, int]] = SHAPES,
    stop: Callable[[], bool] = never,
) -> Iterator[Array]:
    """Yield the surface coarse first and then finer; ends early where `stop` says so."""
    return (values for values in refine_in_pieces(objective, plane, extent, shapes, stop) if values is not None)


def refine_in_pieces(
    objective: Objective,
    plane: Plane,
    extent: Extent,
    shapes: Sequence[tuple[int, int]] = SHAPES,
    stop: Callable[[], bool] = never,
) -> Iterator[Array | None]:
    """Yield the same, and None every few milliseconds, so that others can have their turn; some losses take long.

    The objective is in use from the first to the last.
    """
    coarse = None
    for shape in shapes:
        try:
            coarse = yield from _in_pieces(objective, plane, extent, shape, stop, coarse)
        except StoppedError:
            return
        yield coarse


def line_values(objective: Objective, origin: Array, direction: Array, positions: Array) -> Array:
    """Return J (m,) at origin + t direction for evenly spaced positions t (m,)."""
    line = Plane(np.asarray(origin, np.float64), np.asarray(direction, np.float64), np.zeros(origin.size))
    values: Array = surface(objective, line, (float(positions[0]), float(positions[-1]), 0, 0), (1, len(positions)))[0]
    return values


def curve(objective: Objective, index: int, low: float, high: float, n: int) -> Array:
    """Return J (n,) along one parameter from low to high, the others as in the model's theta."""
    values: Array = surface(objective, parameter_plane(objective.theta, index, index), (low, high, 0, 0), (1, n))[0]
    return values


def _in_pieces(
    objective: Objective,
    plane: Plane,
    extent: Extent,
    shape: tuple[int, int],
    stop: Callable[[], bool],
    coarse: Array | None,
) -> Pieces:
    a, b = axes(extent, shape)
    if coarse is not None and (2 * coarse.shape[0] - 1, 2 * coarse.shape[1] - 1) != shape:
        coarse = None
    losses = yield from _without_penalty(objective, plane, a, b, stop, coarse is not None)
    if objective.penalty is not None:
        losses += yield from _penalties(objective.penalty, plane, a, b, stop)
    if coarse is not None:
        losses[::2, ::2] = coarse
    return losses


def _whole(pieces: Pieces) -> Array:
    """Return what comes at the end of the pieces."""
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            values: Array = end.value
            return values


def _without_penalty(
    objective: Objective, plane: Plane, a: Array, b: Array, stop: Callable[[], bool], coarse_is_known: bool
) -> Pieces:
    if isinstance(objective.model, Function) and objective.weights is None:
        grid = plane.origin + a[None, :, None] * plane.u + b[:, None, None] * plane.v
        with np.errstate(all="ignore"):
            return objective.model.heights(grid.reshape(-1, 2)).reshape(b.size, a.size)
    factor = getattr(objective.loss_function, "factor", None)
    if not isinstance(objective.model, LinearModel):
        return (yield from _walked(objective, plane, a, b, stop, coarse_is_known))
    with np.errstate(all="ignore"):
        if factor is not None and objective.model.link == "identity":
            return _parabolic(objective, factor, plane, a, b)
        return _stacked(objective, plane, a, b, stop)


def _parabolic(objective: Objective, factor: float, plane: Plane, a: Array, b: Array) -> Array:
    """L = L0 + |r0 + a ru + b rv|^2, a squared length in three dimensions, whatever the number of rows.

    With Q R = [ru rv r0], orthonormal Q: (R11 a + R12 b + R13)^2 + (R22 b + R23)^2 + R33^2. A sum of squares is never
    below its minimum by rounding.
    """
    if objective.parabola is not None:
        A, lowest = objective.parabola.root * np.sqrt(0.5), objective.parabola.lowest
        residuals = np.column_stack([A @ plane.u, A @ plane.v, A @ (plane.origin - objective.parabola.minimum)])
    else:
        Phi, y, lowest = objective.rows, objective.targets, 0.0
        scores = (Phi @ part.reshape(Phi.shape[1], -1) for part in (plane.u, plane.v, plane.origin))
        u, v, origin = (part.astype(np.float64) for part in scores)
        residuals = np.sqrt(factor / len(y)) * np.column_stack([u.ravel(), v.ravel(), (origin - y).ravel()])
        if objective.weights is not None:
            residuals *= np.sqrt(objective.weights)[:, None]
    R = np.zeros((3, 3))
    triangle = np.linalg.qr(residuals, mode="r")
    R[: len(triangle)] = triangle
    losses: Array = np.add.outer(R[0, 1] * b + R[0, 2], R[0, 0] * a)
    np.multiply(losses, losses, losses)
    losses += ((R[1, 1] * b + R[1, 2]) ** 2 + R[2, 2] ** 2 + lowest)[:, None]
    return losses


def _stacked(objective: Objective, plane: Plane, a: Array, b: Array, stop: Callable[[], bool]) -> Array:
    """Scores are linear in theta too: Z = Z0 + a Zu + b Zv, a block of grid points at a time."""
    Phi, y, outputs = objective.rows, objective.targets, objective.model.n_outputs
    parts = (part.reshape(Phi.shape[1], -1).astype(Phi.dtype) for part in (plane.u, plane.v, plane.origin))
    Zu, Zv, Z0 = (Phi @ part for part in parts)
    A, B = (grid.ravel().astype(Phi.dtype) for grid in np.meshgrid(a, b))
    spread = np.stack([Zu, Zv, Z0])  # (3, n, k)
    coordinates = np.column_stack([A, B, np.ones_like(A)])

    def fill(part: slice, Z: Array) -> None:
        for output in range(outputs):
            np.matmul(coordinates[part], spread[..., output], out=Z[..., output])

    losses = np.empty(A.size)
    stack = LossStack(objective.loss_function, objective.model.link, y, outputs, objective.weights)
    for part, values in stack.losses(A.size, fill):
        losses[part] = values
        if stop():
            raise StoppedError
    return losses.reshape(b.size, a.size)


def _walked(
    objective: Objective, plane: Plane, a: Array, b: Array, stop: Callable[[], bool], coarse_is_known: bool
) -> Pieces:
    """Go to every point of the plane and ask there, every second one of every second row left out if it is known."""
    tape, theta = objective.full, objective.theta
    if plane.origin.size == objective.model.theta.size:
        theta = objective.model.theta  # with the numbers that no method trains
    kept = theta.copy()
    losses = np.zeros((b.size, a.size))
    places = [
        (row, column)
        for row in range(b.size)
        for column in range(a.size)
        if not (coarse_is_known and row % 2 == column % 2 == 0)
    ]
    together = max(1, PIECE_NUMBERS // (theta.size * max(1, len(objective.targets))))
    start, start_of = plane.origin, -1
    try:
        for first in range(0, len(places), together):
            # not around the yield: what is ignored here is not for those who have their turn meanwhile
            with np.errstate(all="ignore"):
                for row, column in places[first : first + together]:
                    if row != start_of:
                        start, start_of = plane.origin + b[row] * plane.v, row
                    theta[...] = start + a[column] * plane.u
                    losses[row, column] = tape.value()
                    if stop():
                        raise StoppedError
            yield
    finally:
        theta[...] = kept
    return losses


def _penalties(penalty: Penalty, plane: Plane, a: Array, b: Array, stop: Callable[[], bool]) -> Pieces:
    """Return l1 sum |w| + l2 sum w^2 (rows, columns), without parameters that the plane leaves where they are."""
    u, v, origin = (each[: penalty.penalized.size] for each in (plane.u, plane.v, plane.origin))  # what is trained
    moved = (u != 0) | (v != 0)
    with np.errstate(all="ignore"):
        part, rest = penalty.part(moved), penalty.part(~moved).value(origin[~moved])
    u, v, origin = u[moved], v[moved], origin[moved]
    values = np.empty((b.size, a.size))
    together = max(1, BLOCK_NUMBERS // max(1, u.size))
    for row, b_row in enumerate(b):
        for first in range(0, a.size, together):
            block = slice(first, first + together)
            with np.errstate(all="ignore"):
                values[row, block] = part.values(a[block, None] * u + (origin + b_row * v))
            if stop():
                raise StoppedError
            yield
    values += rest
    return values
