"""A curve of rectifiers as a line with corners: f(x) = c + sum over k of n_k ReLU(m_k x + b_k)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdviz.core.anatomy import Stage, can_be_taken_apart, stages
from gdviz.core.models.base import Model
from gdviz.core.operations import Array

MOST = 16  # corners that can be told apart
GAP = 1e-3  # of the way from the first corner to the end of the data: nearer than that no corner comes to another


@dataclass(frozen=True, eq=False)
class Hinges:
    """Corners from left to right: neuron `order[k]` bends the line at x[k], where it is y[k] high.

    `slope` is that of the line behind the last corner; before the first it is level. Each neuron looks to the right
    (m > 0), so that corners and parameters tell the same: x_k = -b_k / m_k, and n_k m_k is by how much the slope grows.
    """

    order: Array
    x: Array
    y: Array
    slope: float
    first: Stage
    second: Stage
    m: Array  # of the neurons in their order

    def end(self, x: float) -> float:
        """Return the height of the line at `x`, behind the last corner."""
        return float(self.y[-1] + self.slope * (x - self.x[-1]))

    def moved(self, corner: int, x: float, y: float, end: float) -> dict[int, float]:
        """Return by place in theta what to set so that a corner comes to (x, y) and all others stay where they are.

        The corner behind the last one is the line's end: it stays at x = `end` and turns the last piece.
        """
        xs, ys, slope = self.x.copy(), self.y.copy(), self.slope
        if corner < len(xs):
            gap = GAP * max(abs(end - float(xs[0])), 1e-12)
            low = xs[corner - 1] + gap if corner else -np.inf
            high = xs[corner + 1] - gap if corner + 1 < len(xs) else end - gap
            height = self.end(end)
            xs[corner], ys[corner] = min(max(x, low), max(low, high)), y
            if corner + 1 == len(xs):
                slope = (height - ys[-1]) / (end - xs[-1])
        else:
            slope = (y - ys[-1]) / (end - xs[-1])
        slopes = np.concatenate([[0.0], np.diff(ys) / np.diff(xs), [slope]])
        n = np.diff(slopes) / self.m
        edits = {self.second.bias_at(0): float(ys[0])}
        for place, row in enumerate(self.order.tolist()):
            edits[self.first.bias_at(row)] = float(-self.m[place] * xs[place])
            edits[self.second.weight_at(row, 0)] = float(n[place])
        return edits


def hinges(model: Model) -> Hinges | None:
    """Return the corners of a network of one input, one layer of ReLU that all look right, and one linear output."""
    if not can_be_taken_apart(model) or model.link != "identity":
        return None
    parts = stages(model)
    if [part.shape[:1] for part in parts[:1]] != [(1,)] or len(parts) != 2 or parts[0].activation != "relu":
        return None
    first, second = parts
    if second.shape[1] != 1 or not 1 <= first.shape[1] <= MOST or first.others:
        return None
    m, b, n = first.dense.W[0], first.dense.b, second.dense.W[:, 0]
    with np.errstate(all="ignore"):
        x = -b / m
    if not (m > 0.0).all() or not np.isfinite(np.concatenate([x, n])).all():
        return None
    order = np.argsort(x, kind="stable")
    x, m, n = x[order].astype(np.float64), m[order].astype(np.float64), n[order].astype(np.float64)
    if (np.diff(x) <= 0.0).any():
        return None
    y = float(second.dense.b[0]) + (np.maximum(x[:, None] - x[None], 0.0) * (n * m)).sum(axis=1)
    return Hinges(order, x, y, float((n * m).sum()), first, second, m)
