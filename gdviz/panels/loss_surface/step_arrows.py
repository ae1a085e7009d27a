"""What made the last step of each method: the slope, the momentum, and the step itself, as arrows at its place."""

from __future__ import annotations

import numpy as np

from gdviz.core.landscape import Plane
from gdviz.core.operations import Array
from gdviz.plots.base import Plot
from gdviz.plots.theme import Theme
from gdviz.plots.trajectory import Arrows
from gdviz.session import Session
from gdviz.training.snapshot import LaneSnapshot


class StepArrows:
    """Arrows in the plane, where a method can tell of its last step."""

    def __init__(self, session: Session, plot: Plot) -> None:
        self._session = session
        self.layer = plot.add(Arrows())

    def clear(self) -> None:
        """Draw none."""
        self.layer.clear()

    def show(self, lanes: list[LaneSnapshot], plane: Plane) -> None:
        """Draw those of the steps that led these to where they are."""
        self.layer.clear()
        theme = Theme.current()
        for lane in lanes:
            detail = lane.detail
            if detail is None:
                continue
            here = plane.project(detail.before[None])[0]
            step = plane.project(detail.after[None])[0] - here
            color = theme.method_color(self._session.experiment.method(lane.key).color)
            self.layer.add(f"{lane.key} step", here, step, color)
            if detail.grad is not None:
                downhill = plane.project((detail.before - detail.grad)[None])[0] - here
                self.layer.add(f"{lane.key} slope", here, _same_length(downhill, step), theme.contour)
            velocity = detail.state.get("velocity")
            if velocity is not None:
                momentum = plane.project((detail.before + velocity)[None])[0] - here
                self.layer.add(f"{lane.key} momentum", here, momentum, theme.warning)


def _same_length(arrow: Array, model: Array) -> Array:
    length = float(np.hypot(*arrow))
    return arrow if length == 0 else arrow * (float(np.hypot(*model)) / length)
