"""A curve of rectifiers as a line with corners: f(x) = c + sum over k of n_k ReLU(m_k x + b_k)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.anatomy import Stage, can_be_taken_apart, stages
from gdviz.core.models.base import Model
from gdviz.core.operations import Array

MOST = 16  # corners that can be told apart
GAP = 1e-3  # of the width of the data: nearer than that no corner is dragged to another
LEAST = 1e-3  # of a steepness is left where a drag would make it 0: its corner would be lost


@dataclass(frozen=True, eq=False)
class Hinges:
    """Corners from left to right: neuron `order[k]` bends the line at x_k = -b_k / m_k.

    With m_k > 0 it rises (or falls) to the right of its corner, with m_k < 0 to the left. `m`, `n` and `b` (K,) are in
    the order of the corners, `c` is the output's bias.
    """

    order: Array
    x: Array
    m: Array
    n: Array
    b: Array
    c: float
    first: Stage
    second: Stage

    def at(self, x: Array) -> Array:
        """Return f (n,) at x (n,)."""
        return self.c + _rises(x, self.x, self.m) @ self.n

    @property
    def y(self) -> Array:
        """How high the line is at its corners (K,)."""
        return self.at(self.x)

    def moved(self, corner: int, x: float, y: float, low: float, high: float) -> dict[int, float]:
        """Return by place in theta what to set so that a corner comes to (x, y): its b for x, n and c for y.

        The line keeps its height at the other corners and at the ends of the data, `low` and `high`, as far as such a
        line can. A corner does not pass its neighbours.
        """
        xs, fixed = self.x.copy(), np.concatenate([self.x, [low, high]])
        heights = self.at(fixed)
        gap = GAP * max(high - low, 1e-12)
        left = xs[corner - 1] + gap if corner else -np.inf
        right = xs[corner + 1] - gap if corner + 1 < len(xs) else np.inf
        xs[corner] = fixed[corner] = min(max(x, left), max(left, right))
        heights[corner] = y
        n, c = self._through(xs, fixed, heights, corner)
        row = int(self.order[corner])
        return {self.first.bias_at(row): float(-self.m[corner] * xs[corner]), **self._outputs(n, c)}

    def ended(self, at: float, y: float, other: float) -> dict[int, float]:
        """Return what to set so that the line ends at (at, y): n and c, with the corners where they are."""
        fixed = np.concatenate([[at], self.x, [other]])
        heights = self.at(fixed)
        heights[0] = y
        return self._outputs(*self._through(self.x, fixed, heights, 0))

    def turned(self, corner: int, x: float, y: float) -> dict[int, float]:
        """Return what to set so that one neuron's piece of the line goes through (x, y): its m, and b with it.

        Its corner and all other neurons stay. On the other side of the corner m changes its sign: the neuron looks
        there from now on. Where the piece must fall instead of rise, n changes its sign.
        """
        m, n, place = float(self.m[corner]), float(self.n[corner]), float(self.x[corner])
        away, side = abs(x - place), 1.0 if x >= place else -1.0
        without = y - float(self.at(np.array([x]))[0]) + n * max(m * (x - place), 0.0)
        if n == 0.0:
            n = 1.0
        if without * n < 0.0:
            n = -n
        steep = without / (n * away) if away > 0.0 else abs(m)
        m = side * max(steep, LEAST * abs(m))
        row = int(self.order[corner])
        return {
            self.first.weight_at(0, row): m,
            self.first.bias_at(row): -m * place,
            self.second.weight_at(row, 0): n,
        }

    def _outputs(self, n: Array, c: float) -> dict[int, float]:
        rows = zip(self.order.tolist(), n.tolist(), strict=True)
        return {self.second.bias_at(0): c, **{self.second.weight_at(row, 0): value for row, value in rows}}

    def _through(self, corners: Array, places: Array, heights: Array, exact: int) -> tuple[Array, float]:
        """Return n (K,) and c of the line with these corners that is `heights` high at `places`.

        At the place `exact` to the digit, at the others as nearly as can be, with the least change of the line.
        """
        rises = _rises(places, corners, self.m)
        scale = np.append(np.maximum(np.abs(rises).max(axis=0), 1e-300), 1.0)
        A = np.column_stack([rises, np.ones(len(places))]) / scale
        now = np.append(self.n, self.c) * scale
        missing = heights - A @ now
        aim, others = A[exact], np.delete(np.arange(len(places)), exact)
        change = aim * (missing[exact] / (aim @ aim))
        free = np.linalg.svd(aim[None])[2][1:].T  # what leaves the height at the exact place as it is
        rest = missing[others] - A[others] @ change
        change = change + free @ np.linalg.lstsq(A[others] @ free, rest, rcond=1e-12)[0]
        found = (now + change) / scale
        return found[:-1], float(found[-1])


def _rises(x: Array, corners: Array, m: Array) -> Array:
    """Return ReLU(m_k (x - x_k)) (n, K): what each neuron answers."""
    rises: Array = np.maximum(m * (x[:, None] - corners), 0.0)
    return rises


def hinges(model: Model) -> Hinges | None:
    """Return the corners of a network of one input, one layer of ReLU and one linear output; None for others."""
    if not can_be_taken_apart(model) or model.link != "identity":
        return None
    parts = stages(model)
    if [part.shape[:1] for part in parts[:1]] != [(1,)] or len(parts) != 2 or parts[0].activation != "relu":
        return None
    first, second = parts
    if (
        second.shape[1] != 1
        or not first.dense.bias
        or not second.dense.bias
        or not 1 <= first.shape[1] <= MOST
        or first.others
    ):
        return None
    m, b, n = (values.astype(np.float64) for values in (first.dense.W[0], first.dense.b, second.dense.W[:, 0]))
    with np.errstate(all="ignore"):
        x = -b / m
    if not np.isfinite(np.concatenate([x, n])).all():
        return None
    order = np.argsort(x, kind="stable")
    return Hinges(order, x[order], m[order], n[order], b[order], float(second.dense.b[0]), first, second)
