"""The curves of each method, and the best moment of the shown one."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor

from gdviz.plots.base import Plot
from gdviz.plots.curve import Curves
from gdviz.plots.theme import Theme
from gdviz.plots.trajectory import Marker
from gdviz.session import Session
from gdviz.session.explain import epochs
from gdviz.training.snapshot import LaneSnapshot

RISEN, FEW = 1.02, 5  # by how much and how long the test loss must have been higher since for its best to be marked


class LaneCurves(QObject):
    """Solid: training. Dashed: test. Pale: what lay ahead before a rewind, and ways not taken."""

    def __init__(self, session: Session, plot: Plot, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.curves = plot.add(Curves())
        self.best = plot.add(Marker())

    def clear(self) -> None:
        """Draw nothing."""
        self.curves.clear()
        self.best.clear()

    def show(self, what: str) -> None:
        """Draw "loss" or "accuracy" of all visible methods."""
        session, theme = self._session, Theme.current()
        self.clear()
        for lane in session.visible_lanes():
            color = theme.method_color(session.experiment.method(lane.key).color)
            self._draw(lane, what, color, shown=lane.key == session.view.shown_key)
        if what == "loss" and session.view.race_axis == "steps" and session.shown is not None:
            self._mark_best(session.shown)

    def _draw(self, lane: LaneSnapshot, what: str, color: QColor, shown: bool) -> None:
        axis = self._session.view.race_axis
        x = lane.steps if axis == "steps" else lane.series[axis]
        here = int(np.searchsorted(lane.steps, lane.step, side="right"))
        single = len(self._session.experiment.methods) == 1
        for part, width, dashed in (("train", 2.5 if shown else 2.0, False), ("test", 1.5, True)):
            if dashed and not (shown or single):
                continue
            y = lane.series[f"{part}_{what}"]
            if not len(y) or np.isnan(y[-1]):
                continue
            past_x, past_y = x[:here], y[:here]
            if here and lane.steps[here - 1] < lane.step:
                now = {"steps": lane.step, "evaluations": lane.evaluations, "seconds": lane.seconds}
                past_x = np.append(past_x, now[axis])
                past_y = np.append(past_y, lane.figures[f"{part}_{what}"])
            key = f"{lane.key} {part}"
            self.curves.set_curve(key, past_x, past_y, color, width=width, dashed=dashed)
            if here < len(x):
                ahead = slice(max(0, here - 1), None)
                self.curves.set_curve(f"{key} ahead", x[ahead], y[ahead], color, width=width, dashed=dashed, faded=True)
        if what == "loss" and axis == "steps":
            for place, branch in enumerate(lane.branches):
                name = f"{lane.key} branch {place}"
                self.curves.set_curve(name, branch.steps, branch.train_losses, color, width=1.5, faded=True)

    def _mark_best(self, lane: LaneSnapshot) -> None:
        """Mark where the test loss is lowest, once it has begun to rise again."""
        stop, steps, losses = lane.early_stop, lane.steps, lane.series["test_loss"]
        if lane.key in self._session.view.hidden or np.isnan(losses).all():
            return
        place = int(np.nanargmin(losses))
        if stop is not None:
            at, lowest = stop.best_step, stop.best_loss
        elif len(losses) - place >= FEW and np.nanmedian(losses[place + 1 :]) > RISEN * losses[place]:
            at, lowest = int(steps[place]), float(losses[place])
        else:
            return
        color = Theme.current().method_color(self._session.experiment.method(lane.key).color)
        epoch = lane.epoch * at / lane.step if lane.step else 0.0
        epoch = stop.best_epoch if stop is not None else round(epoch, 0 if epoch >= 10.0 else 1)
        others = [self.curves.values(name) for name in self.curves.names()]
        self.best.set_place(at, lowest, self.tr("best: epoch {epoch}").format(epoch=epochs(epoch)), color, others)
