"""The layers of a plot over one column: the models' curves, how they were, residuals, the entries of a table."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from gdviz.core.operations import Array
from gdviz.plots.base import Plot
from gdviz.plots.curve import Curves
from gdviz.plots.dashes import Dashes
from gdviz.plots.theme import Theme
from gdviz.session import Session
from gdviz.session.readings import past_thetas, table_entries
from gdviz.training.snapshot import LaneSnapshot

CURVE_POINTS = 301
PAST_WIDTH = 1.0  # of more, Qt needs five times as long


class CurveLayers:
    """One curve for each visible method, the shown one on top with its past behind it."""

    def __init__(self, session: Session, plot: Plot) -> None:
        self._session, self._plot = session, plot
        self.past = plot.add(Curves())
        self.past.kept = True
        self._past_of: tuple[object, ...] = ()
        self.gaps = plot.add(Curves())
        self.lines = plot.add(Curves(z=50.0))  # over the points: thousands of them would hide it
        self.entries = plot.add(Dashes())

    def clear(self) -> None:
        """Take all of it away."""
        for layer in (self.entries, self.lines, self.past, self.gaps):
            layer.clear()
        self._past_of = ()

    def show(self, residuals_of: Array | None) -> None:
        """Draw the curves; with residuals where the drawn points (n, 2) are given."""
        session, theme = self._session, Theme.current()
        xs = self._across()
        self.lines.clear()
        self.gaps.clear()
        if session.shown not in session.visible_lanes():
            self._show_past([], xs)
        many = len(session.experiment.methods) > 1
        lanes = sorted(session.visible_lanes(), key=lambda lane: session.shown is lane)  # the shown one on top
        for lane in lanes:
            is_shown = session.shown is lane
            color = theme.method_color(session.experiment.method(lane.key).color) if many else theme.ink
            if is_shown:
                self._show_past(past_thetas(lane), xs)
                if residuals_of is not None:
                    self._show_residuals(lane, residuals_of)
                self._show_entries(color)
            self._line(f"lane {lane.key}", xs, lane.theta, color, 3.5 if is_shown else 2.0)
            neuron = session.inside.curve(lane.theta, session.inside.focus, xs[:, None]) if is_shown else None
            if neuron is not None:
                self.lines.set_curve("neuron", neuron[0][:, 0], neuron[1], theme.accent, width=2.5)
        self.show_preview()

    def show_preview(self) -> None:
        """Draw the model under the pointer of the loss surface."""
        theta = self._session.view.preview
        if theta is None:
            self.lines.remove("preview")
        else:
            self._line("preview", self._across(), theta, Theme.current().accent, 2.0, dashed=True)

    def show_diagonal(self) -> None:
        """Draw where answer and truth are the same."""
        shown = self._plot.shown
        ends = np.array([min(shown.left(), shown.top()), max(shown.right(), shown.bottom())])
        self.lines.set_curve("perfect", ends, ends, Theme.current().ink, width=1.5)

    def _show_entries(self, color: QColor | str) -> None:
        """Draw what an exact table has entries for: dashes, as it knows nothing between them."""
        entries = table_entries(self._session)
        if entries is None:
            self.entries.clear()
        else:
            self.entries.set_places(entries[:, 0], entries[:, 1], color)

    def _show_past(self, thetas: list[Array], xs: Array) -> None:
        """Draw the model at earlier steps; they become others only now and then."""
        wanted = (xs[0], xs[-1], Theme.current().past, *((theta.sum(), *theta[[0, -1]]) for theta in thetas))
        if wanted == self._past_of:
            return
        self._past_of = wanted
        self.past.clear()
        for place, theta in enumerate(thetas):
            known = self._session.asking.ask(f"past {place}", theta, xs[:, None])
            if known is not None:
                drawn = known.places[:, 0], known.value[:, 0]
                self.past.set_curve(f"past {place}", *drawn, Theme.current().past, width=PAST_WIDTH)
            if known is None or not np.array_equal(known.places[:, 0], xs) or not np.array_equal(known.theta, theta):
                self._past_of = ()  # a better one is on its way

    def _across(self) -> Array:
        return np.linspace(self._plot.shown.left(), self._plot.shown.right(), CURVE_POINTS)

    def _line(
        self, name: str, xs: Array, theta: Array, color: QColor | str, width: float, dashed: bool = False
    ) -> None:
        known = self._session.asking.ask(name, theta, xs[:, None])
        if known is not None:
            self.lines.set_curve(name, known.places[:, 0], known.value[:, 0], color, width=width, dashed=dashed)

    def _show_residuals(self, lane: LaneSnapshot, places: Array) -> None:
        split = self._session.split
        if split is None or len(split.train_mask) != len(places):
            return
        rows = places[split.train_mask]
        known = self._session.asking.ask("residuals", lane.theta, rows[:, :1])
        if known is not None and len(rows) == len(known.value) > 0:
            y = np.column_stack([rows[:, 1], known.value[:, 0], np.full(len(rows), np.nan)]).ravel()
            self.gaps.set_curve("residuals", np.repeat(rows[:, 0], 3), y, Theme.current().danger, width=1.0)
