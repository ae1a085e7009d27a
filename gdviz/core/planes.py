"""Planes through theta: what a loss surface is drawn over."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np

from gdviz.core.operations import Array
from gdviz.core.parameters import Parameters

Extent: TypeAlias = tuple[float, float, float, float]
"""a0, a1, b0, b1: left, right, bottom, top."""

MAX_ASPECT = 2.0
FAR = 3.0  # a trajectory may widen the picture by so many times its core, on each side
PLACES = 128  # of a way that its main directions are found from
ROOMY = 4.0  # a picture is kept until it is so many times as wide as it need be


@dataclass(frozen=True, eq=False)
class Plane:
    """The points origin + a u + b v, each (P,); v = 0 makes it a line."""

    origin: Array
    u: Array
    v: Array
    u_name: str = "a"
    v_name: str = "b"
    indices: tuple[int, ...] = ()  # of the parameters that the coordinates are, where they are parameters
    explained: tuple[float, float] | None = None  # which shares of a way's spread lie along u and v, where it is known

    @cached_property
    def _dual(self) -> Array:
        # (P, 2): coordinates are (theta - origin) times this
        directions = np.column_stack([self.u, self.v])
        gram = directions.T @ directions
        determinant = gram[0, 0] * gram[1, 1] - gram[0, 1] ** 2
        if determinant <= 1e-12 * gram[0, 0] * gram[1, 1]:
            dual: Array = np.linalg.pinv(directions).T
            return dual
        inverse = np.array([[gram[1, 1], -gram[0, 1]], [-gram[0, 1], gram[0, 0]]]) / determinant
        return directions @ inverse  # type: ignore[no-any-return]

    def project(self, thetas: Array) -> Array:
        """Return the coordinates (m, 2) of the plane's points nearest to thetas (m, P)."""
        if self.indices:
            picked: Array = np.atleast_2d(thetas)[:, self.indices]
            return picked
        # not (thetas - origin) first: that would copy a long way through many parameters
        coordinates: Array = np.atleast_2d(thetas) @ self._dual - self.origin @ self._dual
        return coordinates

    def at(self, a: float, b: float = 0.0) -> Array:
        """Return theta (P,) at the coordinates (a, b)."""
        theta: Array = self.origin + a * self.u + b * self.v
        return theta

    def grid(self, extent: Extent, shape: tuple[int, int]) -> Array:
        """Return thetas (rows * columns, P), row by row from the bottom (b0) up."""
        a, b = axes(extent, shape)
        points: Array = self.origin + a[None, :, None] * self.u + b[:, None, None] * self.v
        return points.reshape(len(a) * len(b), -1)


def axes(extent: Extent, shape: tuple[int, int]) -> tuple[Array, Array]:
    """Return the coordinates a (columns,) and b (rows,) of a grid: evenly from edge to edge, the edges included.

    Raises ValueError where the extent is not finite or empty, or the shape has nothing in it.
    """
    rows, columns = shape
    if rows < 1 or columns < 1:
        raise ValueError(f"shape must be at least (1, 1); got {shape}")
    a0, a1, b0, b1 = extent
    if not all(map(math.isfinite, extent)) or a1 < a0 or b1 < b0:
        raise ValueError(f"extent must be finite with a0 <= a1 and b0 <= b1; got {extent}")
    return np.linspace(a0, a1, columns), np.linspace(b0, b1, rows)


def pixel_extent(extent: Extent, shape: tuple[int, int]) -> Extent:
    """Return the outer edges of a picture whose pixels are centred on the grid's points: half a pixel wider."""
    (a0, a1, b0, b1), (rows, columns) = extent, shape
    da, db = (a1 - a0) / max(1, columns - 1) / 2, (b1 - b0) / max(1, rows - 1) / 2
    return a0 - da, a1 + da, b0 - db, b1 + db


def parameter_plane(theta: Array, i: int, j: int, names: Sequence[str] = ()) -> Plane:
    """Return the plane of two parameters, all others as in theta; the coordinates are the parameters' own values.

    i = j is the line along that parameter.

    Raises ValueError if an index is not in theta.
    """
    for index in (i, j):
        if not 0 <= index < theta.size:
            raise ValueError(f"parameter index must be in [0, {theta.size - 1}]; got {index}")
    origin = np.array(theta, np.float64)
    u, v = np.zeros(origin.shape), np.zeros(origin.shape)  # zeros_like would write millions of zeros one by one
    origin[[i, j]] = 0.0
    u[i] = 1.0
    if i != j:
        v[j] = 1.0
    known = {index: names[index] for index in (i, j) if index < len(names)}
    if i == j:
        return Plane(origin, u, v, known.get(i, f"theta[{i}]"), "")
    return Plane(origin, u, v, known.get(i, f"theta[{i}]"), known.get(j, f"theta[{j}]"), (i, j))


def random_plane(theta: Array, rng: np.random.Generator, parameters: Parameters | None = None) -> Plane:
    """Return a plane through theta along two random directions, scaled piece by piece to the size of theta.

    d_piece <- d_piece / |d_piece| |theta_piece|   for Gaussian d; a piece is what one neuron has as weights (a column
    of W), or the biases of a layer; without `parameters`, all of theta is one piece.

    Li et al. 2018, arXiv:1712.09913, section 4 (filter normalisation). Theirs ignores biases; here they are a piece,
    which stays where it is while they are 0. Numbers of their own (w and b of a line) form one piece. v is then made
    orthogonal to u, at its own length: with few parameters two random directions are anything but.

    Raises ValueError for fewer than two parameters.
    """
    if theta.size < 2:
        raise ValueError(f"a plane needs at least 2 parameters; got {theta.size}")
    origin = np.array(theta, np.float64)
    u, v = (_normalised(rng.normal(size=origin.size), origin, parameters) for _ in range(2))
    length = float(np.linalg.norm(v))
    v -= (u @ v) / (u @ u) * u
    rest = float(np.linalg.norm(v))
    if rest < 1e-9 * length:  # only one number differs from 0: leave the pieces
        v = rng.normal(size=origin.size) * (np.arange(origin.size) < _trained(origin, parameters))
        v -= (u @ v) / (u @ u) * u
        rest = float(np.linalg.norm(v))
    return Plane(origin, u, v * (length / rest), "direction 1", "direction 2")


def trajectory_plane(theta: Array, path: Array, parameters: Parameters | None = None) -> Plane:
    """Return the plane through theta along the two main directions of the way `path` (m, P), each of length 1.

    u and v are the first two eigenvectors of the covariance of the places on the way; `explained` are their shares
    of the sum of all eigenvalues. Each points to where the way ends. Li et al. 2018, arXiv:1712.09913, section 7, where
    the way is a few dozen epochs; a longer one is thinned to `PLACES` places evenly by their order.
    A way that never leaves a line (or its start) has no second (or first) direction: a parameter stands in for it.

    Raises ValueError for fewer than two parameters.
    """
    if theta.size < 2:
        raise ValueError(f"a plane needs at least 2 parameters; got {theta.size}")
    origin = np.array(theta, np.float64)
    u, v, explained = main_directions(path, _trained(origin, parameters))
    return Plane(origin, u, v, "main direction 1", "main direction 2", explained=explained)


def main_directions(path: Array, trained: int) -> tuple[Array, Array, tuple[float, float]]:
    """Return the two main directions of a way (m, P), and which shares of its spread lie along them.

    The first `trained` numbers of each place count; the others stay where they are.
    """
    finite = path[np.isfinite(path).all(axis=1)]
    if len(finite) > PLACES:
        finite = finite[np.linspace(0, len(finite) - 1, PLACES).round().astype(np.intp)]
    centred = np.zeros((max(1, len(finite)), path.shape[1]))
    if len(finite):
        centred[:, :trained] = finite[:, :trained] - finite[:, :trained].mean(axis=0)
    gram = centred @ centred.T  # (m, m) has the eigenvalues of the covariance (P, P), which may be large
    values, vectors = np.linalg.eigh(gram)
    total = float(np.trace(gram))
    directions: list[Array] = []
    shares: list[float] = []
    for place in (-1, -2):
        enough = len(values) >= -place and total > 0.0 and values[place] > 1e-12 * total
        direction = centred.T @ vectors[:, place] if enough else _stand_in(directions, path.shape[1])
        direction /= np.linalg.norm(direction)
        if (centred[-1] - centred[0]) @ direction < 0.0:
            direction = -direction
        directions.append(direction)
        shares.append(float(values[place]) / total if enough else 0.0)
    return directions[0], directions[1], (shares[0], shares[1])


def _stand_in(others: Sequence[Array], size: int) -> Array:
    """Return a direction that is at right angles to the others: that of a parameter which has least part in them."""
    direction = np.zeros(size)
    direction[int(np.argmin(sum((np.abs(other) for other in others), np.zeros(size))))] = 1.0
    for other in others:
        direction -= (direction @ other) * other
    return direction


def _normalised(direction: Array, origin: Array, parameters: Parameters | None) -> Array:
    shapes = {"theta": (origin.size,)} if parameters is None else parameters.shapes
    direction[_trained(origin, parameters) :] = 0.0
    drawn = direction / np.linalg.norm(direction)
    single = np.zeros(origin.size, bool)
    start = 0
    for shape in shapes.values():
        piece = slice(start, start + math.prod(shape))
        start = piece.stop
        if not direction[piece].any():
            continue
        if math.prod(shape) == 1:
            single[piece] = True
            continue
        d, w = direction[piece].reshape(-1, shape[-1]), origin[piece].reshape(-1, shape[-1])
        axis = 0 if len(shape) > 1 else None
        d *= np.linalg.norm(w, axis=axis) / np.linalg.norm(d, axis=axis)
    if single.any():
        direction[single] *= np.linalg.norm(origin[single]) / np.linalg.norm(direction[single])
    return direction if direction.any() else drawn  # theta = 0 has no size to go by


def _trained(theta: Array, parameters: Parameters | None) -> int:
    """Return how many numbers at the front of theta a method may move; running means and frozen weights lie behind."""
    return theta.size if parameters is None else parameters.n_trained


def suggest_extent(
    plane: Plane,
    trajectories: Sequence[Array],
    minimum: Array | None = None,
    margin: float = 0.25,
    previous: Extent | None = None,
) -> Extent:
    """Return an extent that shows starts, minimum (P,) and trajectories (m, P) with `margin` of their size around.

    A trajectory that runs away is followed for a few times the distance from start to minimum, no further; in more
    parameters than two it may go as far as these are apart in all of them. Points that are not finite are left out.
    No side is more than twice as long as the other. Edges lie on round numbers, and `previous` is kept as long as all
    is inside and not small: the picture does not jump while a run goes on.
    """
    with np.errstate(all="ignore"):
        paths = [plane.project(np.asarray(path)) for path in trajectories if len(path)]
    paths = [path[np.isfinite(path).all(axis=1)] for path in paths]
    core = [path[:1] for path in paths]
    if minimum is not None:
        core.append(plane.project(minimum))
    elif paths:
        core += [np.quantile(path, [0.05, 0.95], axis=0) for path in paths if len(path)]
    core = [points for points in core if len(points)]
    points = np.concatenate(core) if core else np.zeros((1, 2))
    low, high = points.min(axis=0), points.max(axis=0)

    reach = FAR * max(float((high - low).max()), 1e-9 * float(np.abs(points).max()))
    if minimum is not None:
        ways = [np.linalg.norm(np.asarray(path[0]) - minimum) for path in trajectories if len(path)]
        reach = max([reach, *(float(way) for way in ways if np.isfinite(way))])
    for path in paths:
        if len(path):
            low = np.minimum(low, np.maximum(path.min(axis=0), low - reach))
            high = np.maximum(high, np.minimum(path.max(axis=0), high + reach))

    size, centre = high - low, (high + low) / 2
    longest = float(size.max())
    if longest <= 1e-9 * max(1.0, float(np.abs(centre).max())):  # one point: show as much around it as it is large
        size, longest = np.ones(2), max(1.0, float(np.abs(centre).max()))
    half = np.maximum(size, longest / MAX_ASPECT) / 2 * (1 + 2 * margin)
    if previous is not None and _still_fits(previous, low, high, half):
        return previous
    step = _round_step(float(half.max()) / 4)
    left, bottom = (_tidy(math.floor(edge / step) * step) for edge in (centre - half).tolist())
    right, top = (_tidy(math.ceil(edge / step) * step) for edge in (centre + half).tolist())
    return left, right, bottom, top


def _still_fits(extent: Extent, low: Array, high: Array, half: Array) -> bool:
    left_bottom, right_top = np.array(extent[::2]), np.array(extent[1::2])
    inside = (left_bottom <= low).all() and (high <= right_top).all()
    return bool(inside and (right_top - left_bottom <= ROOMY * 2 * half).all())


def _round_step(size: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is not above `size`."""
    power = 10.0 ** math.floor(math.log10(size))
    return max(factor * power for factor in (1.0, 2.0, 5.0) if factor * power <= size * (1 + 1e-12))


def _tidy(value: float) -> float:
    """Return 0.6 for 0.6000000000000001."""
    return float(f"{value:.12g}")
