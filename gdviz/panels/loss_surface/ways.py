"""The ways that the methods take over the loss."""

from __future__ import annotations

import numpy as np

from gdviz.core.landscape import Plane
from gdviz.core.operations import Array
from gdviz.panels.loss_surface.descent import parameters
from gdviz.plots.base import Plot
from gdviz.plots.relief import Relief
from gdviz.plots.theme import Theme
from gdviz.plots.trajectory import Trajectory
from gdviz.session import Session
from gdviz.training.snapshot import LaneSnapshot

MAX_ON_CURVE = 200  # places of a way on the curve of one parameter: earlier ones lie below them


class Ways:
    """A path in the plot for each visible method, and the same in the relief while that is shown."""

    def __init__(self, session: Session, plot: Plot, relief: Relief) -> None:
        self._session, self._plot, self._relief = session, plot, relief
        self.paths: dict[int, Trajectory] = {}

    def clear(self) -> None:
        """Forget the ways of a race that has gone."""
        for path in self.paths.values():
            self._plot.remove(path)
        self.paths.clear()

    def show(self, lanes: list[LaneSnapshot], plane: Plane, in_relief: bool) -> None:
        """Draw how these have come to where they are."""
        theme = Theme.current()
        for key in self.paths.keys() - {lane.key for lane in lanes}:
            self._plot.remove(self.paths.pop(key))
        for lane in lanes:
            if lane.key not in self.paths:
                self.paths[lane.key] = self._plot.add(Trajectory())
            color = theme.method_color(self._session.experiment.method(lane.key).color)
            places = self._places(_coordinates(plane, lane))
            self.paths[lane.key].set_path(places[:, 0], places[:, 1], color)
            if in_relief:
                self._relief.set_way(str(lane.key), places[:, 0], places[:, 1], color)
        self._relief.keep_ways({str(lane.key) for lane in lanes})

    def _places(self, coordinates: Array) -> Array:
        """Return where a way is drawn: in the plane, or on the curve of one parameter at the loss of each step."""
        if parameters(self._session) > 1:
            return coordinates
        way = coordinates[-MAX_ON_CURVE:, :1]
        losses = self._session.probe.losses(way)
        return np.column_stack([way, np.full(len(way), np.nan) if losses is None else losses])


def _coordinates(plane: Plane, lane: LaneSnapshot) -> Array:
    """Return the coordinates (m, 2) of the thetas up to the shown step, the present one last."""
    before = int(np.searchsorted(lane.path_steps, lane.step))
    return np.vstack([plane.project(lane.path[:before]), plane.project(lane.theta)])
