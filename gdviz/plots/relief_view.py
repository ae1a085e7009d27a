"""How hills come onto a flat screen: where they are looked at from, what is in front of what, how light falls."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from gdviz.plots.colormaps import Lut
from gdviz.plots.mapping import Floats

HEIGHT = 0.62  # of the box, as a share of its side
LOWEST, HIGHEST = math.radians(8), math.radians(88)
LEAST_ZOOM, MOST_ZOOM = 0.4, 6.0
LIGHT = np.array([-0.42, 0.36, 0.83])  # where it comes from, in the box: a fixed light turns with the hills
AMBIENT, RELIEF = 0.62, 0.5  # shade of a slope turned away, and what full light adds
STEEPNESS = 0.8


@dataclass(frozen=True)
class Camera:
    """From where a box is looked at: turned about its upright by `turn`, from `tilt` above the floor (radians)."""

    turn: float = math.radians(-38)
    tilt: float = math.radians(38)
    zoom: float = 1.0

    def limited(self) -> Camera:
        """Return the nearest view that is above the floor and neither tiny nor huge."""
        return Camera(
            (self.turn + math.pi) % (2 * math.pi) - math.pi,
            min(max(self.tilt, LOWEST), HIGHEST),
            min(max(self.zoom, LEAST_ZOOM), MOST_ZOOM),
        )

    def turned(self, turn: float, tilt: float) -> Camera:
        """Return the view from further around and further up."""
        return replace(self, turn=self.turn + turn, tilt=self.tilt + tilt).limited()

    def zoomed(self, factor: float) -> Camera:
        """Return the view from nearer."""
        return replace(self, zoom=self.zoom * factor).limited()

    def project(self, points: Floats, area: QRectF) -> tuple[Floats, Floats, Floats]:
        """Return pixels across and down, and how far away (n,) on the floor, of points (n, 3) of the unit box.

        Parallel rays: x' = x cos t - y sin t, y' = x sin t + y cos t about the middle; across x', down
        -(y' sin e + z cos e), away y'. The box fits `area` however it is turned. Of two points at one pixel the one
        that is less far away is seen, as every ray comes down towards the back.
        """
        x, y, z = points[:, 0] - 0.5, points[:, 1] - 0.5, HEIGHT * (points[:, 2] - 0.5)
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        up, level = math.cos(self.tilt), math.sin(self.tilt)
        across, away = x * cos - y * sin, x * sin + y * cos
        wide, high = math.sqrt(2.0), math.sqrt(2.0) * level + HEIGHT * up
        scale = self.zoom * min(area.width() / wide, area.height() / high)
        centre = area.center()
        down = centre.y() - scale * (away * level + z * up)
        return centre.x() + scale * across, down, away


class Hills:
    """Values over a rectangle in a box of side 1: corners (n, 3), quads (m, 4) of them, and what lies on them."""

    def __init__(self, values: Floats, left: float, right: float, low: float, high: float) -> None:
        rows, columns = values.shape
        if rows < 2 or columns < 2:
            raise ValueError(f"hills need at least 2 x 2 values; got {rows} x {columns}")
        if not np.isfinite(values).all():
            raise ValueError("values must be finite")
        self.x_ends, self.y_ends = (left, right), (low, high)
        self._shape: tuple[int, int] = (rows, columns)
        least, most = float(values.min()), float(values.max())
        self.heights: Floats = (values - least) / ((most - least) or 1.0)
        xs, ys = np.linspace(0, 1, columns), np.linspace(0, 1, rows)
        self.corners: Floats = np.column_stack([np.tile(xs, rows), np.repeat(ys, columns), self.heights.ravel()])
        first = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
        self.quads: NDArray[np.intp] = np.column_stack([first, first + 1, first + columns + 1, first + columns])
        self._middles: Floats = self.corners[self.quads].mean(axis=1)

    def colors(self, lut: Lut) -> list[QColor]:
        """Return the colour of each quad: of its height, lighter where it is turned to the light."""
        z, (rows, columns) = self.heights * HEIGHT, self._shape
        east = np.diff(z, axis=1) * (columns - 1)
        north = np.diff(z, axis=0) * (rows - 1)
        slope_x, slope_y = (east[1:] + east[:-1]) / 2, (north[:, 1:] + north[:, :-1]) / 2
        normals = np.stack([-STEEPNESS * slope_x, -STEEPNESS * slope_y, np.ones_like(slope_x)], axis=-1)
        normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
        light = np.clip(normals @ (LIGHT / np.linalg.norm(LIGHT)), 0.0, 1.0).ravel()
        base = lut[np.rint(255 * self._middles[:, 2]).astype(np.intp)]
        shaded = np.clip(base * (AMBIENT + RELIEF * light)[:, None], 0, 255).astype(np.uint8)
        return [QColor(r, g, b) for r, g, b in shaded.tolist()]

    def order(self, away: Floats) -> tuple[NDArray[np.intp], Floats]:
        """Return the quads from the furthest to the nearest, and how far away each is, given that of the corners."""
        mean = away[self.quads].mean(axis=1)
        order = np.argsort(-mean, kind="stable")
        return order, mean[order]

    @property
    def reach(self) -> float:
        """Return how much nearer than a place on a quad the middle of that quad may be: half its diagonal."""
        rows, columns = self._shape
        return 0.71 / (min(rows, columns) - 1)

    def lifted(self, x: Floats, y: Floats, above: float) -> Floats:
        """Return points (n, 3) of the box over data places, so far above the ground; NaN beside it."""
        rows, columns = self._shape
        a = (x - self.x_ends[0]) / ((self.x_ends[1] - self.x_ends[0]) or 1.0)
        b = (y - self.y_ends[0]) / ((self.y_ends[1] - self.y_ends[0]) or 1.0)
        with np.errstate(invalid="ignore"):
            inside = (a >= 0) & (a <= 1) & (b >= 0) & (b <= 1)
        across, up = np.where(inside, a, 0.0) * (columns - 1), np.where(inside, b, 0.0) * (rows - 1)
        i = np.minimum(across.astype(np.intp), columns - 2)
        j = np.minimum(up.astype(np.intp), rows - 2)
        s, t = across - i, up - j
        h = self.heights
        ground = (1 - t) * ((1 - s) * h[j, i] + s * h[j, i + 1]) + t * ((1 - s) * h[j + 1, i] + s * h[j + 1, i + 1])
        points = np.column_stack([a, b, ground + above])
        points[~inside] = np.nan
        return points

    def followed(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return a way with places between its steps, so that it goes over hills and not through them."""
        if len(x) < 2:
            return x, y
        rows, columns = self._shape
        wide, high = (self.x_ends[1] - self.x_ends[0]) or 1.0, (self.y_ends[1] - self.y_ends[0]) or 1.0
        with np.errstate(invalid="ignore"):
            cells = np.maximum(np.abs(np.diff(x)) / wide * columns, np.abs(np.diff(y)) / high * rows)
        parts = np.clip(np.nan_to_num(np.ceil(cells), nan=1, posinf=1), 1, 2 * max(rows, columns)).astype(np.intp)
        starts = np.repeat(np.arange(len(x) - 1), parts)
        first = np.concatenate([[0], np.cumsum(parts)[:-1]])
        share = (np.arange(len(starts)) - first[starts]) / parts[starts]
        with np.errstate(invalid="ignore"):
            xs, ys = (np.append(c[starts] + share * np.diff(c)[starts], c[-1]) for c in (x, y))
        return xs, ys

    def hit(self, across: Floats, down: Floats, away: Floats, x: float, y: float) -> tuple[float, float] | None:
        """Return the data place of the nearest quad that covers a pixel, given the corners' pixels; None if none does.

        Each quad is two triangles; within one, places are as straight as pixels (barycentric coordinates).
        """
        best: tuple[float, float, float] | None = None
        for corners in ((0, 1, 2), (0, 2, 3)):
            triangles = self.quads[:, corners]
            px, py = across[triangles], down[triangles]
            ux, uy, vx, vy = (px[:, 1] - px[:, 0], py[:, 1] - py[:, 0], px[:, 2] - px[:, 0], py[:, 2] - py[:, 0])
            area = ux * vy - uy * vx
            with np.errstate(all="ignore"):
                s = ((x - px[:, 0]) * vy - (y - py[:, 0]) * vx) / area
                t = (ux * (y - py[:, 0]) - uy * (x - px[:, 0])) / area
                inside = (s >= -1e-9) & (t >= -1e-9) & (s + t <= 1 + 1e-9)
            for place in np.flatnonzero(inside):
                weights = np.array([1 - s[place] - t[place], s[place], t[place]])
                three = triangles[place]
                found = (float(weights @ away[three]), *(weights @ self.corners[three, :2]).tolist())
                best = found if best is None or found[0] < best[0] else best
        if best is None:
            return None
        return (
            self.x_ends[0] + best[1] * (self.x_ends[1] - self.x_ends[0]),
            self.y_ends[0] + best[2] * (self.y_ends[1] - self.y_ends[0]),
        )
